"""The policy's parameters: what each is called, its value on a day, who set it since when, and its next version (DOMAIN K, P3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from ...domain.credit.approval import ApprovalMatrix, COLUMNS, name_of, REQUIREMENTS
from ...domain.credit.exposure import ExposureRules
from ...domain.credit.grades import D, GRADES, ORDER
from ...domain.credit.limit_policy import (
    DEFAULT_TERMS,
    LimitPolicy,
    LOOSE,
    NEUTRAL,
    POSTURE_FACTORS,
    POSTURE_NAMES,
    TIGHT,
)
from ...domain.credit.order_check import HoldRules
from ...domain.dates import check_range
from ...domain.errors import InputError, N_
from ...domain.ledger.terms import ADJUSTMENTS
from ...domain.roles import POLICY
from ...store import audit, company, rows
from ...store.transaction import Transaction
from ..session import Session
from .policy import CreditPolicy

SHARE, AMOUNT, FACTOR, DAYS, HOURS, YES, CELL, TEXT = "share", "amount", "factor", "days", "hours", "yes", "cell", "text"
MONTHS, PICK = "months", "pick"
GRADE_TABLE, TOLERANCE, FIGURES, ORDERS, MATRIX, WORDS = "grades", "tolerance", "figures", "orders", "matrix", "words"
LONGEST_TEXT = 2000
_MOST = {SHARE: Decimal(10), FACTOR: Decimal(10), DAYS: Decimal(3650), HOURS: Decimal(72), AMOUNT: Decimal(10) ** 12,
         MONTHS: Decimal(24)}


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter: its group, `of` the row it stands in (a grade, a line of the matrix), what it is called, its usual value."""

    key: str
    group: str
    title: str
    kind: str
    usual: str
    of: str = ""
    #: the largest share that can be meant; a larger one is a percentage typed as a number
    most: Decimal = Decimal(1)
    #: what a PICK takes, with its words
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """A parameter on a day: `value` "" where nothing is entered and there is no usual one; `since` None: the usual value."""

    param: Param
    value: str
    since: date | None
    author: str
    reason: str
    planned: tuple[str, date] | None


@dataclass(frozen=True, slots=True)
class Version:
    """A value that held or will hold from a day on."""

    value: str
    effective_from: date
    author: str
    reason: str
    created_at: str


def _plain(value: object) -> str:
    return "" if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)


def _most(name: str) -> Decimal:
    """A limit may be several times the net worth by an owner's own rule; a deposit is at most the whole order."""
    return Decimal(1) if name == "min_deposit" else Decimal(10)


def _grades() -> Iterator[Param]:
    fields = (("net_worth", "limit_net_worth_", N_("Share of net worth"), SHARE),
              ("working_capital", "limit_working_capital_", N_("Share of working capital"), SHARE),
              ("turnover", "limit_turnover_", N_("Share of turnover"), SHARE),
              ("history", "limit_history_", N_("History factor"), FACTOR),
              ("max_days", "max_days_", N_("Longest terms, days"), DAYS),
              ("min_deposit", "min_deposit_", N_("Least deposit"), SHARE),
              ("review", "review_months_", N_("Review, months"), MONTHS), ("dunning", "dunning_", N_("Dunning speed"), FACTOR))
    for grade in GRADES:
        for name, prefix, title, kind in fields:
            yield Param(prefix + grade.code, GRADE_TABLE, title, kind, _plain(getattr(DEFAULT_TERMS[grade.code], name)),
                        grade.code, _most(name))


def _tolerance() -> Iterator[Param]:
    usual = LimitPolicy()
    for key, title, kind in (("own_net_assets", N_("Own net assets"), AMOUNT), ("ar_budget", N_("Budget of receivables"), AMOUNT),
                             ("planned_sales", N_("Planned sales a year"), AMOUNT), ("target_dso", N_("Target DSO, days"), DAYS)):
        yield Param(key, TOLERANCE, title, kind, "")
    for key, title in (("single_own_assets", N_("One customer uninsured, of own net assets")),
                       ("single_budget", N_("One customer, of the budget")), ("group_budget", N_("One group, of the budget")),
                       ("section_budget", N_("One industry section, of the budget")),
                       ("new_customers", N_("New customers together, of receivables")),
                       ("trial_share", N_("Trial order, of the limit"))):
        yield Param(key, TOLERANCE, title, SHARE, _plain(getattr(usual, key)))
    yield Param("max_loss_rate", TOLERANCE, N_("Losses at most, of sales"), SHARE, "")
    yield Param("max_overdue_share", TOLERANCE, N_("Overdue at most, of receivables"), SHARE, "0.25")
    yield Param("min_grade", TOLERANCE, N_("Least grade sold to on account"), PICK, "", choices={
        "": N_("no such rule"), **{code: code for code in ORDER if code != D}})
    yield Param("agency_report_above", TOLERANCE, N_("Agency report wanted from a limit of"), AMOUNT, "")
    yield Param("posture", TOLERANCE, N_("Posture of the year"), PICK, NEUTRAL, choices=POSTURE_NAMES)
    for code in (TIGHT, LOOSE):
        yield Param(f"posture_{code}", TOLERANCE, {TIGHT: N_("Tight: shares of every grade times"),
                                                   LOOSE: N_("Loose: shares of every grade times")}[code], FACTOR,
                    _plain(POSTURE_FACTORS[code]))
    yield Param("faster_steps", TOLERANCE, N_("Good payers wait half as long for the next step"), YES, "off")
    yield Param("parent_lifts", TOLERANCE, N_("A parent's guarantee lifts a member to its grade less one"), YES, "off")
    yield Param("trial_amount", TOLERANCE, N_("Trial order at most"), AMOUNT, _plain(usual.trial_amount))


def _figures() -> Iterator[Param]:
    usual, rules = CreditPolicy(), ExposureRules()
    yield Param("margin", FIGURES, N_("Margin of sales"), SHARE, "")
    for key, title in (("lgd", N_("Loss given default")), ("funds", N_("Cost of funds a year")), ("vat", N_("VAT rate")),
                       ("hurdle", N_("Least net return of contribution"))):
        yield Param(key, FIGURES, title, SHARE, _plain(getattr(usual, key)))
    limits = LimitPolicy()
    yield Param("default_peak", FIGURES, N_("Peak factor without a year of sales"), FACTOR, _plain(limits.default_peak))
    yield Param("monthly_settlement_days", FIGURES, N_("Days a monthly settlement waits"), DAYS,
                _plain(limits.monthly_settlement_days))
    yield Param("without_capital", FIGURES, N_("Share of net worth without working capital"), SHARE,
                _plain(limits.without_capital))
    yield Param("warn_at", FIGURES, N_("A limit is nearly used from"), SHARE, _plain(usual.warn_at))
    yield Param("term_margin_share", FIGURES, N_("Margin to be spent on terms"), SHARE, "")
    for key, title in (("own_dio", N_("Own days of stock")), ("own_dpo", N_("Own days payable")),
                       ("target_cash_cycle", N_("Target cash cycle, days"))):
        yield Param(key, FIGURES, title, DAYS, "")
    for key, title in (("own_cash", N_("Own cash and short-term securities")),
                       ("own_current_liabilities", N_("Own current liabilities"))):
        yield Param(key, FIGURES, title, AMOUNT, "")
    yield Param("cash_critical", FIGURES, N_("Cash is critical: discounts may cost more"), YES, "off")
    yield Param("credit_admin_cost", FIGURES, N_("Cost of administration a customer"), AMOUNT, "0")
    yield Param("billing_lag_days", FIGURES, N_("Days from delivery to invoice"), DAYS, "0")
    yield Param("grace_days", FIGURES, N_("Days of grace in behaviour"), DAYS, "3")
    yield Param("bank_bill_share", FIGURES, N_("Bank acceptances in the exposure"), SHARE, _plain(rules.bank_bill_share))
    yield Param("commercial_bill_share", FIGURES, N_("Commercial acceptances in the exposure"), SHARE,
                _plain(rules.commercial_bill_share))


def _orders() -> Iterator[Param]:
    usual = HoldRules()
    yield Param("order_check", ORDERS, N_("Orders are checked as they come in"), YES, "off")
    yield Param("limit_tolerance_share", ORDERS, N_("Tolerance over the limit, share"), SHARE, _plain(usual.tolerance_share))
    yield Param("limit_tolerance_amount", ORDERS, N_("Tolerance over the limit, at most"), AMOUNT,
                _plain(usual.tolerance_amount))
    yield Param("hold_tolerance", ORDERS, N_("Overdue amount that does not hold"), AMOUNT, _plain(usual.hold_tolerance))
    yield Param("hold_overdue_days", ORDERS, N_("Days overdue from which it holds"), DAYS, _plain(usual.overdue_days))
    yield Param("hold_review_days", ORDERS, N_("Days after a limit's end before it is told"), DAYS, _plain(usual.review_days))
    yield Param("review_holds", ORDERS, N_("An expired limit holds orders"), YES, "off")
    yield Param("terms_hold", ORDERS, N_("Longer terms hold orders"), YES, "off")


def _matrix() -> Iterator[Param]:
    usual = ApprovalMatrix()
    for number, row in enumerate(usual.rows, 1):
        if row.amount is not None:
            yield Param(f"matrix_amount_{number}", MATRIX, N_("Up to"), AMOUNT, _plain(row.amount), str(number))
        for place, cell in enumerate(row.columns, 1):
            yield Param(f"matrix_{number}_{place}", MATRIX, COLUMNS[place - 1], CELL, name_of(cell), str(number))
    yield Param("matrix_own_share", MATRIX, N_("Last line from this share of own net assets"), SHARE,
                _plain(usual.own_assets_share))
    yield Param("cooling_hours", MATRIX, N_("One person alone: hours to sleep on it"), HOURS, str(usual.cooling_hours))
    yield Param("decide_within_line", MATRIX, N_("An approver decides within their line without application"), YES, "off")


_SWITCHES = {"on": "on", "yes": "on", "true": "on", "1": "on", "off": "off", "no": "off", "false": "off", "0": "off"}
#: what the policy says in words until the owner says it otherwise (DOMAIN A1, A14, A53, A112, A113)
TEXTS: Mapping[str, tuple[str, str]] = {
    "policy_goals": (N_("Goals"), N_("We sell on credit to win and keep good customers, and only as far as we can bear the loss "
                                     "of any one of them. Receivables are kept within the budget and overdue amounts fall.")),
    "policy_scope": (N_("Who gets credit"), N_("Credit is given to customers whose identity is checked, against whom no veto stands "
                                               "and whose orders are worth the work. Everybody else pays before delivery.")),
    "policy_strategy": (N_("Strategy of the year"),
                        N_("Neither tight nor loose: limits follow the methods, exceptions are explained.")),
    "policy_overdue": (N_("When payment is late"), N_("We remind at once, negotiate in the second month, demand formally in the third "
                                                      "and take legal steps after that. Deliveries stop while much is long overdue."))}


def _texts() -> Iterator[Param]:
    for key, (title, _usual) in TEXTS.items():
        yield Param(key, WORDS, title, TEXT, "")


PARAMS: tuple[Param, ...] = (*_texts(), *_grades(), *_tolerance(), *_figures(), *_orders(), *_matrix())
_BY_KEY: Mapping[str, Param] = {param.key: param for param in PARAMS}
#: settings of collections and due dates that `post` may give a day to; the window has them among the rules of the book
_COLLECTIONS: Mapping[str, Param] = {key: Param(key, "", "", kind, "", choices=dict.fromkeys(choices, "")) for key, kind, choices in (
    ("small_amount", AMOUNT, ()), ("pre_due_amount", AMOUNT, ()), ("dunning_fee", AMOUNT, ()), ("letter_gap", DAYS, ()),
    ("pre_due_days", DAYS, ()), ("limitation_years", DAYS, ()), ("interest_day_basis", PICK, ("360", "365")),
    ("sale_factor", FACTOR, ()), ("eu_single_rate", YES, ()), ("cutoff_day", PICK, tuple(map(str, range(32)))),
    ("due_adjust", PICK, ADJUSTMENTS))}


def known_value(key: str, text: str) -> str:
    """A parameter's value as it is kept; one that is not listed here is kept as it is written. InputError `bad_value`."""
    param = _BY_KEY.get(key) or _COLLECTIONS.get(key)
    return text if param is None else checked_value(param, text)


def is_param(key: str) -> bool:
    """Whether the program knows a parameter of this name."""
    return key in _BY_KEY or key in _COLLECTIONS


def policy_lines(session: Session, as_of: date) -> list[PolicyLine]:
    """Every parameter as it holds on a day, with what is planned next."""
    with session.book.read() as connection:
        found, settings = company.policy_versions(connection), company.settings(connection)
    lines = []
    for param in PARAMS:
        known = [_version(row) for row in found.get(param.key, ())]
        begun = [version for version in known if version.effective_from <= as_of]
        later = [version for version in known if version.effective_from > as_of]
        now, value = (begun[-1], begun[-1].value) if begun else (None, settings.get(param.key, "") or param.usual)
        lines.append(PolicyLine(param, value, now.effective_from if now else None, now.author if now else "",
                                now.reason if now else "", (later[0].value, later[0].effective_from) if later else None))
    return lines


def policy_versions(session: Session, key: str) -> list[Version]:
    """Every value a parameter had or will have, newest first."""
    with session.book.read() as connection:
        return [_version(row) for row in reversed(company.policy_versions(connection).get(key, ()))]


def _version(row: Mapping[str, str]) -> Version:
    return Version(row["value"], date.fromisoformat(row["effective_from"]), row["author"], row["reason"], row["created_at"])


def change_policy(session: Session, values: Mapping[str, str], effective_from: date, reason: str, today: date) -> int:
    """A new version of the parameters given, from a day not past; answers how many changed.

    InputError names the parameter (`bad_value`), the day or the reason; RuleError `forbidden`.
    """
    session.require(POLICY)
    if not reason.strip():
        raise InputError(N_("Say why the policy changes."), code="missing", field="reason")
    if check_range(effective_from, "from") < today:
        raise InputError(N_("A change holds from today at the earliest: what was decided before stays as it was."),
                         code="out_of_range", field="from")
    wanted = {key: checked_value(_BY_KEY[key], value) for key, value in values.items()}
    _matrix_rises(session, wanted, effective_from)
    known = {line.param.key: line for line in policy_lines(session, effective_from)}
    changed = {key: value for key, value in wanted.items() if known[key].value != value}
    with session.book.write() as connection:
        change_in(connection, session, changed, effective_from, reason.strip())
        if changed:
            audit.record(connection, audit.Change(
                "change", "policy_param", ", ".join(changed)[:200], {key: known[key].value for key in changed},
                {**changed, "from": effective_from.isoformat()}, reason.strip()), session.signature())
    return len(changed)


def change_in(connection: Transaction, session: Session, values: Mapping[str, str], effective_from: date, reason: str) -> None:
    """Write new versions of parameters already checked inside a transaction; the caller's event tells of them."""
    for key, value in values.items():
        rows.insert(connection, "policy_param", {
            "key": key, "value": value, "effective_from": effective_from.isoformat(), "author": session.user,
            "reason": reason, "created_at": session.stamp()})


def checked_value(param: Param, text: str) -> str:
    """A value as it is kept: shares as fractions, "12%" is read too. InputError `bad_value`."""
    if param.kind == TEXT:
        if len(text.strip()) > LONGEST_TEXT:
            raise InputError(N_("At most {count} characters."), code="too_long", field=param.key, count=LONGEST_TEXT)
        return text.strip()
    plain = text.strip().replace(",", "").replace("，", "").replace("％", "%")
    if param.kind == CELL and plain in REQUIREMENTS:
        return plain
    if param.kind == YES and plain.casefold() in _SWITCHES:
        return _SWITCHES[plain.casefold()]
    if param.kind == PICK:
        if plain not in param.choices:
            raise _bad(param, text)
        return plain
    percent = param.kind == SHARE and plain.endswith("%")
    try:
        value = Decimal(plain.rstrip("%"))
    except InvalidOperation:
        value = Decimal("NaN")
    if param.kind in (CELL, YES) or not value.is_finite():
        raise _bad(param, text)
    value = value / 100 if percent else value
    whole = param.kind in (DAYS, HOURS, MONTHS)
    if param.kind == SHARE and value > param.most:
        raise InputError(N_("“{value}” is more than {most}. Write 12% or 0.12."), code="bad_value", field=param.key, value=text,
                         most=f"{param.most:.0%}")
    if not 0 <= value <= _MOST[param.kind] or (whole and value != value.to_integral_value()):
        raise _bad(param, text)
    return f"{value.normalize():f}"


def _bad(param: Param, text: str) -> InputError:
    return InputError(N_("“{value}” cannot be this parameter's value."), code="bad_value", field=param.key, value=text)


def _matrix_rises(session: Session, wanted: Mapping[str, str], day: date) -> None:
    keys = ("matrix_amount_1", "matrix_amount_2", "matrix_amount_3")
    if not any(key in wanted for key in keys):
        return
    now = {line.param.key: line.value for line in policy_lines(session, day)}
    amounts = [Decimal(wanted.get(key, now[key])) for key in keys]
    if not amounts[0] < amounts[1] < amounts[2]:
        raise InputError(N_("The amounts of the matrix rise from line to line."), code="bad_value",
                         field=next(key for key in keys if key in wanted))
