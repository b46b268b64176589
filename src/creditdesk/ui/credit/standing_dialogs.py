"""A customer held or let go by a person, what its group may owe together, and credit step by step (DOMAIN D8, D10, D11)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from creditdesk.domain.credit.triggers import STOP
from creditdesk.domain.customers.records import Customer
from creditdesk.domain.money import display
from creditdesk.i18n import _, ngettext
from creditdesk.services.credit import freezes, groups, steps
from creditdesk.services.credit.applications import Submitted
from creditdesk.services.credit.groups import GroupRoom
from creditdesk.services.credit.steps import StepView
from creditdesk.services.session import Session
from creditdesk.ui.credit import words
from creditdesk.ui.desk import Desk
from creditdesk.ui.insight.wording import percent
from creditdesk.ui.task_dialog import must_day, TaskDialog
from creditdesk.ui.widgets.amount_edit import AmountEdit
from creditdesk.ui.widgets.choice import Segments
from creditdesk.ui.widgets.controls import label, Note
from creditdesk.ui.widgets.date_edit import DateEdit
from creditdesk.ui.widgets.form_field import FormField


@dataclass(frozen=True, slots=True)
class Standing:
    """What the dialogs show of a customer: the freeze that holds, its group, its step; the book's currency."""

    frozen: tuple[str, date, str, str] | None
    group: GroupRoom | None
    step: StepView
    base: str


def read_standing(session: Session, customer_id: int, as_of: date) -> Standing:
    """For the worker."""
    mine = next((room for room in groups.groups(session, as_of) if customer_id in room.members), None)
    return Standing(freezes.frozen_by(session, customer_id, as_of), mine, steps.step_view(session, customer_id, as_of),
                    groups.base_currency(session))


class FreezeDialog(TaskDialog):
    """Holds every order of a customer until somebody lifts it, or lifts what holds; the reason is kept."""

    def __init__(self, desk: Desk, customer: Customer, found: Standing, parent: QWidget | None = None) -> None:
        held = found.frozen
        super().__init__(desk, _("Deliveries on credit: {name}").format(name=customer.name), _("Lift") if held else _("Hold"),
                         _("Deliveries to {name} go on").format(name=customer.name) if held
                         else _("Deliveries to {name} are held").format(name=customer.name), parent)
        self._customer, self._held = customer, held
        self.kind = Segments([(False, _("Freeze")), (True, _("Stop"))], _("How"))
        self.day, self.reason = DateEdit(desk.today(), near=desk.today()), QLineEdit()
        if held is not None:
            state = _("Stopped") if held[0] == STOP else _("Frozen")
            self.body.addWidget(Note(f"{state} · {held[1].isoformat()} · {held[3]} · {held[2]}", "warn"))
        else:
            self.add(FormField(_("How"), self.kind, name="state",
                               help_text=_("A freeze waits for a review; a stop is for good until lifted")))
        self.add(FormField(_("From"), self.day, name="date", required=True))
        self.add(FormField(_("Reason"), self.reason, name="reason", required=True))
        self.keep(f"{'lift' if held else 'freeze'}/{customer.id}")

    def task(self) -> Callable[[], Any]:
        session, key, day, reason = self._desk.session, self._customer.id, must_day(self.day), self.reason.text()
        if self._held is not None:
            return lambda: freezes.lift(session, key, day, reason)
        stop = bool(self.kind.value())
        return lambda: freezes.freeze(session, key, day, reason, stop=stop)


class GroupLimitDialog(TaskDialog):
    """What the members of a group may owe together; empty takes the limit away."""

    def __init__(self, desk: Desk, room: GroupRoom, base: str, parent: QWidget | None = None) -> None:
        super().__init__(desk, _("Limit of the group {name}").format(name=room.name), _("Set the group's limit"),
                         _("Limit of the group {name} decided").format(name=room.name), parent)
        self._room, self._base = room, base
        self.amount, self.day, self.reason = AmountEdit(base), DateEdit(desk.today(), near=desk.today()), QLineEdit()
        self.amount.set_amount(room.limit)
        told = ngettext("{count} member", "{count} members", len(room.members)).format(count=len(room.members))
        owed = _("no exchange rate") if room.exposure is None else _("together {amount} owed").format(
            amount=display(room.exposure, base))
        self.body.addWidget(label(f"{told} · {owed}", "sec"))
        self.add(FormField(_("Limit ({currency})").format(currency=base), self.amount, name="amount",
                           help_text=_("Not below a member's own limit; empty: no group limit")))
        self.add(FormField(_("From"), self.day, name="from", required=True))
        self.add(FormField(_("Reason"), self.reason, name="reason", required=True))
        self.keep(f"group_limit/{room.name}")

    def task(self) -> Callable[[], Any]:
        session, room, base = self._desk.session, self._room, self._base
        amount, day, reason = self.amount.amount(), must_day(self.day), self.reason.text()
        return lambda: groups.decide_group_limit(session, room.name, amount, base, day, reason)


class StepDialog(TaskDialog):
    """Credit step by step for a new customer: where it stands, what the next step asks for, and the limit of the step."""

    def __init__(self, desk: Desk, customer: Customer, found: Standing, parent: QWidget | None = None) -> None:
        step = found.step
        super().__init__(desk, _("Step by step: {name}").format(name=customer.name), _("Set the limit of the step"),
                         _("Limit of the step decided"), parent)
        self._customer = customer
        self.reason = QLineEdit(_("Trial order") if step.progress.step == 0 else _("Paid as agreed"))
        told = [_("Step {step} of 3: {share} of the limit, {amount} {currency}").format(
            step=step.progress.step, share=percent(step.progress.share, 0), amount=words.whole(step.amount), currency=found.base),
            _("Deposit at least {share}").format(share=percent(step.deposit, 0))]
        if step.next_need is not None:
            told.append(_("Next step after {count} invoices paid in time and {months} months; {done} so far").format(
                count=step.next_need[0], months=step.next_need[1], done=step.progress.invoices))
            if step.faster:
                told.append(_("Half of both while every invoice is paid by its due day"))
        if step.decided is not None:
            told.append(_("The limit in force was decided as step {step}").format(step=step.decided))
        for line in told:
            self.body.addWidget(label(line, "strong" if line is told[0] else "sec", wrap=True))
        self.add(FormField(_("Reason"), self.reason, name="reason", required=True))
        self.note.setText(_("More than 15 days late or a broken promise takes a step back."))
        self.keep(f"step/{customer.id}/{step.progress.step}")

    def task(self) -> Callable[[], Any]:
        session, key, day, reason = self._desk.session, self._customer.id, self._desk.today(), self.reason.text()
        return lambda: steps.begin_step(session, key, day, reason=reason)

    def _done(self, result: object) -> None:
        if isinstance(result, Submitted) and result.decision_id is None:
            self._told = _("Put before an approver")
        super()._done(result)
