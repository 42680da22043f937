"""What stands in the packages; written by ``python -m desktop.forms.library``."""

from __future__ import annotations

from desktop.domain.wording import N_
from desktop.forms.library.shipped import ShippedForm

PACKAGES: tuple[ShippedForm, ...] = (
    ShippedForm(
        "f1_intake",
        "2026112202",
        N_("Erstgespräch"),
        {
            "de": "Erstgespräch",
            "en": "First talk",
            "ar": "الحديث الأول",
            "uk": "Перша розмова",
            "es": "Primera conversación",
            "ti": "ቀዳማይ ዕላል",
        },
        ("de", "en", "ar", "uk", "es", "ti"),
        ("ar", "uk", "es", "ti"),
    ),
    ShippedForm(
        "f2_visit",
        "2026112202",
        N_("Hausbesuchsprotokoll"),
        {
            "de": "Hausbesuchsprotokoll",
            "en": "Visit record",
            "ar": "محضر زيارة منزلية",
            "uk": "Протокол візиту додому",
            "es": "Registro de visita",
            "ti": "ጸብጻብ ምብጻሕ ገዛ",
        },
        ("de", "en", "ar", "uk", "es", "ti"),
        ("ar", "uk", "es", "ti"),
    ),
)
