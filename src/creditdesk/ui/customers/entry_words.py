"""Entries of a customer's file in two lines: what it is, and the rest that lists show (DOMAIN B5-B10)."""

from __future__ import annotations

from collections.abc import Mapping

from creditdesk.domain.customers import file_kinds as kinds
from creditdesk.domain.customers.file_entries import FileEntry, signs_seen
from creditdesk.domain.customers.file_kinds import EntryField, KINDS
from creditdesk.domain.money import display, parse
from creditdesk.i18n import _, ngettext
from creditdesk.ui.customers.words import terms as terms_words
from creditdesk.ui.insight import wording

_DATED = frozenset({kinds.VISIT, kinds.EVENT, kinds.AGENCY, kinds.INSURER, kinds.RISKS})


def said(entry: FileEntry, base: str, related: Mapping[int, str] | None = None) -> tuple[str, str]:
    """An entry in two lines; `related` are names of customers by id, `base` the currency amounts are in."""
    kind = KINDS[entry.kind]
    texts = {name: shown(kind.field(name), entry.values, base, related or {}) for name in kind.shown}
    first = texts.pop(kind.shown[0])
    rest = [text for text in texts.values() if text]
    if entry.kind == kinds.PAPER:
        rest += [entry.file_name, entry.date.isoformat()]
    elif entry.kind == kinds.REFERENCE:
        rest.append(entry.date.isoformat())
    elif entry.kind == kinds.RISKS:
        seen = signs_seen(entry)
        rest.insert(0, ngettext("{count} sign of trouble", "{count} signs of trouble", seen).format(count=seen))
    return f"{entry.date} · {first}" if entry.kind in _DATED else first, " · ".join(rest)


def shown(field: EntryField, values: Mapping[str, str], base: str, related: Mapping[int, str]) -> str:
    """One field in words, "" for nothing."""
    text = values.get(field.name, "")
    if not text:
        return ""
    if field.kind == kinds.CHOICE and field.choices is not None:
        return _(field.choices[text]) if text in field.choices else text
    if field.kind == kinds.FLAG:
        return _(field.title)
    if field.kind == kinds.AMOUNT:
        return f"{_(field.title)} {display(parse(text), base)}"
    if field.kind == kinds.SHARE:
        return f"{_(field.title)} {wording.percent(parse(text), 1)}"
    if field.kind == kinds.DATE:
        return f"{_(field.title)} {text}"
    if field.kind == kinds.TERMS:
        return terms_words(text)
    if field.kind == kinds.RATE:
        return f"{_(field.title)} {text}"
    if field.kind == kinds.WHO:
        return _("our customer {name}").format(name=related.get(int(text), text)) if text.isdigit() else text
    return _("result {level} of 5").format(level=text) if field.name == "level" else text
