"""The approver's inbox: applications at the top, the chosen one with its figures and the buttons below (DOMAIN D13)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from creditdesk.domain.credit.approval import DRAFT, NEEDS_INFORMATION, REQUIREMENT_NAMES, STATE_NAMES
from creditdesk.domain.credit.limit_reasons import told
from creditdesk.domain.errors import CreditDeskError
from creditdesk.domain.money import display
from creditdesk.i18n import _, aside, listed
from creditdesk.services.credit import applications
from creditdesk.services.credit.checklist import checklist
from creditdesk.services.credit.inbox import Application, applications as all_applications
from creditdesk.services.credit.limit_view import METHOD_NAMES
from creditdesk.ui.credit.words import terms_words
from creditdesk.ui.desk import Desk
from creditdesk.ui.moments import local_moment
from creditdesk.ui.page import Page
from creditdesk.ui.style.theme import active
from creditdesk.ui.tables.columns import Column, Tag
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.tables.model import TableModel
from creditdesk.ui.users.checklist_view import ChecklistView
from creditdesk.ui.users.verdicts import Verdicts
from creditdesk.ui.widgets.amount_edit import AmountEdit
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.choice import Segments
from creditdesk.ui.widgets.controls import button, label, link, Note, primary
from creditdesk.ui.widgets.form_field import FormField, show_errors

_TONES = {"submitted": "tint", "under_review": "tint", "needs_information": "warn", "draft": "warn", "approved": "ok",
          "approved_lower": "ok", "effective": "ok", "rejected": "danger", "frozen": "danger"}


class InboxPage(Page):
    """`set_context`: `application_id` to show. Enter on a line goes to the comment, Ctrl+Enter approves."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("Approvals"))
        self._desk, self._wanted = desk, 0
        self._all: list[Application] = []
        self._current: Application | None = None
        self._typed = Verdicts(desk, self)
        self._usual = ""  # the amount applied for, as it is shown
        policy = self.head.add_secondary(button(_("Credit policy"), "scales"))
        policy.clicked.connect(lambda: self.navigate.emit("settings/policy", {}))
        self.view = Segments([("open", _("Waiting")), ("all", _("All"))], _("Which applications"))
        self.view.set_value("open")
        self.view.chosen.connect(lambda _value: self._fill())
        self.model = TableModel([
            Column("customer", _("Customer"), width=190, strong=True),
            Column("amount", _("Applied for"), "money", width=130, currency=lambda one: one.currency if one else "CNY"),
            Column("in_force", _("In force now"), "money", width=120, currency=lambda one: one.base if one else "CNY"),
            Column("grade", _("Grade"), "grade", width=64), Column("applicant", _("Applicant"), width=90),
            Column("submitted_at", _("Submitted on"), width=130, value=lambda one: local_moment(one.submitted_at)),
            Column("needed", _("Decided by"), width=190, value=lambda one: _(REQUIREMENT_NAMES[one.needed_name])),
            Column("state", _("State"), "tag", width=150, value=_state)], key=lambda one: one.id)
        self.table = DataTable(self.model, _("Applications"), settings=desk.settings, name="applications")
        self.table.set_empty(_("Nothing waits for approval"), _("Limits that somebody else has to approve arrive here."), "",
                             "check-circle")
        self.table.current_changed.connect(self.show_application)
        self.table.row_opened.connect(lambda _row: self.comment.setFocus())
        top = Card(_("Applications"), flush=True)
        top.add_to_head(self.view)
        top.add(self.table, 1)
        top.setMinimumHeight(active().px(190))
        self.body.addWidget(top, 2)
        self._build_detail()

    def _build_detail(self) -> None:
        self.detail = Card(" ", "")
        row = QHBoxLayout()
        row.setSpacing(24)
        left, right = QVBoxLayout(), QVBoxLayout()
        self.facts = QGridLayout()
        self.facts.setHorizontalSpacing(16)
        self.facts.setVerticalSpacing(4)
        self.facts.setColumnStretch(1, 1)
        self.told = label("", "", wrap=True)
        self.history = label("", "mut", wrap=True)
        self.checks = ChecklistView()
        left.addLayout(self.facts)
        left.addWidget(self.told)
        left.addWidget(self.checks)
        left.addWidget(self.history)
        left.addStretch(1)
        self.why_not = Note("", "info")
        self.amount = AmountEdit("CNY")
        self.comment = QPlainTextEdit()
        self.comment.setFixedHeight(active().px(64))
        self.comment.setTabChangesFocus(True)
        self.comment.textChanged.connect(self._remember)
        self.amount.textEdited.connect(lambda _text: self._remember())
        self.deposit = QCheckBox(_("The deposit this grade needs is agreed"))
        self.fields = [FormField(_("Approve at"), self.amount, name="amount", help_text=_("Less than applied for is a lower approval")),
                       FormField(_("Comment"), self.comment, name="comment")]
        right.addWidget(self.why_not)
        for field in self.fields:
            right.addWidget(field)
        right.addWidget(self.deposit)
        right.addLayout(self._buttons())
        right.addStretch(1)
        told = QWidget()
        told.setProperty("plain", True)
        told.setLayout(left)
        left.setContentsMargins(0, 0, 0, 0)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(told)
        row.addWidget(area, 3)
        row.addLayout(right, 2)
        self.detail.body.addLayout(row)
        self.detail.hide()
        self.body.addWidget(self.detail, 3)

    def _buttons(self) -> QHBoxLayout:
        self.approve_button = primary(_("Approve"), "check", shortcut="Ctrl+Return")
        self.return_button = button(_("Return"), "arrow-u-up-left", shortcut="Ctrl+B", tip=_("Back to the applicant, as a draft"))
        self.ask_button = button(_("Ask"), "question", shortcut="Ctrl+I", tip=_("Ask the applicant for more"))
        self.reject_button = button(_("Reject"), "prohibit", shortcut="Ctrl+R")
        self.withdraw_button = link(_("Withdraw"))
        self.answer_button = button(_("Answer"), "arrow-right")
        self.again_button = button(_("Take up again"), "pencil-simple", tip=_("Change it and submit it anew"))
        for entry, act in ((self.approve_button, self.approve), (self.return_button, self.send_back), (self.ask_button, self.ask),
                           (self.reject_button, self.reject), (self.withdraw_button, self.withdraw),
                           (self.answer_button, self.answer), (self.again_button, self.take_up)):
            entry.clicked.connect(lambda _checked=False, run=act: run())
        line = QHBoxLayout()
        line.setSpacing(8)
        for entry in (self.withdraw_button, self.answer_button, self.again_button):
            line.addWidget(entry)
        line.addStretch(1)
        for entry in (self.reject_button, self.ask_button, self.return_button, self.approve_button):
            line.addWidget(entry)
        return line

    # Reading

    def set_context(self, **args: object) -> None:
        key = args.get("application_id")
        self._wanted = key if isinstance(key, int) else 0

    def refresh(self) -> None:
        session, day = self._desk.session, self._desk.today()
        self._desk.work.read(lambda _progress: all_applications(session, day), self.show_all, group="applications")

    def show_all(self, found: list[Application]) -> None:
        """Fill the table; the application shown stays shown."""
        self._all = found
        self.counted.emit(sum(1 for one in found if one.may_decide) or None)
        self._fill()

    def _fill(self) -> None:
        shown = [one for one in self._all if one.open or self.view.value() == "all"]
        keep = self._wanted or (self._current.id if self._current else 0)
        self._wanted = 0
        self.model.set_rows(sorted(shown, key=lambda one: (not one.may_decide, one.submitted_at)))
        if shown and not (keep and any(one.id == keep for one in shown)):
            keep = self.model.visible_rows()[0].id
        if shown:
            self.table.select_key(keep)
        self.show_application(next((one for one in shown if one.id == keep), None))

    def show_application(self, one: Application | None) -> None:
        """The chosen application below the table."""
        fresh = one is not None and (self._current is None or self._current.id != one.id)
        self._current = one
        self.detail.setVisible(one is not None)
        if one is None:
            return
        self.detail.set_title(one.customer, f"{one.code} · " + (_("temporary limit") if one.temporary else _("limit")))
        self._show_facts(one)
        self._read_checks(one, fresh=fresh)
        self.history.setText("\n".join(" · ".join(filter(None, (
            local_moment(step.at), step.user, _("agrees") if step.agrees else _(STATE_NAMES[step.state]), step.comment,
            "" if step.kept else _("what was applied for was changed since")))) for step in one.steps))
        self.told.setText(_("Reason: {reason}").format(reason=one.reason))
        if fresh:
            self.amount.set_currency(one.currency)
            self.amount.set_amount(one.amount)
            self._usual = self.amount.text()
            comment, amount = self._typed.of(one.id)
            self.amount.setText(amount or self._usual)
            self.comment.setPlainText(comment)
            self.deposit.setChecked(False)
            for field in self.fields:
                field.clear_error()
        self.deposit.setVisible(one.needed.deposit and one.may_decide and not self._desk.session.single_person)
        self.why_not.setVisible(one.open and bool(one.blocked))
        self.why_not.set_text(_(one.blocked) if one.blocked else "")
        mine = one.open and one.mine
        for entry in (self.approve_button, self.return_button, self.ask_button, self.reject_button):
            entry.setVisible(one.may_decide)
        self.withdraw_button.setVisible(mine)
        self.answer_button.setVisible(mine and one.state == NEEDS_INFORMATION)
        self.again_button.setVisible(mine and one.state == DRAFT)
        self.fields[0].setVisible(one.may_decide)
        self.fields[1].setVisible(one.may_decide or mine)

    def _read_checks(self, one: Application, *, fresh: bool) -> None:
        """What the reviewer goes through, as long as there is something to decide."""
        if fresh or not one.open:
            self.checks.show_checks(())
        if one.open:
            session, day, key = self._desk.session, self._desk.today(), one.id
            self._desk.work.read(lambda _progress: checklist(session, key, day), self.checks.show_checks, group=(id(self), "checklist"))

    def _show_facts(self, one: Application) -> None:
        while (item := self.facts.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        change = ""
        if one.in_force is not None and not one.temporary:
            change = _("{sign}{amount} against today").format(
                sign="+" if one.base_amount >= one.in_force else "−", amount=display(abs(one.base_amount - one.in_force), one.base))
        deciders = listed(one.deciders) or _("nobody else")
        lines = [(_("In force now"), _("no limit") if one.in_force is None else f"{display(one.in_force, one.base)} {one.base}"),
                 (_("Applied for"), f"{display(one.amount, one.currency)} {one.currency}" + (f"   {change}" if change else "")),
                 (_("Uninsured"), f"{display(one.uninsured, one.base)} {one.base}"), (_("Grade"), one.grade),
                 (_("Holds"), _("from {begins}").format(begins=one.begins) + (
                     " " + _("until {until}").format(until=one.until) if one.until else "")),
                 *_deviation(one), (_("Terms"), terms_words(one.terms) if one.terms else "—"),
                 (_("Decided by"), _(REQUIREMENT_NAMES[one.needed_name]) if self._desk.session.single_person
                  else aside(_(REQUIREMENT_NAMES[one.needed_name]), deciders))]
        for name, value in [*lines, *_methods(one.methods, one.base)]:
            place = self.facts.rowCount()
            self.facts.addWidget(label(name, "sec"), place, 0, Qt.AlignmentFlag.AlignTop)
            self.facts.addWidget(label(value, wrap=True), place, 1)

    # Deciding

    def approve(self) -> None:
        """Approve at the amount entered."""
        one, session, day = self._current, self._desk.session, self._desk.today()
        if one is None or not one.may_decide or not self.fields[0].check():
            return
        amount, comment, deposit = self.amount.amount(), self.comment.toPlainText(), self.deposit.isChecked()

        def said(decision: object) -> str:
            if decision is None:
                return _("You agreed; a second person has yet to")
            return _("Limit of {name} approved").format(name=one.customer)

        codes = one.methods.get("reasons", ())
        args = {"customer_id": one.customer_id, "letter": told(codes), "language": one.methods.get("letter", "")}
        self._run(lambda: applications.approve(session, one.id, day, amount=amount, comment=comment, deposit_agreed=deposit), said,
                  (_("Letter on the limit"), lambda: self.navigate.emit("credit", args)))

    def reject(self) -> None:
        self._judge(applications.reject, _("Application of {name} rejected"))

    def send_back(self) -> None:
        self._judge(applications.send_back, _("Application of {name} returned"))

    def ask(self) -> None:
        self._judge(applications.ask, _("Asked about {name}"))

    def answer(self) -> None:
        self._judge(applications.answer, _("Answer about {name} sent"))

    def withdraw(self) -> None:
        self._judge(applications.withdraw, _("Application of {name} withdrawn"))

    def _judge(self, task: Callable[..., object], said: str) -> None:
        one, session, comment = self._current, self._desk.session, self.comment.toPlainText()
        if one is not None:
            self._run(lambda: task(session, one.id, comment), lambda _result: said.format(name=one.customer))

    def take_up(self) -> None:
        """The returned application stands in the limit's dialog again."""
        if self._current is not None:
            self.navigate.emit("credit", {"customer_id": self._current.customer_id, "limit": True,
                                          "application_id": self._current.id})

    def _run(self, job: Callable[[], object], said: Callable[[object], str],
             then: tuple[str, Callable[[], object]] | None = None) -> None:
        for field in self.fields:
            field.clear_error()

        def failed(error: BaseException) -> None:
            left = show_errors(self.fields, error) if isinstance(error, CreditDeskError) else [error]
            if getattr(error, "code", "") == "deposit":  # less than applied for falls into a row that wants one
                self.deposit.show()
                self.deposit.setFocus()
            if left:
                self._desk.notices.failed(left[0])

        about = self._current

        def done(result: object) -> None:
            if about is not None and self._current is not None and self._current.id == about.id:
                self.amount.setText(self._usual)
                self.comment.clear()
            if about is not None:
                self._typed.put(about.id, "", "")
                self._typed.now()
            self.table.view.setFocus()  # never on a button of the next application
            self._desk.notices.toast(said(result), action=then if result is not None else None)

        self._desk.work.write(lambda _progress: job(), done, failed=failed, what="credit", label=_("Saving"))

    def _remember(self) -> None:
        if self._current is not None:
            amount = self.amount.text()
            self._typed.put(self._current.id, self.comment.toPlainText(), "" if amount == self._usual else amount)

    def keep_typed(self) -> None:
        self._typed.now()

    def whereabouts(self) -> dict[str, object]:
        return {"application_id": self._current.id} if self._current is not None else {}


def _state(one: Application) -> Tag:
    words = _(STATE_NAMES[one.state])
    if one.open and one.late:
        return Tag(_("{state}, over 3 days").format(state=words), "warn", "clock")
    return Tag(words, _TONES.get(one.state, "track"))


def _deviation(one: Application) -> list[tuple[str, str]]:
    """What the methods proposed, how far the application is from it, and the commercial adjustment in it (DOMAIN A31)."""
    lines = []
    try:
        proposed = Decimal(str(one.methods["proposed"]))
    except (KeyError, ArithmeticError):
        return []
    apart = one.base_amount - proposed
    words = f"{display(proposed, one.base)} {one.base}"
    if apart and not one.temporary:
        share = f" ({apart / proposed:+.1%})".replace("-", "−") if proposed else ""
        words += "   " + (_("asked for {amount} more") if apart > 0 else _("asked for {amount} less")).format(
            amount=display(abs(apart), one.base)) + share
    lines.append((_("Proposed"), words))
    if one.methods.get("adjustment"):
        lines.append((_("Adjustment"), f"{Decimal(str(one.methods['adjustment'])) * 100:+.0f} %".replace("-", "−")))
    return lines


def _methods(found: Mapping[str, Any], currency: str) -> list[tuple[str, str]]:
    """What the methods gave when it was applied for, as far as the snapshot says."""
    lines = []
    for code, name in METHOD_NAMES.items():
        kept = found.get(code)
        value = kept.get("limit") if isinstance(kept, dict) else kept
        try:
            lines.append((_(name), f"{display(Decimal(str(value)), currency)} {currency}"))
        except ArithmeticError:  # not usable, or not kept
            continue
    return lines

