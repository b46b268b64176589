"""Risk beside prospects: nine cells with what each calls for, how many customers stand there, this one marked (DOMAIN A111)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from creditdesk.domain.customers import prospects
from creditdesk.domain.customers.prospects import LEVELS, POSTURES, Prospect
from creditdesk.domain.customers.records import Customer
from creditdesk.i18n import _, ngettext
from creditdesk.services.customer_lines import CustomerLine
from creditdesk.ui.widgets.controls import button, label
from creditdesk.ui.widgets.dialog import Dialog

_RISKS, _POTENTIALS = (prospects.LOW, prospects.MIDDLE, prospects.HIGH), (prospects.HIGH, prospects.MIDDLE, prospects.LOW)


class ProspectsDialog(Dialog):
    """`edit_asked` goes to the customer's form, where growth, margin and weight are judged."""

    edit_asked = Signal()

    def __init__(self, lines: Sequence[CustomerLine], customer: Customer | None, here: Prospect | None, parent: QWidget | None) -> None:
        super().__init__(_("Risk and prospects"), _("Close"), parent, width=760)
        self.cancel_button.hide()
        self.submitted.connect(self.accept)
        edit = self.add_button(button(_("Judge the prospects"), "pencil-simple"))
        edit.setVisible(customer is not None)
        edit.clicked.connect(self._edit)
        placed = [prospects.prospect(line.customer, line.grade or "") for line in lines if line.customer.retired_on is None]
        counts = Counter((item.risk, item.potential_level) for item in placed)
        if customer is not None and here is not None:
            potential = f"{here.potential:f}" if here.potential is not None else _("not judged")
            risk = _(LEVELS[here.risk]) if here.risk else _("not rated")
            self.body.addWidget(label(_("{name}: risk {risk}, prospects {potential}").format(
                name=customer.name, risk=risk, potential=potential), "title", wrap=True))
        grid = QGridLayout()
        grid.setSpacing(8)
        for column, risk_code in enumerate(_RISKS, 1):
            grid.addWidget(label(_("Risk {level}").format(level=_(LEVELS[risk_code])), "sec"), 0, column)
            grid.setColumnStretch(column, 1)
        for row, level in enumerate(_POTENTIALS, 1):
            grid.addWidget(label(_("Prospects {level}").format(level=_(LEVELS[level])), "sec"), row, 0)
            for column, risk_code in enumerate(_RISKS, 1):
                mine = here is not None and (here.risk, here.potential_level) == (risk_code, level)
                grid.addWidget(self._cell(risk_code, level, counts[risk_code, level], mine), row, column)
        self.body.addLayout(grid)
        open_ = sum(count for (risk_code, level), count in counts.items() if not risk_code or not level)
        self.note.setText(ngettext("{count} customer is not rated or not judged", "{count} customers are not rated or not judged",
                                   open_).format(count=open_) if open_ else "")

    @staticmethod
    def _cell(risk: str, level: str, count: int, mine: bool) -> QFrame:
        made = QFrame()
        made.setProperty("card", True)
        box = QVBoxLayout(made)
        box.setContentsMargins(12, 8, 12, 8)
        box.setSpacing(2)
        posture = label(_(POSTURES[risk, level]), "strong" if mine else "", wrap=True)
        posture.setMinimumHeight(40)
        posture.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        box.addWidget(posture)
        words = ngettext("{count} customer", "{count} customers", count).format(count=count)
        box.addWidget(label(f"▸ {_('this customer')} · {words}" if mine else words, "sec" if mine else "mut"))
        made.setAccessibleName(f"{_(POSTURES[risk, level])}, {words}")
        return made

    def _edit(self) -> None:
        self.accept()
        self.edit_asked.emit()
