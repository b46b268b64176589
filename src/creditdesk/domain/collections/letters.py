"""Composing a letter: a template, its fields and its tables become the words that are printed (DOMAIN I1, I4)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from ..errors import InputError, N_
from ..ledger.capital_amount import PREFIX, rmb
from ..money import display
from .letter_content import Blocks, Element, LetterContent, Letterhead, Paragraph, Slip
from .letter_tables import block_elements, period_text, summary_box
from .letter_words import (
    allowed_fields,
    BLANK,
    currency_words,
    HISTORY,
    KINDS,
    LANGUAGES,
    long_date,
    OPTIONAL,
    ZERO_IS_NONE,
)
from .template import BLOCKS, Clause, Field, Line, Node, Option, parse_template, Template, Text

#: stand-ins while a line is put together: an optional field nobody knows, an earlier letter that is not on record
_GONE, _NO_HISTORY = "\ue000", "\ue001"
_BRACKET = re.compile(r"\s?([（(])([^（()）]*)([)）])")
_SENTENCE = re.compile(r".*?(?:[。！？；]|[.!?;](?=\s|$)|$)\s*", re.DOTALL)
_BLOCK = re.compile("\ue002([a-z_]+)\ue003")


def read_template(source: str, kind: str, language: str) -> Template:
    """Parse a letter's text, as shipped or as edited; InputError names an unknown field (`unknown_field`)."""
    if kind not in KINDS or language not in LANGUAGES:
        raise InputError(N_("There is no letter {kind} in the language “{language}”."), code="unknown_letter",
                         field="kind", kind=kind, language=language)
    return parse_template(source, kind, language, allowed_fields(kind))


def compose(template: Template, fields: Mapping[str, object], blocks: Blocks | None = None, *, letterhead: Letterhead,
            yuan: str = "圆", reply_slip: bool = True) -> LetterContent:
    """The finished letter.

    `fields`: str, int, Decimal (major units of `currency`), date, or a sequence of dates; None or "" is unknown. A
    clause given as "" is emptied. `letter_no`, `letter_date` and `currency` are needed (InputError `field_required`).
    `prc_law` and `seal` are conditions, on unless given as "": the words of Chinese law, and 盖章 with its place and the
    amount in capitals (DOMAIN H0).
    """
    fields = {"prc_law": "1", "seal": "1", **fields}
    for name in ("letter_no", "letter_date", "currency"):
        if not fields.get(name):
            raise InputError(N_("The letter needs the field {name}."), code="field_required", field=name, name=name)
    draft = _Draft(template.language, _Writer(template, fields, yuan), blocks or Blocks())
    for line in template.lines:
        draft.take(line, reply_slip)
    statement, letter_date = draft.blocks.statement, fields["letter_date"]
    if not isinstance(letter_date, date):
        raise InputError(N_("The letter needs the field {name}."), code="field_required", field="letter_date",
                         name="letter_date")
    aside = period_text(statement, template.language) if statement else long_date(letter_date, template.language)
    return LetterContent(
        template.kind, template.language, str(fields["letter_no"]), letter_date, draft.title, draft.subtitle, aside,
        letterhead, tuple(draft.body), _seal_places(draft.closing),
        tuple(draft.annex) if _has_grid(draft.annex) else (), _slip(draft.slip),
        tuple(dict.fromkeys(draft.writer.missing)), bool(fields["seal"]))


class _Draft:
    """Sorts the finished lines into body, closing, schedule and slip."""

    def __init__(self, language: str, writer: _Writer, blocks: Blocks) -> None:
        self.language, self.writer, self.blocks = language, writer, blocks
        self.title = self.subtitle = ""
        self.body: list[Element] = []
        self.annex: list[Element] = []
        self.closing: list[str] = []
        self.slip: list[tuple[str, str]] = []
        self.target = self.body

    def take(self, line: Line, reply_slip: bool) -> None:
        style = line.style
        if style in ("cut", "slip", "slip_title"):
            if reply_slip:
                self.slip.append((style, self.writer.line(line)))
            return
        text = self.writer.line(line)
        if style == "title":
            self.title = text
        elif style == "subtitle":
            self.subtitle = text
        elif style == "closing":
            self.closing.append(text)
        elif style == "schedule":
            self.target = self.annex
            self.target.append(Paragraph(text, "annex"))
        elif style == "lead" and self.blocks.statement and "customer_name" in text_fields(line):
            self.target.append(summary_box(self.blocks.statement, self.writer.value("customer_name"), self.language))
        else:
            self.target.extend(_elements(text, line, self.blocks, self.language, self.writer.currency))


def text_fields(line: Line) -> set[str]:
    """Names of the plain merge fields of a line."""
    return {node.name for node in line.nodes if isinstance(node, Field)}


def _has_grid(elements: list[Element]) -> bool:
    return any(not isinstance(element, Paragraph) for element in elements)


def _elements(text: str, line: Line, blocks: Blocks, language: str, currency: str) -> list[Element]:
    """A paragraph, cut where tables stand in it."""
    parts: list[Element] = []
    for index, piece in enumerate(_BLOCK.split(text)):
        if index % 2:
            parts.extend(block_elements(piece, blocks, language, currency))
        elif piece.strip():
            style = "lead" if line.style == "lead" else "body" if not parts else "continued"
            parts.append(Paragraph(piece.strip(" "), style))  # type: ignore[arg-type]
    return parts


def _seal_places(lines: list[str]) -> tuple[tuple[str, ...], ...]:
    """One seal place, or as many as the first line with `|` names; further lines stand under each of them."""
    split = next((line for line in lines if "|" in line), None)
    if split is None:
        return (tuple(line for line in lines if line),) if lines else ()
    parties = [party.strip() for party in split.split("|") if party.strip()]
    return tuple((party, *(line for line in lines if line and line != split)) for party in parties)


def _slip(lines: list[tuple[str, str]]) -> Slip | None:
    if not lines:
        return None
    by_style = {style: text for style, text in lines if style != "slip"}
    return Slip(by_style.get("cut", ""), by_style.get("slip_title", ""),
                tuple(text for style, text in lines if style == "slip" and text))


class _Writer:
    """Fills lines; remembers which fields nobody knew."""

    def __init__(self, template: Template, fields: Mapping[str, object], yuan: str) -> None:
        language = template.language
        self.language, self.fields = language, dict(fields)
        self.currency = str(fields["currency"])
        self.words = currency_words(self.currency, language)
        self.missing: list[str] = []
        total = "closing_balance" if template.kind == "L6" else "total_due"
        for name, source in (("total_cn", total), ("principal_cn", "principal_due")):
            amount = fields.get(source)
            capital = isinstance(amount, Decimal) and self.currency == "CNY" and language == "zh" and fields["seal"]
            self.fields[name] = PREFIX + rmb(amount, yuan) if capital and isinstance(amount, Decimal) else None

    def line(self, line: Line) -> str:
        """The finished text; blocks stay as marks."""
        return self._tidy(self._fill(line.nodes))

    def _fill(self, nodes: tuple[Node, ...], missing: list[str] | None = None) -> str:
        """`missing` collects the unknown fields where the caller decides; None: they go onto the letter's list."""
        return "".join(self._node(node, missing) for node in nodes)

    def _node(self, node: Node, missing: list[str] | None) -> str:
        if isinstance(node, Text):
            return self._text(node.text)
        if isinstance(node, Field):
            return self._field(node, missing)
        if isinstance(node, Clause):
            return self._clause(node, missing)
        return self._option(node, missing)

    def _text(self, text: str) -> str:
        """人民币 stands for the currency's Chinese name (DOMAIN I4)."""
        if self.language == "zh" and self.currency != "CNY":
            return text.replace(PREFIX, self.words["currency_name"])
        return text

    def _field(self, node: Field, missing: list[str] | None) -> str:
        if node.name in BLOCKS:
            return f"\ue002{node.name}\ue003"
        value = self.value(node.name)
        if node.condition:
            if not value and missing is not None:
                missing.append(node.name)
            return ""
        if value:
            return value
        if missing is not None:
            missing.append(node.name)
            return ""
        if node.name in HISTORY:
            return _NO_HISTORY
        if node.name in OPTIONAL:
            return self._fallback(node.name)
        self.missing.append(node.name)
        return BLANK

    def _fallback(self, name: str) -> str:
        if name == "contract_no":
            return "双方合同" if self.language == "zh" else "our contract"
        return _GONE

    def _clause(self, node: Clause, missing: list[str] | None) -> str:
        given = self.fields.get(node.name)
        if given is not None and node.name in self.fields:
            text = self._show(given)
            if not text and missing is not None:
                missing.append(node.name)
            return text
        unknown: list[str] = []
        text = self._fill(node.usual, unknown)
        return "" if unknown else text

    def _option(self, node: Option, missing: list[str] | None) -> str:
        unknown: list[str] = []
        text = self._fill(node.then, unknown)
        return self._fill(node.otherwise, missing) if unknown else text

    def value(self, name: str) -> str:
        """What a field prints; "" when unknown."""
        if name in self.words:
            return self.words[name]
        value = self.fields.get(name)
        if value is None or (name in ZERO_IS_NONE and value == 0):
            return ""
        return self._show(value)

    def _show(self, value: object) -> str:
        if isinstance(value, date):
            return long_date(value, self.language)
        if isinstance(value, Decimal):
            return display(value, self.currency)
        if isinstance(value, (list, tuple)):
            shown = [self._show(part) for part in value]
            if self.language == "zh":
                return "、".join(shown)
            return " and ".join(filter(None, (", ".join(shown[:-1]), *shown[-1:])))
        return " ".join(str(value).split()) if isinstance(value, str) else str(value)

    def _tidy(self, text: str) -> str:
        """Drop sentences that quote what is not on record and brackets that say nothing."""
        if _NO_HISTORY in text:
            text = "".join(part for part in _SENTENCE.findall(text) if _NO_HISTORY not in part)
        if _GONE in text:
            text = _BRACKET.sub(_bracket, text).replace(_GONE, "")
        return re.sub(r" {2,}", " ", text).strip(" ")


def _bracket(match: re.Match[str]) -> str:
    """A bracket without the parts that have nothing to say; none at all when nothing is left."""
    whole, (opening, inner, closing) = match.group(0), match.groups()
    if _GONE not in inner:
        return whole
    parts = [part.strip() for part in re.split("[；;]", inner) if _GONE not in part]
    separator = "；" if opening == "（" else "; "
    return whole[:whole.index(opening)] + f"{opening}{separator.join(parts)}{closing}" if parts else ""


