"""Letters about a limit: granted, raised, cut or temporary (L7), and deliveries suspended (L9) (DOMAIN D18, I4).

They say limit, terms and reasons from a closed list, never a score, a grade, court data or what an insurer decided.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from ...domain.collections.demand import deadlines, Demand, demand
from ...domain.collections.letter_content import Blocks, LetterContent
from ...domain.collections.letter_words import currency_words, LANGUAGES, letter_number, usual_fields
from ...domain.collections.letters import compose
from ...domain.credit.limit_reasons import told
from ...domain.credit.terms_offer import read_discount
from ...domain.customers.records import Company, Customer
from ...domain.errors import FileError, InputError, N_, reason_of, RuleError
from ...domain.ledger.terms import ACCEPTANCE, CIA, COD, CONFIRMATION, DELIVERY, EOM, FIXED_DAY, NET, parse_terms
from ...domain.money import currency_code, display, from_minor, to_minor
from ...store import credit, customers, letters as store
from ...store.audit import canonical
from ...store.book import Transaction
from ..collections.letter_fields import company_fields, customer_fields, invoice_lines, letter_prefix, letterhead
from ..collections.opened import open_items_in
from ..collections.templates import template_in
from ..company import profile_in
from ..customers import record
from ..ledger.entry import entry
from ..session import Session
from .applications import LimitRequest
from .decisions import ALWAYS
from .terms_setting import Agreed, agreed_in

GRANT, RAISED, CUT, TEMPORARY = "grant", "raise", "cut", "temporary"
REASON_NAMES = {"payment_record": N_("payment record"), "order_volume": N_("order volume"),
                "information": N_("information supplied"), "policy": N_("our policy")}
OVERDUE, OVER_LIMIT, UNEASE = "overdue", "over_limit", "unease"
BASIS_NAMES = {OVERDUE: N_("Overdue, unpaid"), OVER_LIMIT: N_("Over the agreed limit"),
               UNEASE: N_("Doubts about their performance")}
_REASONS = {"payment_record": ("付款记录", "payment record"), "order_volume": ("订单量变化", "order volume"),
            "information": ("资料更新", "information supplied"), "policy": ("我司信用政策", "our policy")}
_TERMS = {NET: ("开票后 {days} 天", "{days} days from the invoice"),
          EOM: ("月结 {days} 天", "{days} days after the end of the month"),
          FIXED_DAY: ("开票后第 {months} 个月 {day} 日", "day {day} of month {months} after the invoice"),
          DELIVERY: ("交货后 {days} 天", "{days} days from delivery"),
          ACCEPTANCE: ("验收后 {days} 天", "{days} days from acceptance"),
          CONFIRMATION: ("对账确认后 {days} 天", "{days} days from the confirmed statement"),
          CIA: ("款到发货", "cash in advance"), COD: ("货到付款", "cash on delivery")}
_HOLD = {OVERDUE: ("贵公司下列款项逾期未付", "the invoices below are overdue"),
         OVER_LIMIT: ("订单金额超出约定信用额度", "the order exceeds the agreed credit limit"),
         UNEASE: ("我司有确切依据对贵公司的履约能力存有疑虑", "we have definite grounds to doubt that you will perform")}
_BASIS = {OVERDUE: ("《民法典》第五百二十六条", "article 526 of the Civil Code of the PRC"),
          OVER_LIMIT: ("双方约定的信用条件", "the credit terms agreed between us"),
          UNEASE: ("《民法典》第五百二十七条、第五百二十八条", "articles 527 and 528 of the Civil Code of the PRC")}
_OWN_LAW = ("双方合同", "our contract")
_ORDERS = ("全部未发货订单", "all orders not yet shipped")
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class LimitNotice:
    """An L7 as asked for: `reasons` are keys of REASON_NAMES, `decision_id` None takes the latest; `language` "" theirs."""

    customer_id: int
    as_of: date
    reasons: tuple[str, ...]
    decision_id: int | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class HoldNotice:
    """An L9 as asked for; `orders` names what is suspended ("" all), `excess` is above the limit where that is why."""

    customer_id: int
    as_of: date
    basis: str = OVERDUE
    orders: str = ""
    excess: Decimal | None = None
    currency: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class _Planned:
    """A letter before it is issued."""

    kind: str
    customer: Customer
    language: str
    currency: str
    number: str
    content: LetterContent
    amount: Decimal
    figures: dict[str, Any]
    claims: Demand | None = None


@dataclass(frozen=True, slots=True)
class IssuedNotice:
    """What was issued."""

    id: int
    number: str
    path: Path


Notice = LimitNotice | HoldNotice


def preview_notice(session: Session, notice: Notice) -> bytes:
    """The very PDF that would be issued; nothing is kept. RuleError `no_limit`, `no_letter`; InputError `missing`."""
    from ...files.letters import letter_pdf
    with session.book.read() as connection:
        content = _plan(connection, notice).content
    return letter_pdf(content)


def preview_limit(session: Session, request: LimitRequest, as_of: date, *, language: str = "") -> bytes:
    """The L7 a limit would lead to, as PDF, before it is decided; nothing is kept. The errors of `preview_notice`."""
    from ...files.letters import letter_pdf
    notice = LimitNotice(request.customer_id, as_of, told(request.reasons), language=language)
    with session.book.read() as connection:
        person, firm, chosen = _parties(connection, notice)
        row = _would_be(request)
        content = _limit_content(connection, notice, (person, firm, chosen), [row, *_decided(connection, person.id)], row).content
    return letter_pdf(content)


def _would_be(request: LimitRequest) -> dict[str, Any]:
    """A decision's row as it would be written, newer than any other."""
    code = currency_code(request.currency)
    return {"id": 10 ** 15, "amount_minor": to_minor(request.amount, code), "currency": code,
            "effective_from": request.begins.isoformat(), "expires_on": request.until.isoformat() if request.until else None,
            "temporary": int(request.temporary), "terms": request.terms, "withdrawn_on": None,
            "methods": canonical(dict(request.methods or {}))}


def issue_notice(session: Session, notice: Notice, folder: Path) -> IssuedNotice:
    """Record the letter with its PDF and write the PDF into `folder`; both or neither."""
    from ...files.letters import letter_pdf
    from ...files.preview import page_count
    with entry(session, "issue", "letters") as (work, says):
        plan = _plan(work.connection, notice)
        content = letter_pdf(plan.content)
        day, name = notice.as_of, f"{plan.number}.pdf"
        file_id = store.store_file(work.connection, name, content, work.stamp, work.seq)
        deadline = deadlines(plan.kind, day).payment
        minor = to_minor(plan.amount, plan.currency)
        row = (plan.number, plan.kind, 0, plan.customer.id, plan.language, plan.currency, day.isoformat(),
               deadline.isoformat() if deadline else None, minor, 0, 0, minor,
               json.dumps(plan.figures, ensure_ascii=False), file_id, 1, page_count(content), work.stamp, session.user)
        lines = [(line.document_id, line.instalment_no, to_minor(line.open, plan.currency))
                 for line in plan.claims.lines] if plan.claims else []
        new_id = store.insert_letters(work.connection, [(row, lines)], work.seq)[0]
        for group in ("stored_file", "letter", "letter_item"):
            work.touch(group)
        says["entity_id"], says["after"] = new_id, {"count": 1, "first": plan.number, "last": plan.number,
                                                    "date": day.isoformat(), "file": name}
        path = _write(folder, name, content)
    return IssuedNotice(new_id, plan.number, path)


def _write(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise FileError(N_("“{path}” cannot be written: {reason}. Close it in other programs or choose another place."),
                        code="not_written", field="out", path=str(path), reason=reason_of(error)) from error
    return path


def _plan(connection: Transaction, notice: Notice) -> _Planned:
    person, firm, language = _parties(connection, notice)
    if isinstance(notice, LimitNotice):
        return _limit_letter(connection, notice, person, firm, language)
    return _hold_letter(connection, notice, person, firm, language)


def _parties(connection: Transaction, notice: Notice) -> tuple[Customer, Company, str]:
    root = customers.root(connection, notice.customer_id)
    row = customers.by_id(connection, root) if root is not None else None
    if row is None:
        raise RuleError(N_("There is no such customer."), code="unknown_customer", field="customer")
    person, firm = record(row), profile_in(connection)
    language = notice.language or person.letter_language(firm)
    if language not in LANGUAGES:
        raise InputError(N_("“{value}” is not a language of letters. Choose zh or en."), code="unknown_language",
                         field="language", value=language)
    return person, firm, language


def _number(connection: Transaction, firm: Company, kind: str, day: date) -> str:
    prefix = letter_prefix(firm)
    latest = store.latest_sequence(connection, letter_number(prefix, kind, day, 0)[:-4])
    return letter_number(prefix, kind, day, latest + 1)


def _usual(kind: str, number: str, notice: Notice, person: Customer, firm: Company, language: str, currency: str
           ) -> dict[str, object]:
    return {**usual_fields(kind, notice.as_of, language), **company_fields(firm, currency, language),
            **customer_fields(person, firm), "letter_no": number, "letter_date": notice.as_of, "currency": currency}


# -- L7 --

def _limit_letter(connection: Transaction, notice: LimitNotice, person: Customer, firm: Company, language: str) -> _Planned:
    _reasons(notice.reasons, language)
    decided = _decided(connection, person.id)
    row = next((row for row in decided if notice.decision_id in (None, row["id"])), None)
    if row is None:
        raise RuleError(N_("No limit has been decided."), code="no_limit", field="customer")
    return _limit_content(connection, notice, (person, firm, language), decided, row)


def _decided(connection: Transaction, customer_id: int) -> list[dict[str, Any]]:
    """Decisions that were not withdrawn, newest first."""
    return [row for row in credit.limits_of(connection, customer_id) if not row["withdrawn_on"]]


def _limit_content(connection: Transaction, notice: LimitNotice, parties: tuple[Customer, Company, str],
                   decided: Collection[dict[str, Any]], row: dict[str, Any]) -> _Planned:
    person, firm, language = parties
    words = _reasons(notice.reasons, language)
    currency, agreed = row["currency"], agreed_in(row)
    amount, old = from_minor(row["amount_minor"], currency), _before(decided, row)
    if row["temporary"]:
        agreed, amount = agreed_in(_standing(decided, row)), amount + (old or _ZERO)
    said = variant(old, amount, temporary=bool(row["temporary"]))
    terms = agreed.terms or person.terms or firm.default_terms or "30"
    number = _number(connection, firm, "L7", notice.as_of)
    expires = date.fromisoformat(row["expires_on"]) if row["expires_on"] else None
    fields = {**_usual("L7", number, notice, person, firm, language, currency),
              "effective_date": date.fromisoformat(row["effective_from"]) if row["effective_from"] > ALWAYS
              else notice.as_of, "new_limit": _money(amount, currency, language),
              "old_limit": _money(old, currency, language) if old is not None else None,
              "terms": terms_words(terms, language), **_beside(agreed, language), "reasons": words}
    if row["temporary"]:
        fields["expiry"] = expires
    else:
        fields |= {"temp_clause": "", "next_review": expires}
    content = compose(template_in(connection, "L7", language), fields, letterhead=letterhead(firm, language))
    figures = {"customer": person.code, "name": person.name, "variant": said, "decision": row["id"],
               "limit": str(amount), "old_limit": str(old) if old is not None else None, "terms": terms,
               "reasons": list(notice.reasons)}
    return _Planned("L7", person, language, currency, number, content, _ZERO, figures)


def variant(old: Decimal | None, new: Decimal, *, temporary: bool) -> str:
    """grant, raise, cut or temporary; a limit kept as it was counts as granted anew."""
    if temporary:
        return TEMPORARY
    return GRANT if old is None or old == new else RAISED if new > old else CUT


def _standing(decided: Collection[dict[str, Any]], row: dict[str, Any]) -> dict[str, Any] | None:
    """The decision, temporary ones aside, that held before a row in its currency."""
    return next((other for other in decided if not other["temporary"] and other["currency"] == row["currency"]
                 and (other["effective_from"], other["id"]) < (row["effective_from"], row["id"])), None)


def _before(decided: Collection[dict[str, Any]], row: dict[str, Any]) -> Decimal | None:
    other = _standing(decided, row)
    return from_minor(other["amount_minor"], other["currency"]) if other else None


def _reasons(codes: Collection[str], language: str) -> tuple[str, ...]:
    if not codes:
        raise InputError(N_("Choose at least one reason."), code="missing", field="reasons")
    for code in codes:
        if code not in _REASONS:
            raise InputError(N_("“{value}” is no reason of this letter."), code="unknown_reason", field="reasons", value=code)
    return tuple(_REASONS[code][_place(language)] for code in _REASONS if code in codes)


def _beside(agreed: Agreed, language: str) -> dict[str, object]:
    """Discount and deposit as the letter says them; absent where none was agreed."""
    found: dict[str, object] = {}
    offer = read_discount(agreed.discount)
    if offer is not None:
        percent = f"{(offer[0] * 100).normalize():f}%"
        found["discount"] = f"{offer[1]} 天内付款减 {percent}" if language == "zh" else f"{percent} within {offer[1]} days"
    if agreed.deposit:
        found["deposit"] = f"{(agreed.deposit * 100).normalize():f}%"
    return found


def terms_words(terms: str, language: str) -> str:
    """Terms of payment in the language of a letter."""
    found = parse_terms(terms)
    return _TERMS[found.type][_place(language)].format(days=found.days, day=found.day, months=found.months)


def _money(amount: Decimal, currency: str, language: str) -> str:
    return f"{currency_words(currency, language)['currency_name']} {display(amount, currency)}"


def _place(language: str) -> int:
    return 0 if language == "zh" else 1


# -- L9 --

def _hold_letter(connection: Transaction, notice: HoldNotice, person: Customer, firm: Company, language: str) -> _Planned:
    if notice.basis not in _BASIS:
        raise InputError(N_("“{value}” is no reason of this letter."), code="unknown_reason", field="basis",
                         value=notice.basis)
    items = open_items_in(connection, notice.as_of, {}, person.id).get(person.id, [])
    late = sorted({item.currency for item in items if item.is_overdue(notice.as_of)})
    currency = notice.currency or person.currency or (late[0] if late else firm.base_currency)
    if not notice.currency and late and currency not in late:
        currency = late[0]
    stated = demand("L9", items, currency, notice.as_of)
    amount = notice.excess if notice.basis == OVER_LIMIT else stated.principal if stated else None
    if amount is None or amount <= 0:
        raise RuleError(N_("There is nothing overdue or above the limit that this letter could speak of."), code="no_letter",
                        field="basis")
    place, number = _place(language), _number(connection, firm, "L9", notice.as_of)
    chinese = (person.country or firm.country).upper() == "CN" or (firm.country.upper() == "CN" and not person.country)
    basis = _BASIS[notice.basis] if chinese or notice.basis == OVER_LIMIT else _OWN_LAW
    fields = {**_usual("L9", number, notice, person, firm, language, currency), "hold_reason": _HOLD[notice.basis][place],
              "orders": notice.orders.strip() or _ORDERS[place], "hold_date": notice.as_of, "legal_basis": basis[place],
              "amount_to_release": amount, "deadline": deadlines("L9", notice.as_of).payment}
    shown = stated if notice.basis != OVER_LIMIT else None
    content = compose(template_in(connection, "L9", language), fields, Blocks(invoice_lines(shown) if shown else ()),
                      letterhead=letterhead(firm, language))
    figures = {"customer": person.code, "name": person.name, "basis": notice.basis, "orders": notice.orders.strip(),
               "amount": str(amount), "lines": [{"no": line.no, "open": str(line.open)} for line in shown.lines]
               if shown else []}
    return _Planned("L9", person, language, currency, number, content, amount, figures, shown)
