"""The cells of one column, read by the rules of CLI Import: texts, numbers and codes, dates, amounts, words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from ..dates import orders_of, parse_date
from ..errors import InputError, N_
from ..money import check_range, currency_code, exponent, parse, reads_as, to_minor
from .documents import CREDIT_NOTE, DEBIT_NOTE, INVOICE
from .terms import parse_terms, Terms


class Ambiguous(Exception):  # noqa: N818 - not an error: the column's other cells may settle it
    """A cell that reads in two ways as long as its column has not been read to the end."""


_FLOAT_DIGITS = 10 ** 15  # the 16th digit of a number is not kept by a workbook
_LOST = re.compile(r"[-+]?\d(\.\d+)?[eE]\+\d+")
_QUOTED = tuple("=+-@0123456789")  # an apostrophe before these was put there by a program ('t Hoen keeps its own)
#: what a text begins with that is not simply itself
_TO_LOOK_AT = frozenset("='#")
_FORMULA_TEXT = re.compile(r'="(.*)"', re.DOTALL)


#: what a sheet shows where a formula failed
ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"})


class Uncalculated(str):
    """A formula for which the file holds no result: no program has calculated it yet."""

    __slots__ = ()


#: control characters but for tab and ends of lines, and marks of no width
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u200e\u200f\u2060\ufeff]")


def shown(cell: object) -> str:
    """A cell's value as the sheet shows it."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return f"{cell:.15G}"
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes") if cell.time().isoformat() != "00:00:00" else cell.date().isoformat()
    return "" if cell is None else str(cell).strip()


def read_text(cell: object) -> str:
    """A text without the blanks around it and without what other programs wrap it in (='…', a leading apostrophe).

    Signs that nobody can see or type are dropped: a name with one in it would be another customer.
    """
    text = cell.strip() if isinstance(cell, str) else shown(cell)
    if not text.isprintable():
        text = _UNSEEN.sub("", text).strip()
    if text and text[0] in "='":
        if wrapped := _FORMULA_TEXT.fullmatch(text):
            return wrapped[1].strip()
        if text[0] == "'" and text[1:2] in _QUOTED:
            return text[1:].strip()
    return text


def _without_value(cell: object, text: str) -> bool:
    return (text[:1] == "#" and text in ERRORS) or isinstance(cell, Uncalculated)


def read_name(cell: object) -> str:
    """A text that says whom a row is about; InputError `missing` where a formula failed to give it."""
    text = read_text(cell)
    if _without_value(cell, text):
        raise _no_value(text)
    return text


def read_remark(cell: object) -> str:
    """A text that may as well be blank, as it is where a formula failed to give it."""
    if type(cell) is str and (text := cell.strip())[:1] not in _TO_LOOK_AT and text.isprintable():
        return text
    text = read_text(cell)
    return "" if _without_value(cell, text) else text


def _no_value(text: str) -> InputError:
    return InputError(N_("“{value}” is a formula's error. Correct the cell."), code="missing", value=text)


def read_code(cell: object) -> str:
    """A number or code, leading zeros kept; InputError `digits_lost` for a number of 16 or more digits.

    InputError `missing` where a formula failed to give it.
    """
    if isinstance(cell, str):
        text = cell.strip()
        if text[:1] in _TO_LOOK_AT or type(cell) is not str or not text.isprintable():
            text = read_name(cell)
        if "+" in text and _LOST.fullmatch(text):
            raise _digits_lost(text)
        return text
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        if isinstance(cell, float) and abs(cell) >= _FLOAT_DIGITS:
            raise _digits_lost(shown(cell))
        return f"{cell:.15g}" if isinstance(cell, float) else str(cell)
    return shown(cell)


def _digits_lost(value: str) -> InputError:
    return InputError(N_("“{value}” has lost digits: a number in a sheet keeps only 15 of them. Format the column as "
                         "text where it comes from and export it again."), code="digits_lost", value=value)


class Words(dict[object, str]):
    """A column of few distinct texts: each is read once. `words[cell]` is the text."""

    def __init__(self, read: Callable[[object], str]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, cell: object) -> str:
        self[cell] = text = self._read(cell)
        return text


class Dates(dict[object, date]):
    """A column of dates, each distinct cell read once: `dates[cell]` is the day.

    `order` is None until an option or another cell of the column settles day or month first; until then `dates[cell]`
    raises Ambiguous for a cell that reads both ways.
    """

    def __init__(self, field: str, order: str | None) -> None:
        super().__init__()
        self.field = field
        self.order = order
        self.final = order is not None
        self.proofs: set[str] = set()

    def __missing__(self, cell: object) -> date:
        self[cell] = day = self._from_text(cell) if isinstance(cell, str) else parse_date(cell, field=self.field)
        return day

    def _from_text(self, cell: str) -> date:
        text = read_text(cell)
        if len(text) == 10 and text.endswith(".0"):
            text = text[:-2]  # yyyymmdd that went through a float
        readings = orders_of(text)
        if len(readings) == 1:
            self.proofs |= readings
        try:
            return parse_date(text, order=self.order, field=self.field)
        except InputError as error:
            if error.code == "ambiguous_date" and not self.final:
                raise Ambiguous from None
            raise

    def settle(self) -> None:
        """All cells have been seen: an order that they prove without contradiction holds for the others."""
        if not self.final:
            self.order = next(iter(self.proofs)) if len(self.proofs) == 1 else None
            self.final = True


class Amounts:
    """A column of amounts; `mark` ("point", "comma") is None until an option or another cell settles it."""

    def __init__(self, field: str, mark: str | None) -> None:
        self.field = field
        self.mark = mark
        self.final = mark is not None
        self.proofs: set[str] = set()

    def __call__(self, cell: object) -> float | Decimal:
        """The exact amount; a number cell as it is, for `minor_units` to read to 15 digits."""
        if type(cell) is float or type(cell) is int:
            return cell
        if isinstance(cell, str):
            whole, point, decimals = cell.partition(".")
            # most cells of a text file look like 1234.50: no need to fold widths and signs
            if self.mark is None and whole.isdecimal() and cell.isascii() and len(whole) < 13 and (
                    not point or (decimals.isdecimal() and len(decimals) != 3)):
                if point:
                    self.proofs.add("point")
                return Decimal(cell)
            return self._from_text(read_text(cell))
        return parse(cell)

    def _from_text(self, text: str) -> Decimal:
        said = reads_as(text)
        if said == "either" and not self.final:
            raise Ambiguous
        amount = parse(text, mark=self.mark)
        if said in ("point", "comma"):
            self.proofs.add(said)
        return amount

    def settle(self) -> None:
        """All cells have been seen: a mark that they prove without contradiction holds for the others."""
        if not self.final:
            self.mark = next(iter(self.proofs)) if len(self.proofs) == 1 else None
            self.final = True


_FACTORS = {0: 1, 2: 100, 3: 1000}
_WHOLE_LIMIT = 10 ** 12


def minor_units(amount: float | Decimal, currency: str) -> int:
    """Minor units of what `Amounts` read; InputError `too_many_decimals` or `out_of_range`."""
    if type(amount) is float:
        factor = _FACTORS[exponent(currency)]
        whole = round(amount * factor) if -_WHOLE_LIMIT < amount < _WHOLE_LIMIT else 0
        # the float nearest to whole/factor shows exactly these digits: they are at most 15
        if whole / factor == amount:
            return whole
    return to_minor(parse(amount) if not isinstance(amount, Decimal) else check_range(amount), currency)


class Currencies(dict[object, str]):
    """A column of currencies, each distinct word read once; InputError `unknown_currency`."""

    def __missing__(self, cell: object) -> str:
        self[cell] = code = currency_code(read_text(cell))
        return code


class TermsColumn(dict[object, Terms]):
    """A column of payment terms, each distinct text read once; InputError `bad_terms`."""

    def __missing__(self, cell: object) -> Terms:
        self[cell] = terms = parse_terms(read_text(cell))
        return terms


_KINDS = {
    INVOICE: "invoice 发票 应收单 蓝字 蓝字发票 蓝票 taxinvoice salesinvoice 标准应收单 其他应收单 销售发票 销售专用发票 销售普通发票 "
             "专用发票 普通发票 增值税专用发票 增值税普通发票",
    CREDIT_NOTE: "creditnote credit creditmemo 红字发票 红字 红票 贷项 贷项通知单 退货 退货单 销售退货单 红字应收单 salescreditnote",
    DEBIT_NOTE: "debitnote debit debitmemo 借项 借项通知单 利息单",
}
_KIND_WORDS = {word: kind for kind, words in _KINDS.items() for word in words.split()}
_METHODS = {
    "bank": "bank banktransfer transfer wire 银行 银行转账 银行存款 转账 电汇 网银 汇款",
    "cash": "cash 现金",
    "wechat_alipay": "wechatalipay wechat alipay 微信 支付宝 微信支付 微信/支付宝 扫码",
    "bank_acceptance": "bankacceptance 银承 银行承兑 银行承兑汇票 承兑汇票 承兑",
    "commercial_acceptance": "commercialacceptance 商承 商业承兑 商业承兑汇票",
    "supply_chain_token": "supplychaintoken 应收电子凭证 供应链 云信 迪链 供应链票据",
    "offset": "offset 对冲 抵账 冲抵",
    "letter_of_credit": "letterofcredit l/c lc 信用证",
    "other": "other 其他 其它",
}
_METHOD_WORDS = {word: method for method, words in _METHODS.items() for word in words.split()}


def _folded(cell: object) -> str:
    return re.sub(r"[\s_\-]", "", unicodedata.normalize("NFKC", shown(cell))).lower()


def read_kind(cell: object) -> str:
    """A document kind; InputError `bad_kind`."""
    kind = _KIND_WORDS.get(_folded(cell))
    if kind is None:
        raise InputError(N_("“{value}” is no kind of document. Write invoice, credit_note or debit_note."),
                         code="bad_kind", field="kind", value=shown(cell))
    return kind


def read_method(cell: object) -> str:
    """A method of payment; a word we do not know is "other"."""
    return _METHOD_WORDS.get(_folded(cell), "other")


def is_no(cell: object) -> bool:
    """Whether a yes/no cell says no (是否正数发票 = 否)."""
    return _folded(cell) in ("否", "no", "n", "false", "0")


def is_void(cell: object) -> bool:
    """Whether an invoice's state says that it does not exist (发票状态 = 已作废)."""
    word = _folded(cell)
    return "作废" in word or word in ("void", "voided", "cancelled", "canceled")
