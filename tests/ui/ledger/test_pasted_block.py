"""Blocks from a spreadsheet: by their headings, else side by side; what has no place is named (DESIGN 5, 05a)."""

from __future__ import annotations

import pytest

from creditdesk.ui.ledger.pasted_block import read_block

PLACES = ("no", "customer", "date", "terms", "note", "currency", "amount")


@pytest.mark.parametrize(("text", "keys", "rows", "left_out"), [
    ("A1\tX\t2026-1-1", PLACES[:3], [["A1", "X", "2026-1-1"]], ()),
    ("A1\tX\t\t\t\t\t5\textra\t\r\nA2\r\n\r\n", (*PLACES, None, None), [["A1", "X", "", "", "", "", "5", "extra", ""], ["A2"]],
     ("H",)),
    ("发票号\t客户名称\t开票日期\t到期日\t价税合计\nA1\tX\t2026-1-1\t2026-2-1\t5", ("no", "customer", "date", None, "amount"),
     [["A1", "X", "2026-1-1", "2026-2-1", "5"]], ("到期日",)),
    ("Customer\tAmount\tDue date\nX\t5\t", ("customer", "amount", None), [["X", "5", ""]], ()),
    ("客户\t客户编码\t金额\nX\tC1\t5", ("customer", None, "amount"), [["X", "C1", "5"]], ("客户编码",)),
    ('"two\nlines"\tX', ("no", "customer"), [["two lines", "X"]], ()),
    ("amount\t5", ("no", "customer"), [["amount", "5"]], ()),  # one known word makes no heading row
    ("", (), [], ())])
def test_blocks(text: str, keys: tuple[str | None, ...], rows: list[list[str]], left_out: tuple[str, ...]) -> None:
    found = read_block(text, PLACES)
    assert (found.keys, [list(row) for row in found.rows], found.left_out) == (keys, rows, left_out)


def test_beyond_z_columns_go_on_with_two_letters() -> None:
    assert read_block("\t" * 27 + "5", PLACES).left_out == ("AB",)
