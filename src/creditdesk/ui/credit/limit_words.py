"""What each method of the limit rests on, and what submitting one would do, in words (DOMAIN D1–D6, D12)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from creditdesk.domain.credit.approval import name_of, Requirement, REQUIREMENT_NAMES
from creditdesk.domain.credit.limits import MethodResult, Proposal
from creditdesk.domain.credit.risk_return import break_even_probability
from creditdesk.domain.errors import N_
from creditdesk.domain.roles import OWNER
from creditdesk.i18n import _, listed, SEMICOLON
from creditdesk.services.credit.applications import Submitted
from creditdesk.services.credit.limit_view import LimitView, METHOD_NAMES
from creditdesk.services.credit.overview import LimitDesk
from creditdesk.services.credit.terms_setting import BOUND_NAMES, days_of, TermsView
from creditdesk.services.credit.tolerance import BREACH_NAMES
from creditdesk.ui.credit import words
from creditdesk.ui.moments import local_moment

#: what the proposal can be held down by, beside the methods
BOUNDS: Mapping[str, str] = {**METHOD_NAMES, "trial": N_("Trial step"), "veto": N_("Grade D"), "no_credit": N_("Grade without credit")}


#: days overdue from which a limit is not raised (DOMAIN D11)
NO_INCREASE_DAYS = 30


def method_name(code: str) -> str:
    return _(BOUNDS.get(code, code))


def basis(method: MethodResult, view: LimitView) -> str:
    """The figures behind a method; for one that cannot be used, why not."""
    if not method.usable:
        return _(method.reason)
    maker = {"need": _need, "capacity": _capacity, "history": _history, "own_tolerance": _own}.get(method.code)
    text = maker(method) if maker else _held(view) if method.code == "mitigants" else _return(method)
    lifted = ""
    if method.code == "capacity" and view.lifted not in ("", view.grade):
        lifted = _("as {grade} under the parent's guarantee").format(grade=view.lifted)
    return " · ".join(part for part in (text, _(method.reason) if method.reason else "", lifted) if part)


def _share(value: Decimal) -> str:
    """A share as it is: 7.5% is not 8%."""
    return f"{(value * 100).normalize():f}%"


def _figure(method: MethodResult, name: str) -> Decimal:
    value = method.inputs.get(name)
    return value if isinstance(value, Decimal) else Decimal(0)


def _need(method: MethodResult) -> str:
    days = sum((_figure(method, name) for name in words.TERMS_INPUTS), Decimal(0))
    return _("sales of 12 months {sales} × {days} days ÷ 365 × peak {peak}").format(
        sales=words.rounded(_figure(method, "sales"), 0), days=_exact(days, 2),
        peak=_exact(_figure(method, "peak"), 4))


def _capacity(method: MethodResult) -> str:
    parts = [_("net worth {amount} × {share}").format(amount=words.rounded(_figure(method, "net_worth"), 0),
                                                      share=_share(_figure(method, "a")))]
    if _figure(method, "working_capital") > 0:
        parts.append(_("working capital {amount} × {share}").format(
            amount=words.rounded(_figure(method, "working_capital"), 0), share=_share(_figure(method, "b"))))
    if isinstance(turnover := method.inputs.get("turnover"), Decimal) and _figure(method, "c"):
        parts.append(_("turnover {amount} × {share}").format(amount=words.rounded(turnover, 0), share=_share(_figure(method, "c"))))
    return listed(parts, SEMICOLON)


def _history(method: MethodResult) -> str:
    return _("peak paid on time, {month}: {amount} × {factor}").format(
        month=method.inputs.get("month") or "—", amount=words.rounded(_figure(method, "peak"), 0),
        factor=words.rounded(_figure(method, "h"), 2))


def _own(method: MethodResult) -> str:
    parts = []
    for name, share, text in (("own_net_assets", "share_of_assets", _("own net assets {amount} × {share}")),
                              ("ar_budget", "share_of_budget", _("receivables budget {amount} × {share}"))):
        if method.inputs.get(name) is not None:
            parts.append(text.format(amount=words.rounded(_figure(method, name), 0),
                                     share=_share(_figure(method, share))))
    return listed(parts, SEMICOLON)


def _held(view: LimitView) -> str:
    return _("adds to capacity or history; {count} on file").format(count=len(view.held))


def _return(method: MethodResult) -> str:
    margin = method.inputs.get("margin")
    return _("margin {share}; where the last yuan still earns").format(share=words.percent(margin, 1)) if isinstance(
        margin, Decimal) else ""


def proposal_words(found: Proposal) -> str:
    """How the proposal follows from the methods: what held it down."""
    return _("the smallest counts: {method}; rounded down").format(method=method_name(found.binding))


def warnings(desk: LimitDesk, amount: Decimal | None, line: Decimal | None, terms: str | None, *, temporary: bool) -> list[str]:
    """What stands against a limit as typed (base currency); only a report that is lacking keeps it from being submitted.

    `line` is the limit there would be with the temporary ones, `terms` canonical; None where they cannot be read.
    """
    view = desk.limit
    told = [_("{applicant} applied for {amount} on {day}: it waits for a decision.").format(
        applicant=one.applicant, amount=f"{words.whole(one.amount)} {one.currency}", day=one.on) for one in desk.waiting]
    if amount is not None and amount > view.proposed and not temporary:
        over = amount / view.proposed - 1 if view.proposed else None
        told.append(_("Above the proposal by {share}. Write why in at least 10 characters.").format(
            share=words.percent(over) if over is not None else words.whole(amount)))
    if amount == 0 and not temporary:
        told.append(_("Limit zero: orders on credit are held. No limit at all would let them pass."))
    if line is not None and line > (view.in_force or Decimal(0)) + view.temporary:
        if desk.worst_overdue > NO_INCREASE_DAYS:
            told.append(_("An item is {days} days overdue: no increase by the policy.").format(days=desk.worst_overdue))
        if desk.report_from is not None and line >= desk.report_from:
            told.append(_("The policy wants an agency report of the last 12 months, and none is on file: enter it in the file first."))
        told += [_("Used in full it passes {cap}.").format(cap=_(BREACH_NAMES[name])) for name in desk.caps.breaches(line)]
    if terms is not None and days_of(terms) > desk.terms.candidate.days:
        said = _("Terms of {days} days; {most} are the most ({why}).") if desk.terms.candidate.days else _(
            "Terms of {days} days, though this grade pays in advance.")
        told.append(said.format(days=days_of(terms), most=desk.terms.candidate.days, why=bound(desk.terms)))
    return told


def most_days(view: TermsView) -> str:
    """How long the terms may be, below their field."""
    days = view.candidate.days
    return _("At most {count} days").format(count=days) if days else _("This grade pays in advance")


def _exact(figure: Decimal, decimals: int) -> str:
    """Fine enough that whoever reckons it again arrives at the same amount; without noughts that say nothing."""
    text = words.rounded(figure, decimals)
    return text.rstrip("0").rstrip(".") if "." in text else text


def bound(view: TermsView) -> str:
    """What bounds the terms most: the grade, the trade, our own maximum or the law (DOMAIN D15)."""
    return _(BOUND_NAMES[view.candidate.binding])


def break_even(view: LimitView) -> str:
    """At which chance of default the proposal earns nothing any more (DOMAIN D7)."""
    case = view.comparison
    if case is None or view.proposed <= 0 or case.terms.lgd <= 0:
        return ""
    return _("At the proposal of {limit} nothing is earned from a default of {share} a year on.").format(
        limit=words.whole(view.proposed), share=words.percent(max(Decimal(0), break_even_probability(view.proposed, case.terms))))


def path(found: Submitted, begins: date, applicant: str) -> tuple[list[str], int]:
    """(who fills in, who decides, when it holds) and the step that is next, for the dialog's footer (DOMAIN D12, D13)."""
    needed: Requirement = found.needed
    effect = _("in force from {day}").format(day=begins.isoformat())
    if found.decision_id is not None:
        return [_("{name} fills in and decides").format(name=applicant), effect], 0
    first = _("{name} fills in").format(name=applicant)
    if not needed.allowed:
        return [first, _("nobody may approve this")], 1
    if found.not_before is not None:
        when = local_moment(found.not_before.isoformat())
        effect = _("in force from {day}").format(day=max(begins.isoformat(), when[:10]))
        return [first, _("rests until {when}, then you confirm").format(when=when), effect], 1
    role = _(REQUIREMENT_NAMES[name_of(needed)])
    who = listed(found.deciders[:2]) if found.deciders else role
    return [first, _("{name} approves").format(name=who) if found.deciders else _("waits: {role}").format(role=role), effect], 1


def route_words(found: Submitted, grade: str) -> str:
    """What will happen on submitting, for the line beside the button."""
    needed: Requirement = found.needed
    if found.decision_id is not None:
        return _("Decided at once and written to the log.")
    if not needed.allowed:
        return _("The policy allows nobody this amount for grade {grade}.").format(grade=grade)
    if found.not_before is not None:
        when = local_moment(found.not_before.isoformat())
        return _("Rests until {when}; then you can approve it yourself.").format(when=when)
    role = _("owner") if needed.role == OWNER else _("credit manager")
    if needed.second_person:
        return _("Goes to the {role}, with a second person.").format(role=role)
    return _("Goes to the {role} for approval.").format(role=role)
