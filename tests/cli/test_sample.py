"""`new --sample` makes a book that the other commands read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any


def test_a_book_with_the_sample_company(run: Callable[..., Any], tmp_path: Path) -> None:
    book = tmp_path / "sample.creditdesk"
    made = run("new", book, "--company", "Northwind", "--sample", "--as-of", "2026-11-20", "--language", "en", "--json")
    assert (made.code, made.data["company"], made.data["currency"]) == (0, "Northwind", "CNY")
    assert run("verify", book).code == 0
    again = run("new", book, "--company", "Northwind", "--sample", "--json")
    assert (again.code, again.data["error"]["code"]) == (1, "exists")
