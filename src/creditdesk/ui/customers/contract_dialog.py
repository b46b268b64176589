"""The ledger of one contract: what is agreed, the steps and who answers for them, review and sign-offs (DOMAIN B10, A57, A59)."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from creditdesk.domain.customers import file_entries as rule, file_kinds as kinds
from creditdesk.domain.customers.file_entries import FileEntry
from creditdesk.domain.customers.file_kinds import KINDS
from creditdesk.domain.money import display, parse
from creditdesk.i18n import _, N_
from creditdesk.services.credit import file_writing as service
from creditdesk.services.credit.credit_file import credit_file, CreditFile
from creditdesk.ui.customers.entry_dialog import EndDialog, EntryDialog
from creditdesk.ui.customers.entry_words import shown
from creditdesk.ui.desk import Desk
from creditdesk.ui.tables.columns import Column, Tag
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.tables.model import TableModel
from creditdesk.ui.widgets.badges import StatusTag
from creditdesk.ui.widgets.controls import button, label, link
from creditdesk.ui.widgets.dialog import Dialog

_STATES = {"done": Tag(N_("done"), "ok", "check-circle"), "late": Tag(N_("late"), "danger", "clock"),
           "due": Tag(N_("due soon"), "warn", "clock"), "open": Tag(N_("open"), "track", "circle-dashed")}
_ABOUT = ("parties", "signed_on", "begins_on", "ends_on", "value", "terms", "trigger", "acceptance", "inspection", "interest",
          "guarantee", "retention", "retention_due", "service_address", "jurisdiction", "responsible")


class ContractDialog(Dialog):
    """Reads the file anew after each step or sign-off; the contract itself is changed from the card."""

    def __init__(self, desk: Desk, file: CreditFile, contract: FileEntry, parent: QWidget | None) -> None:
        super().__init__(_("Contract {no}").format(no=contract.value("no")), _("Close"), parent, width=780)
        self._desk, self.file, self.contract = desk, file, contract
        self.dialog: Dialog | None = None
        self.cancel_button.hide()
        self.submitted.connect(self.accept)
        self._about = QGridLayout()
        self._about.setHorizontalSpacing(16)
        self._about.setVerticalSpacing(4)
        for column in (1, 3):
            self._about.setColumnStretch(column, 1)
        self.body.addLayout(self._about)
        self._signs = QHBoxLayout()
        self._signs.setSpacing(8)
        self.body.addLayout(self._signs)
        bar = QHBoxLayout()
        self.sum = label("", "sec")
        add = button(_("Add a step"), "plus", small=True)
        add.clicked.connect(lambda: self.enter())
        bar.addWidget(label(_("Steps of the contract"), "title"))
        bar.addWidget(self.sum, 1)
        bar.addWidget(add)
        self.body.addLayout(bar)
        self.model = TableModel([
            Column("what", _("Step"), value=lambda step: _(kinds.STEP_KINDS.get(step.value("what"), "")), width=96),
            Column("title", _("Title"), value=lambda step: step.value("title")),
            Column("due_on", _("Due on"), "date", value=lambda step: step.day("due_on"), width=100),
            Column("amount", _("Amount"), "money", width=116, currency=file.base,
                   value=lambda step: parse(step.value("amount")) if step.value("amount") else None),
            Column("done_on", _("Done on"), "date", value=lambda step: step.day("done_on"), width=100),
            Column("responsible", _("Responsible"), value=lambda step: step.value("responsible") or self.contract.value("responsible"),
                   width=96, tone=lambda step: "t2"),
            Column("state", _("Status"), "tag", value=self._state, width=104)], key=lambda step: step.id)
        self.table = DataTable(self.model, _("Steps of the contract"), settings=desk.settings, name="contract_steps")
        self.table.set_empty(_("No steps yet"), _("Enter deliveries, acceptance, payments and the retention money with their days."),
                             _("Add a step"), "list-bullets")
        self.table.empty_action.connect(lambda: self.enter())
        self.table.row_opened.connect(self.enter)
        self.table.menu_asked.connect(self._fill_menu)
        self.table.setMinimumHeight(200)
        self.body.addWidget(self.table, 1)
        self._show()

    def _state(self, step: FileEntry) -> Tag:
        tag = _STATES[rule.step_state(step, self.file.as_of)]
        return Tag(_(tag.text), tag.tone, tag.icon)

    def _show(self) -> None:
        _clear(self._about)
        kind = KINDS[kinds.CONTRACT]
        told = [(kind.field(name), text) for name in _ABOUT
                if (text := shown(kind.field(name), self.contract.values, self.file.base, self.file.related))]
        for place, (field, text) in enumerate(told):
            plain = text.removeprefix(f"{_(field.title)} ")
            self._about.addWidget(label(_(field.title), "sec"), place // 2, 2 * (place % 2), Qt.AlignmentFlag.AlignTop)
            self._about.addWidget(label(plain, wrap=True, selectable=True), place // 2, 2 * (place % 2) + 1)
        self._show_signs()
        steps = self.file.steps(self.contract)
        self.model.set_rows(steps)
        done = sum((parse(step.value("amount")) for step in steps if step.value("amount")
                    and rule.step_state(step, self.file.as_of) == "done" and step.value("what") == "delivery"), parse("0"))
        self.sum.setText(_("delivered {amount}").format(amount=display(done, self.file.base)) if done else "")

    def _show_signs(self) -> None:
        while (item := self._signs.takeAt(0)) is not None:
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        for part, who in rule.sign_offs(self.contract).items():
            name = _(kinds.SIGN_OFFS[part])
            if who:
                self._signs.addWidget(StatusTag(f"{name} · {who}", "ok", "check"))
            else:
                sign = link(_("Sign off: {part}").format(part=name))
                sign.clicked.connect(lambda _on=False, own=part: self.sign(own))
                self._signs.addWidget(sign)
        for flag in rule.contract_flags(self.contract, self.file.customer.size):
            self._signs.addWidget(StatusTag(_(flag), "warn", "warning"))
        self._signs.addStretch(1)

    # Acting

    def sign(self, part: str) -> None:
        """Sign the contract off for a part; who and when stand in the file."""
        session, key, day = self._desk.session, self.contract.id, self._desk.today()
        self._desk.work.write(lambda _progress: service.sign_contract(session, key, part, day), self._read, what="credit")

    def enter(self, step: FileEntry | None = None) -> None:
        """A new step, or the successor of one."""
        root = self.file.roots.get(self.contract.id, self.contract.id)
        self.dialog = EntryDialog(self._desk, self.file.customer, KINDS[kinds.STEP], step, self, extra={"of": str(root)})
        self.dialog.accepted.connect(lambda: self._read(None))
        self.dialog.open()

    def _fill_menu(self, menu: object, rows: list[FileEntry]) -> None:
        if len(rows) == 1:
            menu.addAction(_("Edit"), lambda: self.enter(rows[0]))  # type: ignore[attr-defined]
            menu.addAction(_("No longer holds"), lambda: self._end(rows[0]))  # type: ignore[attr-defined]

    def _end(self, step: FileEntry) -> None:
        self.dialog = EndDialog(self._desk, step, step.value("title") or _(kinds.STEP_KINDS[step.value("what")]), self)
        self.dialog.accepted.connect(lambda: self._read(None))
        self.dialog.open()

    def _read(self, contract_id: object) -> None:
        session, key, day = self._desk.session, self.file.customer.id, self.file.as_of
        root = self.file.roots.get(self.contract.id, self.contract.id)
        self._desk.work.read(lambda _progress: credit_file(session, key, day), lambda found: self._take(found, root))

    def _take(self, found: CreditFile, root: int) -> None:
        self.file = found
        self.contract = next((entry for entry in found.of_kind(kinds.CONTRACT)
                              if found.roots.get(entry.id, entry.id) == root), self.contract)
        self._show()


def _clear(layout: QGridLayout | QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if widget := item.widget():
            widget.hide()
            widget.deleteLater()
