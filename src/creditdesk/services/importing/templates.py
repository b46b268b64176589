"""Workbooks to fill in, for whoever has nothing to export."""

from __future__ import annotations

from pathlib import Path

from ...domain.ledger.import_headings import CUSTOMERS, INVOICES, ORDERS, RECEIPTS
from ...files.import_templates import write_template
from ...i18n import translator

_NAMES = {"zh": {CUSTOMERS: "客户导入模板.xlsx", INVOICES: "发票导入模板.xlsx", RECEIPTS: "收款导入模板.xlsx",
                 ORDERS: "订单导入模板.xlsx"},
          "en": {CUSTOMERS: "customers template.xlsx", INVOICES: "invoices template.xlsx", RECEIPTS: "receipts template.xlsx",
                 ORDERS: "orders template.xlsx"}}


def write_templates(folder: Path, language: str) -> list[Path]:
    """Write the four templates into `folder`, over former ones; FileError `not_written`."""
    written = []
    for kind, name in _NAMES[language].items():
        write_template(folder / name, kind, language, translator(language).gettext)
        written.append(folder / name)
    return written
