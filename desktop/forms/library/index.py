"""What stands in the packages; written by ``python -m desktop.forms.library``."""

from __future__ import annotations

from desktop.domain.wording import N_
from desktop.forms.library.shipped import ShippedForm

PACKAGES: tuple[ShippedForm, ...] = (
    ShippedForm(
        "f1_intake",
        "2026112203",
        N_("Erstgespräch"),
        {
            "de": "Erstgespräch",
            "en": "First talk",
            "ar": "الحديث الأول",
            "fa": "گفت‌وگوی نخست",
            "uk": "Перша розмова",
            "ru": "Первый разговор",
            "es": "Primera conversación",
            "fr": "Premier entretien",
            "ti": "ቀዳማይ ዕላል",
            "ka": "პირველი საუბარი",
        },
        ("de", "en", "ar", "fa", "uk", "ru", "es", "fr", "ti", "ka"),
        ("ar", "fa", "uk", "ru", "es", "fr", "ti", "ka"),
    ),
    ShippedForm(
        "f2_visit",
        "2026112203",
        N_("Hausbesuchsprotokoll"),
        {
            "de": "Hausbesuchsprotokoll",
            "en": "Visit record",
            "ar": "محضر زيارة منزلية",
            "fa": "گزارش دیدار در خانه",
            "uk": "Протокол візиту додому",
            "ru": "Протокол визита на дом",
            "es": "Registro de visita",
            "fr": "Compte rendu de visite à domicile",
            "ti": "ጸብጻብ ምብጻሕ ገዛ",
            "ka": "ბინაში ვიზიტის ოქმი",
        },
        ("de", "en", "ar", "fa", "uk", "ru", "es", "fr", "ti", "ka"),
        ("ar", "fa", "uk", "ru", "es", "fr", "ti", "ka"),
    ),
    ShippedForm(
        "f3_profile",
        "2026112201",
        N_("Kompetenz- und Sprachprofil"),
        {
            "de": "Kompetenz- und Sprachprofil",
            "en": "Competence and language profile",
        },
        ("de", "en"),
        (),
    ),
    ShippedForm(
        "f4_release",
        "2026112201",
        N_("Schweigepflichtentbindung"),
        {
            "de": "Schweigepflichtentbindung",
            "en": "Release from confidentiality",
            "ar": "إعفاء من واجب السرية",
            "fa": "معافیت از وظیفهٔ رازداری",
            "uk": "Звільнення від обов’язку зберігати таємницю",
            "ru": "Освобождение от обязанности неразглашения",
            "es": "Exención del secreto profesional",
            "fr": "Levée du secret professionnel",
            "ti": "ካብ ግዴታ ምስጢር ምዕቃብ ነጻ ምግባር",
            "ka": "საიდუმლოების დაცვის ვალდებულებისგან გათავისუფლება",
        },
        ("de", "en", "ar", "fa", "uk", "ru", "es", "fr", "ti", "ka"),
        ("ar", "fa", "uk", "ru", "es", "fr", "ti", "ka"),
    ),
    ShippedForm(
        "f5_referral",
        "2026112201",
        N_("Verweisungsbogen"),
        {
            "de": "Verweisungsbogen",
            "en": "Referral sheet",
            "ar": "ورقة إحالة",
            "fa": "برگهٔ ارجاع",
            "uk": "Лист направлення",
            "ru": "Лист направления",
            "es": "Hoja de derivación",
            "fr": "Fiche d’orientation",
            "ti": "ወረቐት ምልኣኽ ናብ ካልእ ትካል",
            "ka": "მიმართვის ფურცელი",
        },
        ("de", "en", "ar", "fa", "uk", "ru", "es", "fr", "ti", "ka"),
        ("ar", "fa", "uk", "ru", "es", "fr", "ti", "ka"),
    ),
    ShippedForm(
        "f6_incident",
        "2026112201",
        N_("Vorfallmeldung"),
        {
            "de": "Vorfallmeldung",
            "en": "Incident report",
        },
        ("de", "en"),
        (),
    ),
    ShippedForm(
        "f7_school",
        "2026112201",
        N_("Kita- und Schulanmeldehilfe"),
        {
            "de": "Kita- und Schulanmeldehilfe",
            "en": "Help with day care and school",
        },
        ("de", "en"),
        (),
    ),
    ShippedForm(
        "f8_plan",
        "2026112201",
        N_("Hilfeplan-Fortschreibung"),
        {
            "de": "Hilfeplan-Fortschreibung",
            "en": "Plan review",
        },
        ("de", "en"),
        (),
    ),
)
