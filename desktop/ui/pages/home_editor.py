"""Where somebody lives: a house and a room of it, or an address; one value, saved as one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QComboBox, QLineEdit, QSizePolicy

from desktop.domain.changes import Value
from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.services.places import HouseRow, RoomRow
from desktop.services.views import FieldView
from desktop.ui.pages.field_editors import FieldEditor
from desktop.ui.widgets.combo import Combo
from desktop.ui.widgets.layouts import column, row


class HomeEditor(FieldEditor):
    """House and room are picked; without a house the address is typed.

    A house or room that is not (or no longer) known here stays chosen until another is picked.
    """

    def __init__(
        self, field: FieldView, label: str, tr: LocaleContext, houses: Sequence[HouseRow]
    ) -> None:
        super().__init__()
        self._tr = tr
        stored: Mapping[str, Value] = field.value if isinstance(field.value, dict) else {}
        self._rooms: dict[str, Sequence[RoomRow]] = {h.accommodation: h.rooms for h in houses}
        self._stored_house = str(stored.get("accommodation") or "")
        self._stored_room = str(stored.get("unit") or "")
        self._house, self._room = _box(), _box()
        self._address = QLineEdit(str(stored.get("address") or ""))
        self._address.setPlaceholderText(tr.text(N_("Straße, Hausnummer, Ort")))
        self._house.setAccessibleName(f"{label}: {tr.text(N_('Unterkunft'))}")
        self._room.setAccessibleName(f"{label}: {tr.text(N_('Wohneinheit'))}")
        self._address.setAccessibleName(f"{label}: {tr.text(N_('Anschrift'))}")
        self._house.addItem(tr.text(N_("eigene Anschrift")), "")
        for house in houses:
            self._house.addItem(house.name, house.accommodation)
        self._choose(self._house, self._stored_house)
        self._house.currentIndexChanged.connect(self._on_house)
        picked = row(self._house, self._room)
        picked.setStretch(0, 1)
        picked.setStretch(1, 1)
        self.setLayout(column(picked, self._address))
        self._watch(self._house, self._room, self._address)
        self._on_house()

    def value(self) -> Value:
        house = str(self._house.currentData())
        room = str(self._room.currentData() or "") if house else ""
        address = "" if house and house != self._stored_house else self._address.text().strip()
        return {"accommodation": house or None, "unit": room or None, "address": address}

    def take_focus(self) -> None:
        self._house.setFocus()

    def _on_house(self, _index: int = 0) -> None:
        """Offer the rooms of the chosen house, or the address."""
        house = str(self._house.currentData())
        self._room.clear()
        self._room.addItem(self._tr.text(N_("Zimmer offen")), "")
        for room in self._rooms.get(house, ()):
            self._room.addItem(room.name, room.unit)
        if house == self._stored_house:
            self._choose(self._room, self._stored_room)
        self._room.setVisible(bool(house))
        self._address.setVisible(not house)

    def _choose(self, box: QComboBox, wanted: str) -> None:
        if wanted and box.findData(wanted) < 0:
            box.addItem(self._tr.text(N_("unbekannt")), wanted)
        box.setCurrentIndex(max(0, box.findData(wanted)))


def _box() -> QComboBox:
    box = Combo()
    box.setMaxVisibleItems(14)
    box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    return box
