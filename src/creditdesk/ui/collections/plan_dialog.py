"""A payment plan: which invoices, how many instalments from when; each can be changed before it is kept (DOMAIN E8)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QWidget,
)

from creditdesk.domain.collections import plans as rule
from creditdesk.domain.collections.plans import PlanPart
from creditdesk.domain.dates import add_months
from creditdesk.domain.errors import CreditDeskError, InputError, N_
from creditdesk.domain.ledger.open_items import OpenItem
from creditdesk.domain.money import display
from creditdesk.i18n import _, listed
from creditdesk.services.collections import plans
from creditdesk.services.collections.plans import PlanDraft, PlanRow
from creditdesk.services.ledger import lists
from creditdesk.ui.collections.plan_letter_dialog import PlanLetterDialog
from creditdesk.ui.desk import Desk
from creditdesk.ui.task_dialog import must_amount, must_day, TaskDialog
from creditdesk.ui.widgets.amount_edit import AmountEdit
from creditdesk.ui.widgets.controls import button, label, Note
from creditdesk.ui.widgets.date_edit import DateEdit
from creditdesk.ui.widgets.form_field import FormField

#: rule of thumb shown (DOMAIN E8)
_MANY, _FIRST_SHARE = 12, Decimal("0.2")


class PlanDialog(TaskDialog):
    """Notes a signed plan of one customer; a plan in order is shown above it and can be ended."""

    def __init__(self, desk: Desk, customer: tuple[int, str], parent: QWidget | None = None) -> None:
        super().__init__(desk, _("Payment plan of {name}").format(name=customer[1]), _("Note plan"), _("Payment plan noted"), parent)
        self.setMinimumSize(560, 620)
        self._customer = customer
        self._items: dict[int, tuple[OpenItem, Decimal]] = {}
        self._live: PlanRow | None = None
        self._divided: object = None
        self.parts: list[tuple[DateEdit, AmountEdit]] = []
        self._currency = "CNY"
        self.present = Note("", "info")
        self.end = button(_("End it"), "x-circle", small=True)
        self.end.clicked.connect(self._end)
        self.present.add(self.end)
        self.present.hide()
        self.body.addWidget(self.present)
        self._build()
        self.agreement = self.add_button(button(_("Agreement to sign"), "file-text",
                                                tip=_("The plan as a letter both sides sign (L8)")))
        self.agreement.clicked.connect(self.draw_up)
        session, today, key = desk.session, desk.today(), customer[0]
        desk.work.read(lambda _progress: (lists.open_items(session, key, today), plans.plans_of(session, key, today)),
                       lambda found: self._show(*found), group=(id(self), "open"))

    def _build(self) -> None:
        today = self._desk.today()
        self.invoices = QListWidget()
        self.invoices.setFixedHeight(132)
        self.invoices.itemChanged.connect(lambda _item: self._divide())
        self.add(FormField(_("Invoices of the plan"), self.invoices, name="invoices"))
        self.signed, self.first = DateEdit(today, near=today), DateEdit(add_months(today, 1), near=today)
        self.count = QLineEdit("3")
        self.add_row(FormField(_("Signed on"), self.signed, name="signed_on", required=True),
                     FormField(_("Instalments"), self.count, name="count", required=True, rule=self._number),
                     FormField(_("First one on"), self.first, name="first", required=True))
        self.count.editingFinished.connect(self._divide)
        self.first.day_changed.connect(lambda _day: self._divide())
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self.body.addWidget(self._area, 1)
        self.total = label("", "sec", wrap=True)
        self.body.addWidget(self.total)
        self.memo = QLineEdit()
        self.add(FormField(_("Note"), self.memo, help_line=False))

    def _show(self, items: list[OpenItem], rows: list[PlanRow]) -> None:
        live = self._live = next((row for row in rows if row.ended_on is None and row.standing.state != rule.FULFILLED), None)
        if live is not None:
            state, currency = live.standing, live.standing.plan.currency
            self.present.set_text(_("{state}: signed on {day} for {invoices}, paid {paid} of {total} {currency}").format(
                state=_(rule.STATE_NAMES[state.state]), day=state.plan.signed_on.isoformat(), invoices=listed(live.invoices),
                paid=display(state.paid, currency), total=display(state.plan.total, currency), currency=currency))
            self.present.show()
        claims = [item for item in items if item.is_claim]
        self._currency = claims[0].currency if claims else "CNY"
        merged: dict[int, OpenItem] = {}
        opened: dict[int, Decimal] = {}
        for item in claims:
            if item.currency == self._currency:  # one plan, one currency
                merged.setdefault(item.document_id, item)
                opened[item.document_id] = opened.get(item.document_id, Decimal(0)) + item.open
        self._items = {key: (item, opened[key]) for key, item in merged.items()}
        self.invoices.blockSignals(True)
        for key, (item, amount) in self._items.items():
            shown = QListWidgetItem(f"{item.no}   {_('due')} {item.due_date.isoformat()}   {display(amount, self._currency)}")
            shown.setData(Qt.ItemDataRole.UserRole, key)
            shown.setCheckState(Qt.CheckState.Checked if item.is_overdue(self._desk.today()) else Qt.CheckState.Unchecked)
            self.invoices.addItem(shown)
        self.invoices.blockSignals(False)
        self._divide()
        self.keep(f"plan/{self._customer[0]}", read=self.dump, write=self.load)

    def dump(self) -> dict[str, Any]:
        """Everything typed, readable or not."""
        return {"signed": self.signed.text(), "first": self.first.text(), "count": self.count.text(), "note": self.memo.text(),
                "invoices": list(self.chosen()), "parts": [[day.text(), amount.text()] for day, amount in self.parts]}

    def load(self, kept: dict[str, Any]) -> None:
        """What `dump` gave, over the invoices that are open now."""
        for edit, name in ((self.signed, "signed"), (self.first, "first"), (self.count, "count"), (self.memo, "note")):
            edit.setText(str(kept[name]))
        self.invoices.blockSignals(True)
        for place in range(self.invoices.count()):
            item = self.invoices.item(place)
            taken = item.data(Qt.ItemDataRole.UserRole) in kept["invoices"]
            item.setCheckState(Qt.CheckState.Checked if taken else Qt.CheckState.Unchecked)
        self.invoices.blockSignals(False)
        self._divide()
        for (day, amount), (when, much) in zip(self.parts, kept["parts"], strict=False):
            day.setText(str(when))
            amount.setText(str(much))
        self._sum()

    def chosen(self) -> tuple[int, ...]:
        """The invoices ticked."""
        found = (self.invoices.item(place) for place in range(self.invoices.count()))
        return tuple(int(item.data(Qt.ItemDataRole.UserRole)) for item in found if item.checkState() == Qt.CheckState.Checked)

    @property
    def owed(self) -> Decimal:
        return sum((self._items[key][1] for key in self.chosen()), Decimal(0))

    def _number(self) -> int:
        text = self.count.text().strip()
        if not text.isdecimal() or not 1 <= int(text) <= rule.MOST_INSTALMENTS:
            raise InputError(N_("A plan has 1 to {most} instalments."), code="bad_count", field="count", most=rule.MOST_INSTALMENTS)
        return int(text)

    def _divide(self) -> None:
        """Equal parts a month apart, ready to be changed; what was changed stays until something else is asked for."""
        try:
            first, wanted = self.first.day(), (self.owed, self._number(), self.first.day())
            if wanted == self._divided:
                return
            parts = rule.instalments(self.owed, self._number(), first, self._currency) if first and self.owed else ()
        except CreditDeskError:
            return  # the field says it when it is left
        self._divided = wanted
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setVerticalSpacing(6)
        self.parts = []
        for place, part in enumerate(parts):
            day, amount = DateEdit(part.due_date), AmountEdit(self._currency)
            amount.set_amount(part.amount)
            number = _("Instalment {number}").format(number=place + 1)
            day.setAccessibleName(f"{number}: {_('date')}")
            amount.setAccessibleName(f"{number}: {_('amount')}")
            amount.amount_changed.connect(lambda _amount: self._sum())
            for column, widget in enumerate((label(number, "sec"), day, amount)):
                grid.addWidget(widget, place, column)
            self.parts.append((day, amount))
        grid.setRowStretch(len(parts), 1)
        self._area.setWidget(inside)
        self._sum()

    def _sum(self) -> None:
        amounts = [self._read(edit) for _day, edit in self.parts]
        total = sum(amounts, Decimal(0))
        text = _("Instalments {total} of {owed} {currency}").format(
            total=display(total, self._currency), owed=display(self.owed, self._currency), currency=self._currency)
        if len(amounts) > _MANY or (amounts and total and amounts[0] / total < _FIRST_SHARE):
            text += " · " + _("rule of thumb: at most 12 instalments, 20% within a week")
        self.total.setText(text)

    @staticmethod
    def _read(edit: AmountEdit) -> Decimal:
        try:
            return edit.amount() or Decimal(0)
        except CreditDeskError:
            return Decimal(0)

    def _end(self) -> None:
        if self._live is not None:
            EndPlanDialog(self._desk, self._live.standing.plan.id, self).open()

    def draft(self) -> PlanDraft:
        """The plan as it stands; CreditDeskError names the field that cannot be read."""
        parts = tuple(PlanPart(must_day(day), must_amount(amount)) for day, amount in self.parts)
        return PlanDraft(self._customer[0], self._currency, must_day(self.signed), self.chosen(), parts, note=self.memo.text())

    def draw_up(self) -> None:
        """The agreement of the plan as it stands, to be signed before the plan is noted."""
        if not all([field.check() for field in self.fields]):  # noqa: C419 - every field is to be checked
            return
        try:
            draft = self.draft()
        except CreditDeskError as error:
            self._desk.notices.failed(error)
            return
        self.letter = PlanLetterDialog(self._desk, draft, self._customer[1], self)
        self.letter.open()

    def task(self) -> Callable[[], Any]:
        session, draft = self._desk.session, self.draft()
        return lambda: plans.add_plan(session, draft)


class EndPlanDialog(TaskDialog):
    """Ends a plan; the reason is kept."""

    def __init__(self, desk: Desk, plan_id: int, parent: QWidget | None = None) -> None:
        super().__init__(desk, _("End the plan"), _("End plan"), _("Plan ended"), parent)
        self._plan_id = plan_id
        self.day, self.reason = DateEdit(desk.today(), near=desk.today()), QLineEdit()
        self.add(FormField(_("From"), self.day, name="date", required=True))
        self.add(FormField(_("Reason"), self.reason, name="reason", required=True))
        self.keep(f"end_plan/{plan_id}")

    def task(self) -> Callable[[], Any]:
        day, reason, session, key = must_day(self.day), self.reason.text(), self._desk.session, self._plan_id
        return lambda: plans.end_plan(session, key, day, reason)

    def _done(self, result: object) -> None:
        super()._done(result)
        owner = self.parent()
        if isinstance(owner, PlanDialog):
            owner.present.hide()
