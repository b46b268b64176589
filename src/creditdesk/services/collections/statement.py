"""The statement of account of one customer: opening balance, movements, open items, reply slip (DOMAIN E9, I4 L6)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from ...domain.collections.demand import deadlines
from ...domain.collections.letter_content import Blocks, LetterContent, OpenLine, Statement, StatementLine
from ...domain.collections.letter_words import LANGUAGES, letter_number, usual_fields, word
from ...domain.collections.letters import compose
from ...domain.collections.template import Template
from ...domain.customers.records import Company, Customer
from ...domain.errors import InputError, N_, RuleError
from ...domain.insight.aging import Buckets, STANDARD
from ...domain.ledger.documents import Document
from ...domain.ledger.open_items import OpenItem
from ...domain.ledger.settlement import balances
from ...domain.money import exponent
from ...store import collections as store, customers as customer_store, letters as letter_store
from ...store.transaction import Transaction
from ..company import profile_in
from ..customers import record
from ..session import Session
from .letter_fields import company_fields, customer_fields, letter_prefix, letterhead
from .opened import open_items_in
from .templates import template_in

if TYPE_CHECKING:
    from ...files.sheet_out import Table

ZERO = Decimal(0)
KIND = "L6"
#: what a movement is called, in the letter's language rather than the screen's
_NAMES = {"invoice": ("发票", "Invoice"), "debit_note": ("借项通知", "Debit note"), "credit_note": ("红字发票", "Credit note"),
          "receipt": ("收款", "Payment received"), "refund": ("退款", "Refund"), "write_off": ("账务调整", "Adjustment"),
          "recovery": ("账务调整转回", "Adjustment reversed"), "discount": ("现金折扣", "Discount")}
_UNALLOCATED = ("未核销", "Unallocated")
_OPENING, _REVERSED = ("期初", "Opening entry"), ("{name}（冲销）", "{name}, reversed")


@dataclass(frozen=True, slots=True)
class AccountStatement:
    """A statement in one currency and the letter that carries it.

    `letter_id` when this very statement was issued already: it keeps its number. `claims` are the overdue items it asks
    payment for; `print_mark` tells one text with its figures from another.
    """

    customer: Customer
    figures: Statement
    content: LetterContent
    letter_id: int | None = None
    claims: tuple[OpenItem, ...] = ()
    print_mark: str = ""

    @property
    def currency(self) -> str:
        return self.figures.currency


def statements(session: Session, customer_id: int, as_of: date, *, start: date | None = None, currency: str = "",
               language: str = "", ask: bool = True) -> list[AccountStatement]:
    """One statement per currency the customer has any account in; of a customer without one, an empty one.

    `start` defaults to the first day of the as-of month. All open items are listed whatever the start. `ask` has the
    sentence that asks for payment of what is due: delivered, it restarts the limitation period (DOMAIN I4, L6).
    """
    start = start or as_of.replace(day=1)
    if start > as_of:
        raise InputError(N_("The statement begins on {start}, after its end on {end}."), code="out_of_range", field="from",
                         start=start.isoformat(), end=as_of.isoformat())
    if language and language not in LANGUAGES:
        raise InputError(N_("“{value}” is not a language of letters. Choose zh or en."), code="unknown_language",
                         field="language", value=language)
    with session.book.read() as connection:
        return statements_in(connection, customer_id, as_of, start, currency, language, ask=ask)


def statements_in(connection: Transaction, customer_id: int, as_of: date, start: date, currency: str = "",
                  language: str = "", template: Template | None = None, *, ask: bool = True) -> list[AccountStatement]:
    """The same inside a transaction; `template` stands in for the text in use."""
    row = customer_store.by_id(connection, customer_id)
    if row is None:
        raise RuleError(N_("There is no such customer."), code="unknown_customer", field="customer")
    if row["merged_into"]:
        return statements_in(connection, row["merged_into"], as_of, start, currency, language, template, ask=ask)
    customer, firm = record(row), profile_in(connection)
    language = language or customer.letter_language(firm)
    documents = store.documents_of(connection, customer_id, as_of)
    items = open_items_in(connection, as_of, store.open_disputes(connection, as_of), customer_id).get(customer_id, [])
    own = customer.currency or firm.base_currency
    met = sorted({document.currency for document in documents}) or [own]
    template = template or template_in(connection, KIND, language)
    latest = letter_store.latest_sequence(connection, letter_number(letter_prefix(firm), KIND, as_of, 0)[:-4])
    found = []
    for code in [currency] if currency else met:
        mine = [item for item in items if item.currency == code]
        figures = figures_of(customer, [row for row in documents if row.currency == code], mine, code, start, as_of, language)
        fields, blocks = _fields(figures, customer, firm, language, ask=ask), Blocks(statement=figures)
        head = letterhead(firm, language)
        mark = hashlib.sha256(repr(compose(template, fields, blocks, letterhead=head)).encode()).hexdigest()
        known = letter_store.statement_marked(connection, customer_id, as_of, mark)
        latest += known is None
        number = known[1] if known else letter_number(letter_prefix(firm), KIND, as_of, latest)
        content = compose(template, fields | {"letter_no": number}, blocks, letterhead=head)
        claims = tuple(item for item in mine if item.is_overdue(as_of)) if fields.get("pay_sentence") != "" else ()
        found.append(AccountStatement(customer, figures, content, known[0] if known else None, claims, mark))
    return found


def figures_of(customer: Customer, documents: Sequence[Document], items: Sequence[OpenItem], currency: str, start: date,
               as_of: date, language: str) -> Statement:
    """The figures of one currency: opening + movements = closing, closing = the open items."""
    before = balances(documents, start - timedelta(1)).get((customer.id, currency), ZERO)
    lines, balance = [], before
    for day, text, no, amount in _movements(documents, start, as_of, language):
        balance += amount
        lines.append(StatementLine(day, text, no, amount if amount > 0 else None, -amount if amount < 0 else None, balance))
    claims = [item for item in items if item.sign > 0]
    return Statement(
        currency, start, as_of, before, tuple(lines), balance, tuple(_open_line(item, as_of, language) for item in items),
        _ageing(items, as_of, language), sum((item.open for item in claims if item.due_date < as_of), ZERO),
        sum((item.disputed for item in claims), ZERO), sum((item.open for item in items if item.sign < 0), ZERO),
        customer.code, customer.tax_id, customer.address)


def _movements(documents: Iterable[Document], start: date, as_of: date, language: str
               ) -> list[tuple[date, str, str, Decimal]]:
    """(day, text, number, signed amount) in the order of days; a document reversed on its own day never was."""
    place = 0 if language == "zh" else 1
    found = []
    for document in documents:
        if document.reversed_on is not None and document.reversed_on <= document.date:
            continue
        name = _OPENING[place] if document.opening else _NAMES[document.kind][place]
        amount = document.sign * document.amount
        if start <= document.date <= as_of:
            found.append((document.date, 0, document.id, name, document.no, amount))
        if document.reversed_on is not None and start <= document.reversed_on <= as_of:
            found.append((document.reversed_on, 1, document.id, _REVERSED[place].format(name=name), document.no, -amount))
    return [(day, text, no, amount) for day, _, _, text, no, amount in sorted(found)]


def _open_line(item: OpenItem, as_of: date, language: str) -> OpenLine:
    credit = item.sign < 0
    return OpenLine(item.no, item.date, None if credit else item.due_date, item.amount * item.sign, item.balance,
                    0 if credit else max(0, item.days_overdue(as_of)), item.disputed,
                    _UNALLOCATED[0 if language == "zh" else 1] if credit else "")


def _ageing(items: Iterable[OpenItem], as_of: date, language: str, buckets: Buckets = STANDARD
            ) -> tuple[tuple[str, Decimal], ...]:
    """Not due, one sum per bucket by due date, and what is not allocated as a negative one: they add up to the balance."""
    zh = language == "zh"
    borders = buckets.borders
    sums = [ZERO] * (len(borders) + 2)
    credits = ZERO
    for item in items:
        days = item.days_overdue(as_of)
        if item.sign < 0:
            credits -= item.open
        else:
            sums[0 if days <= 0 else 1 + sum(days > border for border in borders)] += item.open
    names = [word("not_due", language)]
    for first, last in zip((0, *borders), borders, strict=False):
        names.append(f"{first + 1}–{last} 天" if zh else f"{first + 1}–{last} days")
    names.append(f"{borders[-1]} 天以上" if zh else f"Over {borders[-1]} days")
    return (*zip(names, sums, strict=True), (word("unapplied", language), credits))


def _fields(figures: Statement, customer: Customer, firm: Company, language: str, *, ask: bool) -> dict[str, object]:
    day = figures.end
    fields: dict[str, object] = {
        **usual_fields(KIND, day, language), **company_fields(firm, figures.currency, language),
        **customer_fields(customer, firm), "letter_no": KIND, "letter_date": day, "as_of_date": day,
        "currency": figures.currency, "period_from": figures.start, "closing_balance": figures.closing,
        "overdue": figures.overdue, "disputed": figures.disputed, "unapplied": figures.unapplied,
        "reply_deadline": deadlines(KIND, day).reply}
    if not figures.overdue or not ask:
        fields["pay_sentence"] = ""
    return fields


def statement_pdf(found: AccountStatement) -> bytes:
    """The PDF of one currency: preview, printer and file show these bytes."""
    from ...files.letters import letter_pdf
    return letter_pdf(found.content)


def tables_of(found: AccountStatement) -> list[Table]:
    """Movements, open items, and the ageing with the reply slip: a sheet each, in the letter's language."""
    from ...files.sheet_out import Column, DATE, DAYS, MONEY, Table, TEXT
    figures, language, places = found.figures, found.content.language, exponent(found.currency)

    def column(key: str, kind: str = TEXT, width: int = 0) -> Column:
        return Column(word(key, language), kind, width, places)

    def sheet(key: str) -> str:
        return f"{word(key, language).partition('、' if language == 'zh' else '. ')[2]} {found.currency}"

    title = f"{found.content.title} {found.customer.name} {found.currency}"
    sender = found.content.letterhead.name
    between = f"{sender}  {figures.start.isoformat()} – {figures.end.isoformat()}"
    opening = (figures.start, word("opening", language), "", None, None, figures.opening)
    moves = Table(title, [column("date", DATE), column("text", width=20), column("doc_no"), column("debit", MONEY),
                          column("credit", MONEY), column("balance", MONEY)],
                  [opening, *((row.date, row.text, row.no, row.debit, row.credit, row.balance) for row in figures.lines)],
                  between, (word("closing", language), "", "", sum((row.debit or ZERO for row in figures.lines), ZERO),
                            sum((row.credit or ZERO for row in figures.lines), ZERO), figures.closing), sheet("movements"))
    items = Table(title, [column("doc_no"), column("date", DATE), column("due", DATE), column("days_late", DAYS),
                          column("original", MONEY), column("disputed", MONEY), column("open_amount", MONEY)],
                  [(row.no, row.date, row.due, row.days_late, row.amount, row.disputed, row.open)
                   for row in figures.open_items],
                  f"{sender}  {figures.end.isoformat()}",
                  (word("total", language), None, None, None, None, figures.disputed,
                   sum((row.open for row in figures.open_items), ZERO)), sheet("open_items"))
    slip = found.content.slip
    ageing = Table(title, [column("status", width=20), column("open_amount", MONEY)], [*figures.ageing],
                   f"{sender}  {figures.end.isoformat()}", (word("closing", language), figures.closing), sheet("ageing"),
                   [text for text in (slip.cut, slip.title, *slip.lines) if text] if slip else [])
    return [moves, items, ageing]
