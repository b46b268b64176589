"""The tables of a letter from their rows, headed in the letter's language (DOMAIN I4, E9)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ..money import display
from .letter_content import (
    Align,
    Blocks,
    Element,
    Grid,
    GridColumn,
    InstalmentLine,
    InterestLine,
    InvoiceLine,
    OpenLine,
    Paragraph,
    Statement,
    SummaryBox,
)
from .letter_words import currency_words, long_date, word


def _column(key: str, language: str, align: Align = "left", *, wraps: bool = False, currency: str = "") -> GridColumn:
    heading = word(key, language)
    if currency:
        unit = currency_words(currency, language)["currency_unit"]
        heading += f"（{unit}）" if language == "zh" else f" ({unit})"
    return GridColumn(heading, align, wraps)


def invoice_grid(rows: Sequence[InvoiceLine], language: str, currency: str) -> Grid:
    """发票号 | 日期 | 到期日 | 原额 | 已付 | 未付 | 逾期天数, with totals."""
    columns = (_column("no", language, wraps=True), _column("date", language, "centre"),
               _column("due", language, "centre"), _column("amount", language, "right", currency=currency),
               _column("paid", language, "right", currency=currency),
               _column("open", language, "right", currency=currency), _column("days_late", language, "right"))
    cells = tuple((row.no, row.date.isoformat(), row.due.isoformat() if row.due else "", display(row.amount, currency),
                   display(row.paid, currency), display(row.open, currency),
                   "" if row.days_late is None else str(row.days_late)) for row in rows)
    total = display(sum((row.open for row in rows), Decimal(0)), currency)
    return Grid(columns, cells, (word("total", language), "", "", "", "", total, ""))


def interest_grid(rows: Sequence[InterestLine], language: str, currency: str) -> Grid:
    """发票号 | 本金 | 起 | 止 | 天数 | 利率 | 利息 | 依据, with totals."""
    columns = (_column("no", language, wraps=True), _column("principal", language, "right", currency=currency),
               _column("from", language, "centre"), _column("to", language, "centre"),
               _column("days", language, "right"),
               _column("rate", language, "right"), _column("interest", language, "right", currency=currency),
               _column("basis", language, wraps=True))
    cells = tuple((row.no, display(row.principal, currency), row.start.isoformat(), row.end.isoformat(), str(row.days),
                   row.rate, display(row.interest, currency), row.basis) for row in rows)
    total = display(sum((row.interest for row in rows), Decimal(0)), currency)
    return Grid(columns, cells, (word("total", language), "", "", "", "", "", total, ""))


def instalment_grid(rows: Sequence[InstalmentLine], language: str, currency: str) -> Grid:
    """期数 | 日期 | 金额, with totals."""
    columns = (_column("instalment", language, "centre"), _column("date", language, "centre"),
               _column("instalment_amount", language, "right", currency=currency))
    cells = tuple((str(row.no), row.date.isoformat(), display(row.amount, currency)) for row in rows)
    total = display(sum((row.amount for row in rows), Decimal(0)), currency)
    return Grid(columns, cells, (word("total", language), "", total))


def _movements(statement: Statement, language: str) -> Grid:
    columns = (_column("date", language, "centre"), _column("text", language, wraps=True),
               _column("doc_no", language, wraps=True), _column("debit", language, "right"),
               _column("credit", language, "right"), _column("balance", language, "right"))
    show: list[tuple[str, ...]] = [(statement.start.isoformat(), word("opening", language), "", "", "",
             display(statement.opening, statement.currency))]
    for line in statement.lines:
        show.append((line.date.isoformat(), line.text, line.no,
                     *("" if side is None else display(side, statement.currency) for side in (line.debit, line.credit)),
                     display(line.balance, statement.currency)))
    debits = sum((line.debit or Decimal(0) for line in statement.lines), Decimal(0))
    credits = sum((line.credit or Decimal(0) for line in statement.lines), Decimal(0))
    return Grid(columns, tuple(show), (word("period_total", language), "", "",
                                       *(display(value, statement.currency)
                                         for value in (debits, credits, statement.closing))))


def _status(item: OpenLine, language: str, currency: str) -> str:
    if item.note:
        return item.note
    text = word("late", language, days=item.days_late) if item.days_late > 0 else word("not_due", language)
    if item.disputed:
        separator = "，" if language == "zh" else ", "
        text += f"{separator}{word('disputed', language)} {display(item.disputed, currency)}"
    return text


def _open_items(statement: Statement, language: str) -> Grid:
    columns = (_column("doc_no", language, wraps=True), _column("date", language, "centre"),
               _column("due", language, "centre"), _column("status", language, "centre", wraps=True),
               _column("original", language, "right"), _column("open_amount", language, "right"))
    currency = statement.currency
    cells = tuple((item.no, item.date.isoformat(), item.due.isoformat() if item.due else "",
                   _status(item, language, currency), display(item.amount, currency), display(item.open, currency))
                  for item in statement.open_items)
    total = sum((item.open for item in statement.open_items), Decimal(0))
    return Grid(columns, cells, (word("total", language), "", "", "", "", display(total, currency)))


def _ageing(statement: Statement, language: str) -> Grid:
    columns = tuple(GridColumn(heading, "right") for heading, _ in statement.ageing)
    cells = tuple(display(amount, statement.currency) if amount else word("none", language)
                  for _, amount in statement.ageing)
    return Grid(columns, (cells,))


def statement_elements(statement: Statement, language: str) -> tuple[Element, ...]:
    """Movements, open items whatever the period, and the ageing strip, each under its heading."""
    elements: list[Element] = [Paragraph(word("movements", language), "heading"), _movements(statement, language)]
    if statement.open_items:
        elements += [Paragraph(word("open_items", language), "heading"), _open_items(statement, language)]
    if statement.ageing:
        elements += [Paragraph(word("ageing", language), "heading"), _ageing(statement, language)]
    return tuple(elements)


def summary_box(statement: Statement, customer: str, language: str) -> SummaryBox:
    """The addressee beside the closing balance (DESIGN 9, 08)."""
    numbers = [f"{word(key, language)} {value}" for key, value in (("customer_no", statement.customer_code),
                                                                   ("tax_no", statement.tax_id)) if value]
    lines = tuple(text for text in ("　".join(numbers) if language == "zh" else "   ".join(numbers), statement.address)
                  if text)
    unit = currency_words(statement.currency, language)["currency_name"]
    figure = f"{unit} {display(statement.closing, statement.currency)}"
    return SummaryBox(customer, lines, word("closing", language), figure,
                      word("of_which_due", language, amount=display(statement.overdue, statement.currency)))


def block_elements(name: str, blocks: Blocks, language: str, currency: str) -> tuple[Element, ...]:
    """What stands in place of a block field; nothing when it has no rows."""
    if name == "invoice_table" and blocks.invoices:
        return (invoice_grid(blocks.invoices, language, currency),)
    if name == "interest_table" and blocks.interest:
        return (interest_grid(blocks.interest, language, currency),)
    if name == "instalment_table" and blocks.instalments:
        return (instalment_grid(blocks.instalments, language, currency),)
    if name == "statement_table" and blocks.statement:
        return statement_elements(blocks.statement, language)
    return ()


def period_text(statement: Statement, language: str) -> str:
    """期间：2026年10月1日 至 2026年11月20日."""
    colon = "：" if language == "zh" else ": "
    return (f"{word('period', language)}{colon}{long_date(statement.start, language)} {word('until', language)} "
            f"{long_date(statement.end, language)}")
