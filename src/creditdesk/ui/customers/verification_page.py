"""The verification queue: facts of all customers that disagree, run out or have one source only (DOMAIN B9)."""

from __future__ import annotations

from creditdesk.domain.customers import facts
from creditdesk.domain.customers.industry import IndustryNote
from creditdesk.i18n import _, ngettext
from creditdesk.services.credit.fact_file import QueueLine, verification_queue
from creditdesk.services.credit.industry import industry_notes
from creditdesk.ui.customers import file_words as words
from creditdesk.ui.customers.industry_dialog import IndustryDialog
from creditdesk.ui.desk import Desk
from creditdesk.ui.page import Page
from creditdesk.ui.tables.columns import Column
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.tables.model import TableModel
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.choice import Chips
from creditdesk.ui.widgets.controls import button

_WHYS = (facts.CONFLICTING, facts.EXPIRED, "expiring", facts.UNVERIFIED)


class VerificationPage(Page):
    """Enter on a line goes to the customer's facts."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("To verify"))
        self._desk = desk
        self._lines: list[QueueLine] = []
        self.dialog: IndustryDialog | None = None
        outlook = self.head.add_secondary(button(_("Industry outlook"), "chart-line-up"))
        outlook.clicked.connect(self.edit_industries)
        back = self.head.add_secondary(button(_("Customers"), "users"))
        back.clicked.connect(lambda: self.navigate.emit("customers", {}))
        self.chips = Chips([("all", _("All")), (facts.CONFLICTING, _("Conflicting")), (facts.EXPIRED, _("Out of date")),
                            ("expiring", _("Expires soon")), (facts.UNVERIFIED, _("One source only"))], _("Why"))
        self.chips.chosen.connect(lambda _why: self._show())
        self.model = TableModel([
            Column("name", _("Customer"), width=200), Column("key", _("Fact"), width=150,
                                                             value=lambda line: words.key_name(line.key)),
            Column("why", _("Why"), "tag", value=lambda line: words.status_tag(line.why), width=112),
            Column("value", _("Value"), value=lambda line: words.value_words(line.key, line.value), strong=True),
            Column("others", _("Against"), width=180, tone=lambda line: "dan", value=_against),
            Column("source", _("Source"), value=lambda line: words.source_name(line.source), width=150),
            Column("obtained_on", _("Obtained"), "date", width=96), Column("expires_on", _("Until"), "date", width=96)],
            key=lambda line: (line.customer_id, line.key), search=lambda line: f"{line.name} {line.code}")
        self.table = DataTable(self.model, _("To verify"), settings=desk.settings, name="verification")
        self.table.set_empty(_("Nothing to verify"), _("Facts appear here when sources disagree, run out or stand alone."))
        self.table.row_opened.connect(self._open)
        card = Card(flush=True)
        card.add(self.table, 1)
        self.body.addWidget(self.chips)
        self.body.addWidget(card, 1)

    def refresh(self) -> None:
        session, day = self._desk.session, self._desk.today()
        self._desk.work.read(lambda _progress: verification_queue(session, day), self._take,
                             group=("verification", id(self)), label=_("Reading the facts"))

    def _take(self, lines: list[QueueLine]) -> None:
        self._lines = lines
        self.chips.set_count("all", len(lines))
        for why in _WHYS:
            self.chips.set_count(why, sum(1 for line in lines if line.why == why))
        people = len({line.customer_id for line in lines})
        self.head.set_context(ngettext("{count} customer", "{count} customers", people).format(count=people))
        self._show()

    def _show(self) -> None:
        wanted = self.chips.value()
        self.model.set_rows([line for line in self._lines if wanted in ("all", line.why)])

    def edit_industries(self) -> None:
        """The list of industries with their outlook."""
        session, day = self._desk.session, self._desk.today()
        self._desk.work.read(lambda _progress: industry_notes(session, day), self._show_industries)

    def _show_industries(self, notes: list[IndustryNote]) -> None:
        self.dialog = IndustryDialog(self._desk, notes, self)
        self.dialog.open()

    def _open(self, line: QueueLine) -> None:
        self.navigate.emit("customers", {"customer_id": line.customer_id, "tab": "record", "part": "facts"})


def _against(line: QueueLine) -> str:
    return " / ".join(words.value_words(line.key, part) for part in line.others.split(" / ")) if line.others else ""
