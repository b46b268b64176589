"""What each method of the limit rests on, and what submitting one would do, in words (DOMAIN D1–D6, D12)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from creditdesk.domain.credit.approval import Requirement
from creditdesk.domain.credit.limits import MethodResult, Proposal
from creditdesk.domain.errors import N_
from creditdesk.domain.roles import OWNER
from creditdesk.i18n import _
from creditdesk.services.credit.applications import Submitted
from creditdesk.services.credit.limit_view import LimitView, METHOD_NAMES
from creditdesk.ui.credit import words
from creditdesk.ui.moments import local_moment

#: what the proposal can be held down by, beside the methods
BOUNDS: Mapping[str, str] = {**METHOD_NAMES, "trial": N_("Trial step"), "veto": N_("Grade D")}


def method_name(code: str) -> str:
    return _(BOUNDS.get(code, code))


def basis(method: MethodResult, view: LimitView) -> str:
    """The figures behind a method; for one that cannot be used, why not."""
    if not method.usable:
        return _(method.reason)
    maker = {"need": _need, "capacity": _capacity, "history": _history, "own_tolerance": _own}.get(method.code)
    text = maker(method) if maker else _held(view) if method.code == "mitigants" else _return(method)
    return " · ".join(part for part in (text, _(method.reason) if method.reason else "") if part)


def _figure(method: MethodResult, name: str) -> Decimal:
    value = method.inputs.get(name)
    return value if isinstance(value, Decimal) else Decimal(0)


def _need(method: MethodResult) -> str:
    days = sum((_figure(method, name) for name in words.TERMS_INPUTS), Decimal(0))
    return _("sales of 12 months {sales} × {days} days ÷ 365 × peak {peak}").format(
        sales=words.rounded(_figure(method, "sales"), 0), days=words.rounded(days, 1),
        peak=words.rounded(_figure(method, "peak"), 2))


def _capacity(method: MethodResult) -> str:
    parts = [_("net worth {amount} × {share}").format(amount=words.rounded(_figure(method, "net_worth"), 0),
                                                      share=words.percent(_figure(method, "a"), 0))]
    if _figure(method, "working_capital") > 0:
        parts.append(_("working capital {amount} × {share}").format(
            amount=words.rounded(_figure(method, "working_capital"), 0), share=words.percent(_figure(method, "b"), 0)))
    return "; ".join(parts)


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
                                     share=words.percent(_figure(method, share), 0)))
    return "; ".join(parts)


def _held(view: LimitView) -> str:
    return _("adds to capacity or history; {count} on file").format(count=len(view.held))


def _return(method: MethodResult) -> str:
    margin = method.inputs.get("margin")
    return _("margin {share}; where the last yuan still earns").format(share=words.percent(margin, 1)) if isinstance(
        margin, Decimal) else ""


def proposal_words(found: Proposal) -> str:
    """How the proposal follows from the methods: what held it down."""
    return _("the smallest counts: {method}; rounded down").format(method=method_name(found.binding))


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
