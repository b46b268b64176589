"""Statements with two sides: of a bank only money that came in is a receipt, of an account only debits are invoices.

DOMAIN M, Bank statements; Kingdee/Yonyou.
"""

from __future__ import annotations

import re
import unicodedata

from .import_cells import shown
from .import_layout import Layout
from .import_reader import Cells, first_word

#: columns that only a statement has: of a bank or wallet, or of a customer's account in the books (credited)
SIGNS = ("paid_out", "direction", "balance", "credited")
_IN = re.compile(r"贷|收入|收款|来账|转入|存入|^收$|^c$|^cr|^credit|^in$|^\+$")
_OUT = re.compile(r"借|支出|付款|往账|转出|支取|^付$|^支$|^d$|^dr|^debit|^out$|^-$|^/$|不计收支|中性")
_TOTAL = re.compile(r"(人民币|本页|本期|本次|本日|本月|本年|收入|支出|借方|贷方)+(合计|总计|小计|累计)|共\d+笔")
_NOTHING = re.compile(r"[-—–/\s]*")
_FIGURE = re.compile(r"[1-9]")


def is_statement(layout: Layout) -> bool:
    """Whether the columns are those of a statement."""
    return any(field in layout.columns for field in SIGNS)


class Statement:
    """The columns of a statement that tell on which side of the account a row stands.

    For a bank 贷方 and 收入 are money in, 借方 and 支出 money out; one signed column has money out below zero; a word beside
    the amount (贷, 支出, "/") says it where there is one. In the books 借方 is what was invoiced.
    """

    def __init__(self, layout: Layout) -> None:
        columns = layout.columns
        self._amount, self._out = columns.get("amount", -1), columns.get("paid_out", columns.get("credited", -1))
        self._direction = columns.get("direction", -1)
        self._cleaned = [columns[field] for field in ("customer", "amount", "currency", "receipt_no", "note")
                         if field in columns]
        #: a bank tells how it was paid by being one; a wallet has no balance
        self.method = "bank" if self._out >= 0 or "balance" in columns else ""

    def counts(self, cells: Cells) -> bool:
        """Whether a row may be a receipt, or an invoice; False for the other side, and for what is neither."""
        if 0 <= self._direction < len(cells) and (word := _folded(cells[self._direction])):
            if _OUT.search(word) and not _IN.search(word):
                return False
            if _IN.search(word):
                return True
        amount = _text(cells, self._amount)
        if self._out >= 0:
            return bool(_FIGURE.search(amount)) or not _FIGURE.search(_text(cells, self._out))
        return not (_FIGURE.search(amount) and (amount[0] in "-(" or amount[-1] in "-"))

    def clean(self, cells: Cells) -> Cells:
        """The row with blanks where a bank prints dashes for nothing."""
        found = list(cells)
        for place in self._cleaned:
            if place < len(found) and isinstance(found[place], str) and _NOTHING.fullmatch(str(found[place])):
                found[place] = ""
        return found


def is_statement_total(cells: Cells) -> bool:
    """Whether the first filled cell begins with a bank's words for a sum: 人民币合计, 共43笔."""
    return bool(_TOTAL.match(first_word(cells)))


def _folded(cell: object) -> str:
    return "".join(unicodedata.normalize("NFKC", shown(cell)).split()).lower()


def _text(cells: Cells, place: int) -> str:
    """A figure's text without blanks and the sign of a currency in front of it."""
    return _folded(cells[place]).lstrip("¥$€") if 0 <= place < len(cells) else ""
