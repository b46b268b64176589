"""Applications for limits: submitted, approved by the right person, effective (DOMAIN D12, D13).

Nobody approves their own, nor those of a customer they sell to. In a book without passwords one person does both: above
the matrix's first line a day passes in between, and the month's decisions are listed for a second look (`self_review`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from ...domain.credit import approval
from ...domain.credit.approval import check_approver, check_transition, Requirement
from ...domain.credit.limit_reasons import told
from ...domain.errors import InputError, N_, RuleError
from ...domain.ledger.terms import parse_terms
from ...domain.money import currency_code, from_minor, to_minor
from ...domain.roles import APPLY, APPROVE
from ...store import applications as store, audit, company, customers, rows, users as user_store
from ..ledger.entry import Entry, entry
from ..session import Session
from .agency_reports import check_report
from .application_case import at_once, Case, case_in, check_allowed, MIN_WORDS, needed_of, role_of
from .checklist import checklist_in, FINE
from .limits import check_decision, check_reason, decide_in
from .standing import check_temporary_in

#: which reading of DOMAIN D the figures of a decision were computed by
FORMULA_VERSION = "D6-2026"
OPEN = (approval.SUBMITTED, approval.UNDER_REVIEW, approval.NEEDS_INFORMATION, approval.DRAFT)


@dataclass(frozen=True, slots=True)
class LimitRequest:
    """A limit as asked for; `proposed` is what the methods give (same currency), `methods` the figures behind it.

    `replaces` is a returned application that this one takes up again; `reasons` are codes of `limit_reasons`.
    """

    customer_id: int
    amount: Decimal
    currency: str
    begins: date
    until: date | None = None
    temporary: bool = False
    terms: str = ""
    reason: str = ""
    methods: Mapping[str, Any] | None = None
    proposed: Decimal | None = None
    deposit_agreed: bool = False
    replaces: int | None = None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Submitted:
    """What came of it: decided at once, or an application that waits, until `not_before` where it has to cool off."""

    decision_id: int | None
    application_id: int | None
    needed: Requirement
    not_before: datetime | None = None
    applicant: str = ""
    deciders: tuple[str, ...] = ()


def route(session: Session, request: LimitRequest, as_of: date) -> Submitted:
    """What submitting would do, for the words on the button: `decision_id` 0 where it would be decided at once."""
    with session.book.read() as connection:
        case = case_in(connection, request.customer_id, request.amount, request.currency, as_of,
                       temporary=request.temporary)
    now = at_once(session, case, request.reason, deposit_agreed=request.deposit_agreed)
    own = case.person(session.user)
    others = tuple(user.title for user in case.people if case.may_decide(user) and user.name != session.user)
    return Submitted(0 if now else None, None, case.needed, None if now else _not_before(session, case),
                     own.title if own is not None else session.user, others)


def submit_limit(session: Session, request: LimitRequest, as_of: date) -> Submitted:
    """Decide a limit at once where the matrix allows it to whoever is signed in, else put it before an approver.

    InputError names the field; RuleError `not_allowed` for what the matrix allows to nobody, `forbidden`.
    """
    session.require(APPLY)
    check_reason(request.reason, above=request.proposed is not None and request.amount > request.proposed)
    check_decision(request.amount, request.begins, request.until, temporary=request.temporary)
    _check_begin(request, as_of)
    with entry(session, "submit", "application", reason=request.reason) as (work, says):
        if request.temporary and request.until is not None:
            check_temporary_in(work.connection, request.customer_id, request.begins, request.until, as_of)
        case = case_in(work.connection, request.customer_id, request.amount, currency_code(request.currency), as_of,
                       temporary=request.temporary)
        _check_terms(work, request, work.customer(case.customer_id), as_of)
        if not case.lowers:
            check_allowed(case)
            check_report(work.connection, case.customer_id, case.line, as_of)
        application_id = _write(work, request, case)
        _step(work, application_id, approval.SUBMITTED, request.reason)
        if request.replaces is not None:
            _replace(work, request.replaces)
        says["entity_id"] = application_id
        says["after"] = {"customer_id": case.customer_id, "amount": str(request.amount), "currency": request.currency,
                         "from": request.begins.isoformat(), "grade": case.grade, "uninsured": str(case.uninsured),
                         "terms": request.terms}
        if not at_once(session, case, request.reason, deposit_agreed=request.deposit_agreed):
            return Submitted(None, application_id, case.needed, _not_before(session, case))
        _step(work, application_id, approval.UNDER_REVIEW, "")
        decision_id = _decide(work, _row(work, application_id), as_of, None, request.reason)
        says["after"] |= {"decision": decision_id, "at_once": True}
        return Submitted(decision_id, application_id, case.needed)


def approve(session: Session, application_id: int, as_of: date, *, amount: Decimal | None = None, comment: str = "",
            deposit_agreed: bool = False) -> int | None:
    """Approve, at less with `amount`; answers the limit decision's id, None where a second person has yet to agree.

    RuleError `own_application`, `no_right`, `not_allowed`, `secured_only`, `deposit`, `cooling_off`, `bad_transition`;
    InputError `missing` or `reason_too_short` for the comment where one is needed.
    """
    session.require(APPROVE)
    with entry(session, "approve", "application", reason=comment) as (work, says):
        row = _row(work, application_id)
        wanted = from_minor(row["amount_minor"], row["currency"])
        if amount is not None and not 0 <= amount <= wanted:
            raise InputError(N_("Approve at most what was applied for."), code="bad_amount", field="amount", value=amount)
        lower = amount is not None and amount < wanted
        case = case_in(work.connection, row["owner_id"], wanted if amount is None else amount, row["currency"], as_of,
                       temporary=bool(row["temporary"]))
        _may_approve(session, work, row, case, comment, deposit_agreed)
        if not case.lowers:
            check_report(work.connection, case.customer_id, case.line, as_of)
        if lower and not comment.strip():
            raise InputError(N_("Say why less is approved."), code="missing", field="comment")
        says["entity_id"] = application_id
        steps = store.steps(work.connection, application_id)[application_id]
        if steps[-1]["state"] != approval.UNDER_REVIEW:
            _step(work, application_id, approval.UNDER_REVIEW, "")
        if needed_of(session, case).second_person and not _cosigners(steps, session.user):
            _step(work, application_id, approval.UNDER_REVIEW, comment, agrees=True)
            says["after"] = {"agrees": session.user}
            return None
        seen = {check.code: check.state for check in checklist_in(work.connection, row, as_of) if check.state != FINE}
        decision_id = _decide(work, row, as_of, amount if lower else None, comment)
        says["after"] = {"decision": decision_id, "amount": str(amount if lower else wanted), "checked": seen}
    return decision_id


def _may_approve(session: Session, work: Entry, row: Mapping[str, Any], case: Case, comment: str, deposit: bool) -> None:
    """Refuse whom the matrix or the ban keeps from approving, and what it wants beside."""
    steps = store.steps(work.connection, row["id"])[row["id"]]
    state, needed = steps[-1]["state"], needed_of(session, case)
    if state not in (approval.SUBMITTED, approval.UNDER_REVIEW):
        check_transition(state, approval.APPROVED)
    check_allowed(case)
    own = case.person(session.user)
    sells = session.user if own is not None and case.sells_to(own) else ""
    first_of_two = needed.second_person and not _cosigners(steps, session.user)
    check_approver(session.user, applicant=applicant_of(work, row), salesperson=sells, role=role_of(session), needed=needed,
                   single_person=session.single_person,
                   cosigners=["·"] if first_of_two else _cosigners(steps, session.user))
    if session.single_person:
        if not comment.strip():
            raise InputError(N_("Write why; nobody else looks at it."), code="missing", field="comment")
        ready = cooled_at(row, case.cooling_hours)
        if session.clock() < ready:
            raise RuleError(N_("This decision rests until {when}; sleep on it."), code="cooling_off", field="application",
                            when=ready.strftime("%Y-%m-%d %H:%M UTC"))
    elif needed.deposit and not deposit:
        raise RuleError(N_("For this grade and amount a deposit has to be agreed: tick it once it is."), code="deposit",
                        field="deposit")
    if needed.opinion and len(comment.strip()) < MIN_WORDS:
        raise InputError(N_("This needs a written opinion of at least {count} characters."), code="reason_too_short",
                         field="comment", count=MIN_WORDS)


def reject(session: Session, application_id: int, comment: str) -> None:
    """Refuse it for good; the comment is kept."""
    _judge(session, application_id, "reject", approval.REJECTED, comment)


def send_back(session: Session, application_id: int, comment: str) -> None:
    """Return it to the applicant as a draft, to be submitted anew."""
    _judge(session, application_id, "return", approval.DRAFT, comment)


def ask(session: Session, application_id: int, comment: str) -> None:
    """Ask the applicant for more; `answer` brings it back."""
    _judge(session, application_id, "ask", approval.NEEDS_INFORMATION, comment)


def _judge(session: Session, application_id: int, action: str, state: str, comment: str) -> None:
    session.require(APPROVE)
    if not comment.strip():
        raise InputError(N_("Write a comment for the applicant."), code="missing", field="comment")
    with entry(session, action, "application", reason=comment) as (work, says):
        old = _state(work, application_id)
        if old == approval.SUBMITTED and state != approval.DRAFT:
            _step(work, application_id, approval.UNDER_REVIEW, "")
            old = approval.UNDER_REVIEW
        check_transition(old, state)
        _step(work, application_id, state, comment)
        says["entity_id"], says["after"] = application_id, {"state": state}


def answer(session: Session, application_id: int, comment: str) -> None:
    """The applicant gives what was asked for."""
    if not comment.strip():
        raise InputError(N_("Write the answer."), code="missing", field="comment")
    with entry(session, "answer", "application", reason=comment) as (work, says):
        _own(session, work, application_id)
        check_transition(_state(work, application_id), approval.UNDER_REVIEW)
        _step(work, application_id, approval.UNDER_REVIEW, comment)
        says["entity_id"] = application_id


def withdraw(session: Session, application_id: int, comment: str = "") -> None:
    """The applicant takes it back."""
    with entry(session, "withdraw", "application", reason=comment) as (work, says):
        _own(session, work, application_id)
        check_transition(_state(work, application_id), approval.WITHDRAWN)
        _step(work, application_id, approval.WITHDRAWN, comment)
        says["entity_id"] = application_id


# -- rules --

def _check_begin(request: LimitRequest, as_of: date) -> None:
    """A limit holds from today on: what was decided before stays as it was. InputError `out_of_range`."""
    if request.begins < as_of:
        raise InputError(N_("{date} lies in the past: a limit begins today at the earliest."), code="out_of_range", field="from",
                         value=request.begins.isoformat(), date=request.begins.isoformat())
    if request.terms:
        parse_terms(request.terms)
    told(request.reasons)


def _check_terms(work: Entry, request: LimitRequest, customer: int, as_of: date) -> None:
    """Terms are those of invoices from the approval on, so a limit that begins later brings no others along."""
    if request.terms and not request.temporary and request.begins > as_of:
        row = customers.by_id(work.connection, customer)
        own = str(row["terms"]) if row else ""
        if parse_terms(request.terms) != parse_terms(own or str(company.company(work.connection)["default_terms"] or "30")):
            raise InputError(N_("New terms hold from the approval on, but the limit begins on {date}: let it begin today, or "
                                "change the terms on that day."), code="terms_later", field="terms", date=request.begins)


def _not_before(session: Session, case: Case) -> datetime | None:
    return session.clock() + timedelta(hours=case.cooling_hours) if session.single_person and case.cooling_hours else None


def cooled_at(row: Mapping[str, Any], hours: int) -> datetime:
    """The moment from which a single person may approve an application."""
    return datetime.fromisoformat(row["created_at"]) + timedelta(hours=hours)


def _cosigners(steps: list[dict[str, Any]], but: str) -> list[str]:
    return [step["user"] for step in steps if step["agrees"] and step["user"] != but]


def applicant_of(work: Entry, row: Mapping[str, Any]) -> str:
    """Whose application it is now: the successor's of one who left."""
    name = str(row["applicant"])
    for _hop in range(20):
        known = user_store.account(work.connection, name)
        if known is None or known["active"] or not known["successor"]:
            break
        name = str(known["successor"])
    return name


def _own(session: Session, work: Entry, application_id: int) -> None:
    if not session.single_person and applicant_of(work, _row(work, application_id)) != session.user:
        raise RuleError(N_("Only who applied may do this."), code="not_yours", field="application")


# -- rows --

def _row(work: Entry, application_id: int) -> dict[str, Any]:
    row = store.one(work.connection, application_id)
    if row is None:
        raise RuleError(N_("There is no such application."), code="unknown_application", field="application")
    return row


def _state(work: Entry, application_id: int) -> str:
    _row(work, application_id)
    return str(store.steps(work.connection, application_id)[application_id][-1]["state"])


def _write(work: Entry, request: LimitRequest, case: Case) -> int:
    code = currency_code(request.currency)
    work.touch("limit_application")
    return store.add(work.connection, {
        "customer_id": case.customer_id, "amount_minor": to_minor(request.amount, code), "currency": code,
        "terms": request.terms, "temporary": int(request.temporary), "begins": request.begins.isoformat(),
        "until": request.until.isoformat() if request.until else None, "reason": request.reason.strip(),
        "methods": audit.canonical(_methods(request)) if _methods(request) else "",
        "uninsured_minor": to_minor(case.uninsured, _base(work)), "grade": case.grade, "secured": int(case.secured),
        "formula_version": FORMULA_VERSION, "applicant": work.session.user, "replaces": request.replaces,
        "created_at": work.stamp}, work.seq)


def _methods(request: LimitRequest) -> dict[str, Any]:
    found = dict(request.methods or {})
    return found | {"reasons": list(request.reasons)} if request.reasons else found


def _base(work: Entry) -> str:
    from ..rates import rate_book
    return rate_book(work.connection).base


def snapshot_hash(row: Mapping[str, Any]) -> str:
    """SHA-256 over what was asked for, so that a step says what it was about."""
    columns = audit.VOUCHED["limit_application"].columns
    return hashlib.sha256(audit.canonical({name: row[name] for name in columns}).encode()).hexdigest()


def _step(work: Entry, application_id: int, state: str, comment: str, *, agrees: bool = False, amount_minor: int | None = None,
          decision_id: int | None = None) -> None:
    store.add_step(work.connection, {
        "application_id": application_id, "state": state, "user": work.session.user, "at": work.stamp,
        "comment": comment.strip(), "agrees": int(agrees), "amount_minor": amount_minor, "decision_id": decision_id,
        "snapshot_hash": snapshot_hash(_row(work, application_id))}, work.seq)
    work.touch("application_step")


def _decide(work: Entry, row: Mapping[str, Any], as_of: date, lower: Decimal | None, comment: str) -> int:
    """Write the limit decision an approval leads to, effective at its date, never before the approval."""
    begins = max(date.fromisoformat(row["begins"]), as_of)
    until = date.fromisoformat(row["until"]) if row["until"] else None
    amount = from_minor(row["amount_minor"], row["currency"]) if lower is None else lower
    methods = {"application": row["id"], "formula_version": row["formula_version"], "grade": row["grade"],
               "snapshot": snapshot_hash(row), "methods": row["methods"]}
    decision_id = decide_in(work, row["owner_id"], amount, row["currency"], begins, until, temporary=bool(row["temporary"]),
                            terms=row["terms"], reason=comment.strip() or row["reason"], methods=methods)
    if row["terms"] and not row["temporary"]:  # invoices follow the terms that were approved
        rows.update(work.connection, "customer", row["owner_id"], {"terms": row["terms"]})
    _step(work, row["id"], approval.APPROVED if lower is None else approval.APPROVED_LOWER, comment,
          amount_minor=to_minor(amount, row["currency"]), decision_id=decision_id)
    return decision_id


def _replace(work: Entry, former: int) -> None:
    _own(work.session, work, former)
    check_transition(_state(work, former), approval.WITHDRAWN)
    _step(work, former, approval.WITHDRAWN, "")
