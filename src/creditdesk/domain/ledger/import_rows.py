"""Checking every row of a sheet before anything is written (CLI Import; DOMAIN M). Needs no book."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from ..errors import InputError, N_
from ..money import from_minor
from .documents import CREDIT_NOTE, INVOICE
from .import_bank import is_statement, is_statement_total, Statement
from .import_headings import CUSTOMERS, INVOICES, ORDERS, RECEIPTS
from .import_identity import fold_name, sum_lines
from .import_layout import Layout
from .import_reader import Cells, is_total_of_figures, Reader
from .import_records import AnyRow, Checked, CustomerRow, InvoiceRow, Options, OrderRow, ReceiptRow, RowProblem

STEP = 1000
_BLUE_NUMBER = re.compile(r"被红冲蓝字(?:数电)?(?:发票|票)*(?:号码)?[:：]?\s*(\d{8,20})"
                          r"|对应正数发票代码[:：]?\s*(\d+)\s*号码[:：]?\s*(\d+)")


def check_sheet(rows: Iterable[tuple[int, Cells]], layout: Layout, options: Options,
                progress: Callable[[int], None] | None = None) -> Checked:
    """Check all rows below the headings.

    `progress` gets the number of rows seen, every 1,000; what it raises (Cancelled) ends the work.
    """
    statement = Statement(layout) if is_statement(layout) else None
    reader = (_Statement if statement and layout.kind == RECEIPTS else _READERS[layout.kind])(layout, options)
    seen = 0
    for number, cells in rows:
        if number <= layout.last_heading_row:
            continue
        seen += 1
        if statement is None:
            reader.read(number, cells)
        elif statement.counts(cells):
            reader.read(number, statement.clean(cells))
        else:
            reader.skipped += 1
        if progress is not None and seen % STEP == 0:
            progress(seen)
    reader.finish()
    drafts = reader.drafts
    summed = isinstance(reader, _Invoices) and reader.lines
    if isinstance(reader, _Invoices) and summed:
        drafts = sum_lines(drafts, reader.problems, layout, options, reader.refused_lines)
        reader.problems.sort(key=lambda problem: problem.row)
    kept = {draft.row for draft in drafts} if reader.warnings else set()
    return Checked(tuple(drafts), tuple(reader.problems), tuple(one for one in reader.warnings if one.row in kept),
                   reader.skipped, seen, summed)


def _not_positive(zero: bool) -> InputError:
    return InputError(N_("The amount is zero. Correct it or delete the row.") if zero else
                      N_("The amount is negative. Write it without the minus sign."), code="bad_amount", field="amount")


def _purchase(seller: str, own: str) -> InputError:
    return InputError(N_("{seller} issued this invoice, not your company ({own}): it is a purchase."), code="not_ours",
                      field="seller_tax_id", seller=seller, own=own)


class _Documents(Reader):
    """What invoices, receipts and orders have in common: customer, date, amount, currency."""

    def positive(self, row: int, cells: Cells, minor: int, problems: list[RowProblem], *,
                 negative: bool = False) -> None:
        """Add `bad_amount` for zero, and for less than zero unless `negative` amounts have a meaning."""
        if minor == 0 or (minor < 0 and not negative):
            problems.append(self.problem(row, "amount", self.cell_of(cells, "amount"), _not_positive(minor == 0)))


class _Invoices(_Documents):
    def __init__(self, layout: Layout, options: Options) -> None:
        super().__init__(layout, options)
        self.lines = layout.line_sheet if options.sum_lines is None else options.sum_lines
        self.refused_lines: set[str] = set()

    def complete(self, row: int, cells: Cells, values: list[Any], problems: list[RowProblem]) -> AnyRow | None:
        (number, e_number, code, customer_code, customer, tax_id, seller, kind, is_red, is_void, day, due, days, terms,
         raw, currency, note, salesperson, delivered, contract_no, order_no, applies_to, _credited) = values
        if is_void:
            self.skipped += 1
            return None
        if seller and self.options.own_tax_id and fold_name(seller) != fold_name(self.options.own_tax_id):
            problems[:] = [self.problem(row, "seller_tax_id", seller, _purchase(seller, self.options.own_tax_id))]
            return None
        if (not customer_code and not customer) or day is None or raw is None:
            self.party(row, customer_code, customer, tax_id, problems)
            self.required(row, "invoice_date", day, problems)
            self.required(row, "amount", raw, problems)
        currency = currency or self.options.default_currency
        minor = 0
        if raw is not None:
            before = len(problems)
            minor = self.money(row, "amount", cells, raw, currency, problems)
            if len(problems) == before and not self.lines:
                self.positive(row, cells, minor, problems, negative=kind in (None, INVOICE))
        number = e_number or (code + number if number else "")
        if problems:
            self.refused_lines.add(number)
            return None
        if due is not None and due < day:
            self._warn_due(row, cells)
        if kind is None:
            kind = CREDIT_NOTE if is_red else INVOICE
        if minor < 0 and kind == INVOICE:
            kind = CREDIT_NOTE
        hint = _blue_number(note) if kind == CREDIT_NOTE and note and not applies_to else ""
        return InvoiceRow(row, customer_code, customer, tax_id, kind, number, day, due, days or terms, currency,
                          minor if self.lines else abs(minor), note, salesperson, delivered, contract_no, order_no,
                          applies_to, hint)

    def _warn_due(self, row: int, cells: Cells) -> None:
        self.warnings.append(self.problem(row, "due_date", self.cell_of(cells, "due_date"), InputError(
            N_("The invoice falls due before its own date. It is imported as it stands."), code="due_before_date",
            field="due_date")))


def _blue_number(note: str) -> str:
    """The original invoice named in the remark of a red one (DOMAIN M, Tax-bureau), else ""."""
    found = _BLUE_NUMBER.search(note)
    return "" if found is None else found[1] or found[2] + found[3]


class _Receipts(_Documents):
    def complete(self, row: int, cells: Cells, values: list[Any], problems: list[RowProblem]) -> AnyRow | None:
        number, customer_code, customer, tax_id, day, raw, currency, method, invoice_no, note, *_bank = values
        currency = currency or self.options.default_currency
        minor = self.check(row, cells, (customer_code, customer, tax_id), day, raw, currency, problems)
        if problems:
            return None
        return ReceiptRow(row, customer_code, customer, tax_id, number, day, currency, minor, method or "", invoice_no,
                          note)

    def check(self, row: int, cells: Cells, party: tuple[str, str, str], day: Any, raw: Any, currency: str,
              problems: list[RowProblem]) -> int:
        """Minor units of a row that needs customer, date and a positive amount."""
        self.party(row, *party, problems)
        self.required(row, "date", day, problems)
        self.required(row, "amount", raw, problems)
        if raw is None:
            return 0
        before = len(problems)
        minor = self.money(row, "amount", cells, raw, currency, problems)
        if len(problems) == before:
            self.positive(row, cells, minor, problems)
        return minor


class _Statement(_Receipts):
    """Receipts from the statement of a bank: it says how they were paid, and has its own words for sums."""

    def is_no_row(self, cells: Cells, values: list[Any]) -> bool:
        return super().is_no_row(cells, values) or is_statement_total(cells)

    def complete(self, row: int, cells: Cells, values: list[Any], problems: list[RowProblem]) -> AnyRow | None:
        draft = super().complete(row, cells, values, problems)
        return draft._replace(method=draft.method or Statement(self.layout).method) if isinstance(draft, ReceiptRow) else None


class _Orders(_Receipts):
    def complete(self, row: int, cells: Cells, values: list[Any], problems: list[RowProblem]) -> AnyRow | None:
        number, customer_code, customer, tax_id, day, raw, currency, deposit = values
        currency = currency or self.options.default_currency
        minor = self.check(row, cells, (customer_code, customer, tax_id), day, raw, currency, problems)
        paid = 0 if deposit is None else self.money(row, "deposit", cells, deposit, currency, problems)
        if paid < 0:
            problems.append(self.problem(row, "deposit", self.cell_of(cells, "deposit"), _not_positive(False)))
        if not problems and paid > minor:
            problems.append(self.problem(row, "deposit", self.cell_of(cells, "deposit"), InputError(
                N_("The deposit lies between zero and the order's amount."), code="bad_amount", field="deposit")))
        if problems:
            return None
        return OrderRow(row, customer_code, customer, tax_id, number, day, currency, minor, paid)


class _Customers(Reader):
    def is_no_row(self, cells: Cells, values: list[Any]) -> bool:
        return self._nothing_mapped(cells) or is_total_of_figures(cells)

    def complete(self, row: int, cells: Cells, values: list[Any], problems: list[RowProblem]) -> AnyRow | None:
        (code, name, tax_id, country, days, terms, raw, currency, contact, phone, email, address, industry, size,
         salesperson) = values
        if not name:
            problems.append(self.missing(row, "name"))
        limit = None
        if raw is not None:
            money = currency or self.options.default_currency
            minor = self.money(row, "limit", cells, raw, money, problems)
            if minor < 0:
                problems.append(self.problem(row, "limit", self.cell_of(cells, "limit"), _not_positive(False)))
            limit = from_minor(minor, money)
        if problems:
            return None
        return CustomerRow(row, code, name, tax_id, country, days or terms, limit, currency or "", contact, phone,
                           email, address, industry, size, salesperson)


_READERS: dict[str, type[Reader]] = {CUSTOMERS: _Customers, INVOICES: _Invoices, RECEIPTS: _Receipts, ORDERS: _Orders}
