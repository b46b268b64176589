"""Why a limit moves, as chips of which several may be on (DESIGN 04)."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from creditdesk.domain.credit.limit_reasons import LOWERING, NAMES, OTHER, RAISING
from creditdesk.i18n import _, listed
from creditdesk.ui.widgets.choice import Chip
from creditdesk.ui.widgets.flow_row import FlowRow


class ReasonChips(QWidget):
    """Shows the reasons of a raise or of a cut; what was chosen of the other kind is kept and shown when it is back."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Reasons"))
        self._chips = {code: Chip(_(NAMES[code])) for code in sorted(NAMES, key=lambda code: code == OTHER)}
        row = FlowRow(8, self)
        for chip in self._chips.values():
            row.addWidget(chip)
            chip.toggled.connect(lambda _on: self.changed.emit())
        self._shown = RAISING
        self.show_for(lower=False)

    def show_for(self, *, lower: bool) -> None:
        """The reasons of a cut, else those of a raise."""
        self._shown = LOWERING if lower else RAISING
        for code, chip in self._chips.items():
            chip.setVisible(code in self._shown)

    def codes(self) -> tuple[str, ...]:
        """Codes that are on and shown, in their order."""
        return tuple(code for code in self._shown if self._chips[code].isChecked())

    def set_codes(self, codes: Iterable[str]) -> None:
        wanted = set(codes)
        for code, chip in self._chips.items():
            chip.blockSignals(True)
            chip.setChecked(code in wanted)
            chip.blockSignals(False)

    def words(self) -> str:
        """The reasons on, as they go before the text that is kept."""
        return listed(_(NAMES[code]) for code in self.codes())
