"""Import of 100,000 invoice rows from xlsx, checked, audited and committed, against parsing and bare inserts."""

from __future__ import annotations

import sqlite3
import statistics
import time
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from .apart import answer, apart, peak_mb
from .books import AS_OF, clock, folder
from .table import Line

_HEADINGS = ("发票号码", "客户编号", "客户名称", "开票日期", "到期日", "币种", "价税合计", "业务员",
             "合同号", "订单号", "备注", "付款条件")
_TABLES = """CREATE TABLE customer (id INTEGER PRIMARY KEY, code TEXT UNIQUE, name TEXT);
CREATE TABLE invoice (id INTEGER PRIMARY KEY, no TEXT UNIQUE, customer_id INTEGER NOT NULL REFERENCES customer (id), date TEXT,
  due TEXT, currency TEXT, amount INTEGER, salesperson TEXT, contract TEXT, order_no TEXT, note TEXT, terms TEXT);
CREATE INDEX ix_invoice_customer ON invoice (customer_id, due, amount); CREATE INDEX ix_invoice_date ON invoice (date)"""


def workbook(rows: int, customers: int = 1_000) -> Path:
    """A sheet of invoices, made once."""
    from creditdesk.files.sheet_out import Column, DATE, MONEY, Table, write_table
    path = folder() / f"invoices-{rows}-v1.xlsx"
    if path.exists():
        return path
    random, found = Random(11), []
    for n in range(rows):
        day, owner = AS_OF - timedelta(random.randrange(1, 700)), random.randrange(customers)
        found.append((f"IM{n:07d}", f"K{owner:04d}", f"杭州第{owner}机械有限公司", day, day + timedelta(30 + n % 3 * 15), "CNY",
                      random.randrange(10_000, 9_000_000), f"业务{owner % 17}", f"HT-{owner:04d}", f"SO-{n:07d}",
                      f"第{n}批货款", str(30 + n % 3 * 15)))
    kinds = {"开票日期": DATE, "到期日": DATE, "价税合计": MONEY}
    columns = [Column(name, kinds[name]) if name in kinds else Column(name) for name in _HEADINGS]
    write_table(path, Table("", columns, [(*row[:6], _amount(row[6]), *row[7:]) for row in found]))
    return path


def _amount(minor: int) -> Any:
    from creditdesk.domain.money import from_minor
    return from_minor(minor, "CNY")


def ours(file: str, out: str) -> dict[str, Any]:
    from creditdesk.domain.customers.records import Company
    from creditdesk.services import company
    from creditdesk.services.importing.options import ImportOptions
    from creditdesk.services.importing.tasks import import_file
    session = company.create_book(Path(out), profile=Company("Benchmark"), user="bench", clock=clock, overwrite=True)
    start = time.perf_counter()
    found = import_file(session, Path(file), ImportOptions("invoices"))
    spent = (time.perf_counter() - start) * 1000
    session.close()
    return {"ms": spent, "mb": peak_mb(), "rows": found.accepted if found.written else 0}


def floor(file: str, out: str) -> dict[str, Any]:
    import python_calamine
    Path(out).unlink(missing_ok=True)
    start = time.perf_counter()
    sheet = python_calamine.load_workbook(file).get_sheet_by_index(0)
    connection = sqlite3.connect(out)
    connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;" + _TABLES)
    keys: dict[str, int] = {}
    invoices = []
    for number, row in enumerate(sheet.iter_rows()):
        if number:
            key = keys.setdefault(row[1], len(keys) + 1)
            invoices.append((number, row[0], key, _text(row[3]), _text(row[4]), row[5], round(row[6] * 100), *row[7:12]))
    names = {key: code for code, key in keys.items()}
    connection.executemany("INSERT INTO customer VALUES (?, ?, '')", names.items())
    connection.executemany("INSERT INTO invoice VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", invoices)
    connection.commit()
    spent = (time.perf_counter() - start) * 1000
    connection.close()
    return {"ms": spent, "rows": len(invoices)}


def _text(day: date) -> str:
    return day.isoformat()


def run(rows: int = 100_000, rounds: int = 3) -> list[Line]:
    file, spent = workbook(rows), ([], [])  # type: tuple[list[float], list[float]]
    peak = 0.0
    for _ in range(rounds):
        for name, times in zip(("ours", "floor"), spent, strict=True):
            found = apart("importing", name, file, folder() / f"import-{name}.creditdesk")
            if found["rows"] != rows:
                raise RuntimeError(f"{name} imported {found['rows']} of {rows} rows")
            times.append(found["ms"])
            peak = max(peak, found.get("mb", 0))
    mine, bare = map(statistics.median, spent)
    return [Line(f"import of {rows:,} rows of xlsx against calamine and bare inserts", mine, bare, 2),
            Line("most memory of the import", peak, None, 500, "MB")]


if __name__ == "__main__":
    answer({"ours": ours, "floor": floor})
