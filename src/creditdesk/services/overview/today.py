"""The day's list: what to handle first, whom to follow up, what is coming, what is done (DESIGN 9, screen 01)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta, UTC
from decimal import Decimal, ROUND_HALF_UP

from ...domain.collections import promises as promise_rule
from ...domain.collections.stages import ACTIONS
from ...domain.collections.worklist import LIMITATION_DAYS
from ...domain.errors import N_
from ...domain.insight.dashboard import COMING, DayTask, DONE, FIRST, TODAY
from ...domain.ledger.documents import RECEIPT
from ...domain.money import from_minor
from ...domain.roles import SCORE
from ...store import company, credit, orders as order_store, today as store
from ...store.transaction import Transaction
from ..collections.positions import Position, Positions, positions_in
from ..collections.worklist import worklist_of, WorklistRow
from ..credit.covers import cover_tasks
from ..credit.inbox import Application, inbox
from ..credit.override import waiting_in
from ..credit.policy import policy_in
from ..credit.recalculate import regraded
from ..credit.usage import beyond_balance_in
from ..rates import RateBook
from ..session import Session
from .ticking import without_ticked

ZERO = Decimal(0)
#: a customer counts as newly in the oldest bucket for so many days, and older papers entered today as history
NEWLY = 7
_OLDEST = 90
LIMIT_AHEAD = 30
BACKUP_DAYS = 7
_DONE = (
    ("letters", "collections", N_("Letters issued: {count}")), ("receipts", "receipts", N_("Receipts recorded: {count}")),
    ("invoices", "invoices", N_("Invoices entered: {count}")), ("contacts", "collections", N_("Contacts logged: {count}")),
    ("limits", "credit", N_("Limits decided: {count}")), ("imports", "import", N_("Files imported: {count}")),
)


def day_tasks(session: Session, as_of: date) -> list[DayTask]:
    """Everything on the list of a day, in the order of its groups; within a group the largest amounts first.

    What was ticked off that day stands under what is done.
    """
    asked = [_to_approve(application) for application in inbox(session, as_of) if application.may_decide]
    with session.book.read() as connection:
        positions = positions_in(connection, as_of)
        limits = credit.limits_in_force(connection, as_of)
        beyond = beyond_balance_in(connection, as_of, positions.rates, policy_in(connection, as_of)) if limits else {}
        tasks = [*asked, *_over_limit(positions, limits, beyond), *_aged(positions), *_broken(positions), *_expiring_claims(positions)]
        tasks += _held_orders(connection, as_of)
        tasks += regraded(connection, as_of - timedelta(NEWLY), as_of)
        tasks += _proposed_grades(session, connection)
        called = [*_promised(positions), *_unapplied(positions)]
        tasks += called + list(_touches(positions, {task.customer_id for task in called if task.kind == "promise"}))
        tasks += [*_ending_limits(connection, as_of), *cover_tasks(connection, as_of),
                  *_backup(connection, as_of, bool(positions.customers))]
        tasks = without_ticked(connection, tasks, as_of)
        done = store.done_between(connection, *_span(session, as_of), as_of - timedelta(NEWLY))
    tasks += [DayTask(DONE, kind, template, "", page, {"count": done[kind]})
              for kind, page, template in _DONE if done[kind]]
    return tasks


def _proposed_grades(session: Session, connection: Transaction) -> Iterator[DayTask]:
    """Changes of grades that wait for who may decide them; not for who proposed them (DOMAIN C9)."""
    for item in waiting_in(connection):
        if item.created_by != session.user and session.may(SCORE):
            yield DayTask(FIRST, "override", N_("{name}: change of grade {before} to {grade} proposed"), N_("by {user}: {note}"),
                          "customers", {"name": item.name, "before": item.proposed, "grade": item.grade, "user": item.created_by,
                                     "note": item.note}, item.customer_id)


def _span(session: Session, as_of: date) -> tuple[str, str]:
    """The day as it is lived where the clock stands, in UTC."""
    zone = session.clock().tzinfo or UTC
    start = datetime.combine(as_of, time.min, zone)
    end = datetime.combine(as_of + timedelta(1), time.min, zone)
    first, last = (moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") for moment in (start, end))
    return first, last


def _name(position: Position) -> str:
    return position.customer.short_name or position.customer.name


def balance_of(position: Position, rates: RateBook) -> Decimal:
    """What the customer owes after its open credits, in base currency; items without a rate are left out."""
    return sum((value * item.sign for item in position.items
                if (value := rates.to_base(item.open, item.currency, position.as_of)) is not None), ZERO)


def _to_approve(application: Application) -> DayTask:
    """An application that waits for whoever asks."""
    detail = N_("{before} → {asked}, applied for by {user}") if application.in_force is not None else N_(
        "{asked}, applied for by {user}")
    return DayTask(FIRST, "approval", N_("{name}: limit to approve"), detail, "credit/inbox",
                   {"name": application.customer, "before": application.in_force, "asked": application.base_amount,
                    "user": application.applicant}, application.customer_id, application.id, application.base)


def _over_limit(positions: Positions, limits: Mapping[int, Decimal], beyond: Mapping[int, Decimal | None]
                ) -> Iterator[DayTask]:
    """`beyond` is what the exposure holds beside the balance."""
    found = []
    for position in positions.customers:
        limit = limits.get(position.customer.id)
        if limit is None:
            continue
        used = balance_of(position, positions.rates) + (beyond.get(position.customer.id) or ZERO)
        if used > limit:
            found.append((used - limit, limit, used, position))
    for over, limit, used, position in sorted(found, key=lambda row: (-row[0], row[3].customer.code)):
        detail = N_("{percent}% used, consider a hold") if limit > 0 else N_("The limit is zero; {used} is open")
        yield DayTask(FIRST, "over_limit", N_("{name}: {over} over limit"), detail, "credit",
                      {"name": _name(position), "over": over, "used": used,
                       "percent": int((used * 100 / limit).quantize(Decimal(1), rounding=ROUND_HALF_UP)) if limit > 0 else 0},
                      position.customer.id, currency=positions.rates.base)


def _held_orders(connection: Transaction, as_of: date) -> Iterator[DayTask]:
    """Orders that wait for a release, the oldest first (DOMAIN D14)."""
    for row in order_store.held(connection, as_of):
        yield DayTask(FIRST, "held_order", N_("{name}: order {no} is held"), N_("{amount} since {day}"), "credit/orders",
                      {"name": row["short_name"] or row["name"], "no": row["no"], "day": date.fromisoformat(row["date"]),
                       "amount": from_minor(row["amount_minor"], row["currency"])}, row["owner_id"], row["id"], row["currency"])


def _aged(positions: Positions) -> Iterator[DayTask]:
    """Customers whose oldest undisputed claim passed 90 days within the last week."""
    found = [position for position in positions.customers if _OLDEST < position.days <= _OLDEST + NEWLY]
    for position in sorted(found, key=lambda row: (-row.overdue, row.customer.code)):
        yield DayTask(FIRST, "aged", N_("{name} moved to 90+ days"), N_("{overdue} overdue, oldest {days} days"), "customers",
                      {"name": _name(position), "overdue": position.overdue, "days": position.days},
                      position.customer.id, currency=positions.rates.base)


def _broken(positions: Positions) -> Iterator[DayTask]:
    """Broken promises nobody has spoken about since."""
    for position in positions.customers:
        promise = position.promise.promise
        if promise is None or position.promise.state != promise_rule.BROKEN or position.overdue <= 0:
            continue
        if position.last_contact is not None and position.last_contact >= promise_rule.judged_on(promise):
            continue
        yield DayTask(FIRST, "broken", N_("{name} did not pay {amount}"), N_("Promised for {day}"), "collections",
                      {"name": _name(position), "amount": promise.amount, "day": promise.date}, position.customer.id,
                      currency=promise.currency)


def _expiring_claims(positions: Positions) -> Iterator[DayTask]:
    """Claims whose limitation period ends within 30 days."""
    for position in positions.customers:
        left = position.limitation_days
        if left is not None and left <= LIMITATION_DAYS:
            yield DayTask(FIRST, "limitation", N_("{name}: a claim expires in {left} days"),
                          N_("{overdue} overdue, oldest {days} days"), "collections",
                          {"name": _name(position), "left": left, "overdue": position.overdue, "days": position.days},
                          position.customer.id, currency=positions.rates.base)


def _promised(positions: Positions) -> Iterator[DayTask]:
    for position in positions.customers:
        promise = position.promise.promise
        if promise is not None and position.promise.due_today:
            yield DayTask(TODAY, "promise", N_("{name} promised {amount}"), N_("For today, said on {day}"), "receipts",
                          {"name": _name(position), "amount": promise.amount, "day": promise.made_on},
                          position.customer.id, currency=promise.currency)


def _unapplied(positions: Positions) -> Iterator[DayTask]:
    found = [(item, position) for position in positions.customers for item in position.items if item.kind == RECEIPT]
    for item, position in sorted(found, key=lambda row: (-row[0].open, row[0].no)):
        yield DayTask(TODAY, "unapplied", N_("{name} paid {amount}"), N_("Not allocated, {no} of {day}"), "receipts",
                      {"name": _name(position), "amount": item.open, "no": item.no, "day": item.date},
                      position.customer.id, item.document_id, item.currency)


def _touches(positions: Positions, promised: set[int | None]) -> Iterator[DayTask]:
    """Customers to chase today; whose promise falls due today is listed already."""
    names = {position.customer.id: _name(position) for position in positions.customers}
    for row in worklist_of(positions, due_only=True):
        if row.customer_id not in promised:
            yield _touch(row, names[row.customer_id])


def _touch(row: WorklistRow, name: str) -> DayTask:
    return DayTask(TODAY, "touch", N_("{name}: {action}"), N_("{overdue} overdue, oldest {days} days"), "collections",
                   {"name": name, "action": ACTIONS.get(row.next_action, row.next_action), "step": row.next_action,
                    "letter": row.letter or "", "overdue": row.overdue, "days": row.days_overdue}, row.customer_id,
                   currency=row.currency)


def _ending_limits(connection: Transaction, as_of: date) -> Iterator[DayTask]:
    for row in store.limits_ending(connection, as_of, as_of + timedelta(LIMIT_AHEAD)):
        yield DayTask(COMING, "limit_ends", N_("{name}: limit ends {day}"), N_("Limit {amount}"), "credit",
                      {"name": row["short_name"] or row["name"], "day": date.fromisoformat(row["expires_on"]),
                       "amount": from_minor(row["amount_minor"], row["currency"])},
                      row["owner_id"], row["id"], row["currency"])


def _backup(connection: Transaction, as_of: date, worth: bool) -> Iterator[DayTask]:
    """A book with anything open that was not backed up for a week (DOMAIN J30)."""
    last = company.setting(connection, "last_backup")
    day = date.fromisoformat(last[:10]) if last else None
    if not worth or (day is not None and (as_of - day).days <= BACKUP_DAYS):
        return
    detail = N_("Last one on {day}") if day else N_("There is none yet")
    yield DayTask(COMING, "backup", N_("Back up the book"), detail, "import", {"day": day} if day else {})
