"""Messy sheets whose truth is known: every row is accepted, a duplicate, refused or skipped, and the totals come out."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, UTC
from pathlib import Path

import pytest
from hypothesis import given, HealthCheck, settings, strategies as st
from openpyxl import Workbook

from creditdesk.domain.customers.records import Company
from creditdesk.domain.errors import FileError
from creditdesk.services import company
from creditdesk.services.importing.options import ImportOptions, ImportResult
from creditdesk.services.importing.tasks import import_file
from creditdesk.services.importing.undo import undo_batch
from creditdesk.services.insight.aging import aging_report

HEADINGS = {"customer": ("客户", "客户名称*", "Customer Name", "购方名称"), "invoice_no": ("发票号码", "单据编号", "Invoice No."),
            "invoice_date": ("开票日期", "Invoice_Date", "日期"), "amount": ("价税合计（元）", "Amount", "金额"),
            "note": ("备注", "随便一列", "???")}
SUMS = ("小计", "合　计", "总计：", "本页小计", "Total", "Subtotal", "grand total")
DATES = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y年%m月%d日", "%d-%b-%y", "%Y-%m-%d 10:15:00")


def written(minor: int, form: int) -> object:
    """An amount as people write it; negative ones by a sign, brackets or a minus behind."""
    size, sign = abs(minor) / 100, minor < 0
    text = (f"{size:,.2f}", f"¥{size:,.2f}", f"{size:.2f}", f"{size:.2f}元", f"{size:,.2f}".translate(
        {ord(str(n)): chr(0xFF10 + n) for n in range(10)}))[form % 5]
    if form % 7 == 0:
        return -size if sign else size
    return text if not sign else (f"-{text}", f"({text})", f"{text}-")[form % 3]


@dataclass
class Sheet:
    """Rows of [customer, number, date, amount, note], and what has to come of them."""

    rows: list[list[object]] = field(default_factory=list)
    accepted: int = 0
    duplicates: int = 0
    skipped: int = 0
    total: int = 0
    #: places of the refused rows among all → code
    refused: dict[int, str] = field(default_factory=dict)


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    """Documents with their own numbers, some again, among broken rows, blank rows and sums."""
    found = Sheet()
    seen: list[list[object]] = []
    for place in range(draw(st.integers(1, 25))):
        kind = draw(st.sampled_from(("good", "good", "good", "again", "in use", "no date", "no amount", "blank", "sum", "no customer",
                                     "lost", "decimals", "early", "words")))
        form = draw(st.integers(0, 104))
        minor = draw(st.integers(1, 99_999_999)) * draw(st.sampled_from((1, 1, 1, -1)))
        day = date(2020, 1, 1) + timedelta(draw(st.integers(0, 2500)))
        name, number = f"客户{form % 5}", f"N{place:03d}"
        row: list[object] = [name, number, day.strftime(DATES[form % len(DATES)]), written(minor, form), "x" * (form % 3)]
        if kind in ("again", "in use") and not seen:
            kind = "good"
        if kind == "again":
            row = [*seen[form % len(seen)][:4], "another remark"]
            found.duplicates += 1
        elif kind == "in use":
            earlier = seen[form % len(seen)]
            row = [earlier[0], earlier[1], "1999-12-31", earlier[3], ""]
            found.refused[place] = "number_in_use"
        elif kind == "good":
            found.accepted += 1
            found.total += minor
            seen.append(row)
        elif kind in ("blank", "sum"):
            row = [""] * 5 if kind == "blank" else [SUMS[form % len(SUMS)], "", "", "12,345.60", ""]
            found.skipped += 1
        else:
            change: tuple[int, object, str] = {
                "no date": (2, "", "missing"), "no amount": (3, "", "missing"), "no customer": (0, " ", "missing"),
                "lost": (1, "2.6442E+19", "digits_lost"), "decimals": (3, "1.2345", "too_many_decimals"),
                "early": (2, "1989-12-31", "out_of_range"), "words": (3, "一万二千", "bad_amount")}[kind]
            row[change[0]] = change[1]
            found.refused[place] = change[2]
        found.rows.append(row)
    return found


@st.composite
def laid_out(draw: st.DrawFn) -> tuple[Sheet, list[list[object]], int, str]:
    """A sheet with its rows under headings somewhere, its columns in any order; the heading's row; the file's ending."""
    sheet = draw(sheets())
    order = draw(st.permutations(range(5)))
    heads = [draw(st.sampled_from(words)) for words in HEADINGS.values()]
    above: list[list[object]] = [["应收明细"], [], ["单位：元", "", "2026-11-20"]][:draw(st.integers(0, 3))]
    rows = [*above, [heads[column] for column in order], *([row[column] for column in order] for row in sheet.rows)]
    return sheet, rows, len(above) + 1, draw(st.sampled_from((".csv,", ".csv;", ".tsv\t", ".xlsx")))


def save(folder: Path, rows: Sequence[Sequence[object]], ending: str) -> Path:
    path = folder / f"sheet{ending[:4] if ending != '.xlsx' else ending}"
    if ending == ".xlsx":
        book = Workbook()
        assert book.active is not None
        for row in rows:
            book.active.append(list(row))
        book.save(path)
        return path
    text = io.StringIO()
    csv.writer(text, delimiter=ending[4]).writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8-sig")
    return path


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    path = tmp_path_factory.mktemp("books") / "blank.creditdesk"
    company.create_book(path, profile=Company("Alder"), user="t", clock=lambda: datetime(2026, 11, 20, tzinfo=UTC)).close()
    return path


def counts(found: ImportResult, sheet: Sheet, heading: int) -> tuple[object, ...]:
    wrong = {problem.row - heading - 1: problem.code for problem in found.problems}
    total = sum((amount for _currency, amount in found.total), start=0)
    return found.accepted, found.duplicates, found.skipped_rows, wrong, int(total * 100)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(laid_out())
def test_every_row_is_accounted_for(blank: Path, tmp_path: Path, made: tuple[Sheet, list[list[object]], int, str]) -> None:
    sheet, rows, heading, ending = made
    # a sum stands first in its row, else it is a broken row like others: sheets with moved columns have none
    first = rows[heading - 1]
    moved = any(first.index(word) for word in HEADINGS["customer"] if word in first)
    if moved:
        kept = [place for place, row in enumerate(sheet.rows) if not (row[3] == "12,345.60" and row[1] == "")]
        sheet.skipped -= len(sheet.rows) - len(kept)
        sheet.refused = {kept.index(place): code for place, code in sheet.refused.items()}
        rows = [*rows[:heading], *(rows[heading + place] for place in kept)]
    if len(rows) == heading:
        return
    book = Path(shutil.copy(blank, tmp_path / "b.creditdesk"))
    session = company.open_session(book, user="t", clock=lambda: datetime(2026, 11, 20, tzinfo=UTC))
    try:
        path = save(tmp_path, rows, ending)
        if not any(str(cell or "").strip() for row in rows[heading:] for cell in row):
            with pytest.raises(FileError) as refused:
                import_file(session, path, ImportOptions("invoices", skip_bad_rows=True))
            assert refused.value.code == "no_rows"
            return
        found = import_file(session, path, ImportOptions("invoices", skip_bad_rows=True))
        # blank rows at the very end of a workbook are not there at all
        end = 0
        while ending == ".xlsx" and rows and not any(rows[-1 - end]):
            end += 1
        expected = (sheet.accepted, sheet.duplicates, sheet.skipped - end, sheet.refused, sheet.total)
        assert counts(found, sheet, heading) == expected
        again = import_file(session, path, ImportOptions("invoices", skip_bad_rows=True))
        assert (again.accepted, again.duplicates) == (0, sheet.accepted + sheet.duplicates)
        if found.batch is not None:
            balances = sum((row.balance for row in aging_report(session, date(2099, 1, 1)).totals), start=0)
            assert int(balances * 100) == sheet.total
            assert undo_batch(session, found.batch).reversed == sheet.accepted
        assert not aging_report(session, date(2099, 1, 1)).totals
        assert company.verify_book(session).ok
    finally:
        session.close()
