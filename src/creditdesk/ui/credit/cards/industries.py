"""The industries a scorecard is for: a line over its factors, and the dialog in which they are ticked (DOMAIN A39)."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QWidget

from creditdesk.domain.sections import SECTIONS
from creditdesk.i18n import _
from creditdesk.ui.credit import words
from creditdesk.ui.widgets.controls import button, label
from creditdesk.ui.widgets.dialog import Dialog
from creditdesk.ui.widgets.elided import ElidedLabel


class IndustriesField(QWidget):
    """`chosen` carries the sections ticked, in their order; none is every industry."""

    chosen = Signal(tuple)

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(15, 8, 15, 8)
        row.setSpacing(10)
        self.text = ElidedLabel()
        self.change = button(_("Change…"), small=True)
        self.change.clicked.connect(self.ask)
        row.addWidget(label(_("Industries"), "sec"))
        row.addWidget(self.text, 1)
        row.addWidget(self.change)
        self._sections: tuple[str, ...] = ()
        self.dialog: IndustriesDialog | None = None

    def show_sections(self, sections: tuple[str, ...], *, editable: bool) -> None:
        self._sections = sections
        self.text.setText(words.industries(sections))
        self.change.setVisible(editable)

    def ask(self) -> None:
        """Tick the industries; what is chosen is told by `chosen`."""
        dialog = self.dialog = IndustriesDialog(self._sections, self)

        def take() -> None:
            dialog.accept()
            self.chosen.emit(dialog.sections)

        dialog.submitted.connect(take)
        dialog.open()


class IndustriesDialog(Dialog):
    """`sections` are those ticked."""

    def __init__(self, sections: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(_("Industries of the scorecard"), _("Use these industries"), parent, width=640)
        self.body.addWidget(label(_("Customers of these industries are scored on this card once it is in force, all others on the card "
                                    "for every industry. None ticked: the card is for every industry."), "sec", wrap=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        self.boxes: dict[str, QCheckBox] = {}
        half = (len(SECTIONS) + 1) // 2
        for place, (section, title) in enumerate(SECTIONS.items()):
            tick = self.boxes[section] = QCheckBox(f"{section} {_(title)}")
            tick.setChecked(section in sections)
            grid.addWidget(tick, place % half, place // half)
        self.body.addLayout(grid)

    @property
    def sections(self) -> tuple[str, ...]:
        return tuple(section for section, tick in self.boxes.items() if tick.isChecked())
