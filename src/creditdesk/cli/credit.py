"""Commands about credit: score, limit."""

from __future__ import annotations

from decimal import Decimal, ROUND_HALF_UP
from pathlib import Path

import click

from creditdesk.domain.credit.factors import bad_value, WORD_NAMES
from creditdesk.domain.credit.limits import MethodResult
from creditdesk.domain.credit.scoring import FactorRow
from creditdesk.domain.money import display, plain, trim
from creditdesk.i18n import _, N_
from creditdesk.services import customers
from creditdesk.services.credit.basis import SOURCE_NAMES
from creditdesk.services.credit.cards import TYPES
from creditdesk.services.credit.limit_view import limit_view, LimitView, METHOD_NAMES
from creditdesk.services.credit.scoring import save_score, score_customer, ScoreView

from .command import Answer, argument, book_argument, Call, command, option
from .layout import table

STATE_NAMES = {"known": N_("known"), "unknown": N_("unknown"), "not_applicable": N_("not applicable")}
_AMOUNTS = frozenset({"sales", "net_worth", "working_capital", "turnover", "own_net_assets", "ar_budget", "base",
                      "contribution", "expected_loss", "funding", "admin", "net"})
_FOUR = Decimal("0.0001")


def score(call: Call, book: Path, customer: str, card: str | None, settings: tuple[str, ...], flags: tuple[str, ...],
          save: bool) -> Answer:
    """The score of a customer; stored only with --save."""
    typed: dict[str, str] = {}
    for setting in settings:
        code, mark, value = setting.partition("=")
        if not mark:
            raise bad_value(code.strip().upper(), "")
        typed[code.strip().upper()] = value
    with call.book(book) as session:
        who = customers.find(session, customer)
        view = score_customer(session, who.id, call.as_of, card=card, overrides=typed, flags=flags)
        data = _score_data(view)
        notes = []
        if save:
            saved = save_score(session, view)
            data["saved"] = {"id": saved.id, "grade": saved.grade, "previous_grade": saved.previous_grade}
            notes.append(_("Saved: {name}, grade {grade}.").format(name=view.name, grade=saved.grade))
    return Answer(data, _score_lines(view), notes)


def _plain(value: Decimal | str | None) -> str | None:
    """A figure to at most four decimals, a word as it is."""
    if not isinstance(value, Decimal):
        return value
    rounded = trim(value.quantize(_FOUR, ROUND_HALF_UP))
    return f"{rounded if rounded else Decimal(0):f}"


def _two(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:.2f}"


def _factor(row: FactorRow) -> dict[str, object]:
    return {"code": row.code, "value": _plain(row.value), "state": row.state, "weight": _plain(row.weight),
            "score": _plain(row.score), "points": _plain(row.points), "source": row.source}


def _score_data(view: ScoreView) -> dict[str, object]:
    found = view.result
    return {"customer": view.code, "name": view.name, "card": found.type, "version": found.version,
            "score": _two(found.score), "grade": found.grade, "coverage": found.coverage_text,
            "confidence": found.confidence_text, "range": {"low": _two(found.low), "high": _two(found.high)},
            "if_average": _two(found.if_average), "known_only": _two(found.known_only), "best_next": found.best_next,
            "factors": [_factor(row) for row in found.factors],
            "caps": [{"code": cap.code, "effect": cap.effect, "grade": cap.grade, "reason": _(cap.reason)}
                     for cap in found.caps]}


def _value(row: FactorRow) -> str:
    text = _plain(row.value)
    return _(STATE_NAMES[row.state]) if text is None else _(WORD_NAMES.get(text, text))


def _score_lines(view: ScoreView) -> list[str]:
    found = view.result
    lines = [f"{view.code} {view.name}",
             _("Grade {grade}, score {score}, card {version}").format(
                 grade=found.grade, score=_two(found.score) or _("none"), version=found.version),
             _("Coverage {coverage} %, range {low} to {high}").format(
                 coverage=_plain(found.coverage * 100), low=_two(found.low), high=_two(found.high)), ""]
    rows = [[row.code, _(row.name), _value(row), _plain(row.weight) or "",
             _plain(row.points) or "", _(SOURCE_NAMES.get(row.source, row.source))] for row in found.factors]
    lines += table((_("Code"), _("Factor"), _("Value"), _("Weight"), _("Points"), _("Source")), rows, (2, 3, 4))
    lines += [f"{cap.code} {cap.grade}: {_(cap.reason)}" for cap in found.caps]
    return lines


def limit(call: Call, book: Path, customer: str) -> Answer:
    """What limit the methods allow, and what is in force, used and free."""
    with call.book(book) as session:
        view = limit_view(session, customers.find(session, customer).id, call.as_of)
    return Answer(_limit_data(view), _limit_lines(view))


def _amount(view: LimitView, amount: Decimal | None) -> str | None:
    return None if amount is None else plain(amount, view.currency)


def _method(view: LimitView, method: MethodResult) -> dict[str, object]:
    inputs = {name: plain(value, view.currency) if isinstance(value, Decimal) and _is_amount(method.code, name)
              else _plain(value) for name, value in method.inputs.items()}
    return {"code": method.code, "limit": _amount(view, method.limit), "usable": method.usable,
            "reason": _(method.reason) or None, "inputs": inputs}


def _is_amount(method: str, name: str) -> bool:
    return name in _AMOUNTS or ":" in name or (method, name) == ("history", "peak")


def _limit_data(view: LimitView) -> dict[str, object]:
    return {"customer": view.code, "name": view.name, "currency": view.currency, "grade": view.grade,
            "methods": [_method(view, method) for method in view.methods], "proposed": _amount(view, view.proposed),
            "in_force": _amount(view, view.in_force), "temporary": _amount(view, view.temporary),
            "exposure": _amount(view, view.exposure), "waterfall": [] if view.exposure_terms is None else [
                {"term": term, "amount": _amount(view, amount)} for term, amount in view.exposure_terms.waterfall],
            "available": _amount(view, view.available),
            "effective": view.effective.isoformat() if view.effective else None,
            "expires": view.expires.isoformat() if view.expires else None}


def _limit_lines(view: LimitView) -> list[str]:
    def text(amount: Decimal | None) -> str:
        return _("none") if amount is None else display(amount, view.currency)

    rows = [[_(METHOD_NAMES[method.code]), text(method.limit), _(method.reason)] for method in view.methods]
    return [f"{view.code} {view.name} ({view.currency})", "",
            *table((_("Method"), _("Limit"), _("Note")), rows, (1,)), "",
            *table((_("Proposed"), _("In force"), _("Temporary"), _("Exposure"), _("Available")),
                   [[text(view.proposed), text(view.in_force), text(view.temporary), text(view.exposure),
                     text(view.available)]], range(5))]


_CUSTOMER = {"metavar": "CUSTOMER"}
COMMANDS: tuple[click.Command, ...] = (
    command("score", N_("Score a customer and show what the score rests on."), [
        book_argument(), argument("customer", **_CUSTOMER),
        option("--card", type=click.Choice(TYPES), help=N_("Scorecard: new or existing; the rule decides if left out.")),
        option("--set", "settings", multiple=True, metavar="FACTOR=VALUE",
               help=N_("A value for this run only; may be repeated.")),
        option("--flag", "flags", multiple=True, metavar="V1…V12", help=N_("A veto or cap for this run; may be repeated.")),
        option("--save", is_flag=True, help=N_("Keep the score with its inputs."))], score),
    command("limit", N_("Show a customer's limit: what each method allows, what is in force and free."), [
        book_argument(), argument("customer", **_CUSTOMER)], limit),
)
