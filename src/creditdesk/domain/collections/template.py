"""The format of a letter's text: lines, merge fields, clauses and optional parts (DOMAIN I4).

A line is a paragraph, blank lines part nothing else. Marks at the start of a line:
`# ` title, `## ` subtitle, `> ` addressee line, `>> ` closing line (`|` parts several seal places), `=== ` schedule
after the closing, `--- ` cut line: what follows is the reply slip.
Inside a line: `{name}` merge field, `{name:text}` clause with its usual text, `[[text|else]]` text that needs all of
its fields (the part after `|` stands in otherwise), `{?name}` a condition that prints nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from ..errors import InputError, N_

Style = Literal["title", "subtitle", "lead", "body", "closing", "schedule", "cut", "slip", "slip_title"]
BLOCKS = frozenset({"invoice_table", "interest_table", "statement_table", "instalment_table"})
_MARKS: tuple[tuple[str, Style], ...] = (
    ("## ", "subtitle"), ("# ", "title"), (">> ", "closing"), ("> ", "lead"), ("=== ", "schedule"), ("--- ", "cut"))
_NAME = re.compile(r"\{(\??)([a-z][a-z0-9_]*)(:|\})")


@dataclass(frozen=True, slots=True)
class Text:
    """Words as they stand."""

    text: str


@dataclass(frozen=True, slots=True)
class Field:
    """A merge field; a condition prints nothing."""

    name: str
    condition: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """A merge field with its usual text."""

    name: str
    usual: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """Text that stands only when all of its fields are known."""

    then: tuple[Node, ...]
    otherwise: tuple[Node, ...]


Node = Text | Field | Clause | Option


@dataclass(frozen=True, slots=True)
class Line:
    style: Style
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """A parsed letter text: `kind` L1…L9, `language` zh or en."""

    kind: str
    language: str
    lines: tuple[Line, ...]
    source: str


def parse_template(source: str, kind: str, language: str, allowed: Collection[str]) -> Template:
    """Read a letter's text; InputError `unknown_field`, `bad_template` or `no_title` names what is wrong and where."""
    lines: list[Line] = []
    slip = False
    for number, raw in enumerate(source.lstrip("\ufeff").splitlines(), 1):
        body = raw.strip()
        if not body:
            continue
        style, body = _style(body, slip)
        slip = slip or style == "cut"
        lines.append(Line(style, _Reader(body, number, allowed).read()))
    if not any(line.style == "title" for line in lines):
        raise InputError(N_("The letter has no title: begin a line with “# ”."), code="no_title", field="text")
    return Template(kind, language, tuple(lines), source)


def _style(body: str, slip: bool) -> tuple[Style, str]:
    for mark, style in _MARKS:
        if (body + " ").startswith(mark):
            if slip:
                style = "slip_title" if style == "title" else "slip"
            return style, body[len(mark):].strip()
    return ("slip" if slip else "body"), body


def fields_of(nodes: tuple[Node, ...]) -> Iterator[str]:
    """Names of all merge fields and clauses below `nodes`, in order."""
    for node in nodes:
        if isinstance(node, (Field, Clause)):
            yield node.name
        if isinstance(node, Clause):
            yield from fields_of(node.usual)
        elif isinstance(node, Option):
            yield from fields_of(node.then)
            yield from fields_of(node.otherwise)


class _Reader:
    """Recursive descent over one line."""

    def __init__(self, text: str, number: int, allowed: Collection[str]) -> None:
        self.text, self.number, self.allowed, self.at = text, number, allowed, 0

    def read(self) -> tuple[Node, ...]:
        nodes = self._nodes(())
        if self.at < len(self.text):
            raise self._bad()
        return nodes

    def _bad(self) -> InputError:
        return InputError(N_("Line {line}: a bracket is missing or too many near “{text}”."), code="bad_template",
                          field="text", line=self.number, text=self.text[max(0, self.at - 12):self.at + 12])

    def _nodes(self, ends: tuple[str, ...]) -> tuple[Node, ...]:
        """Up to one of `ends`, which is left unread; without ends to the end of the line."""
        nodes: list[Node] = []
        words = ""
        while self.at < len(self.text):
            if any(self.text.startswith(end, self.at) for end in ends):
                break
            character = self.text[self.at]
            if self.text.startswith("[[", self.at) or character == "{":
                if words:
                    nodes.append(Text(words))
                    words = ""
                nodes.append(self._option() if character == "[" else self._field())
            elif character == "}" or self.text.startswith("]]", self.at):
                raise self._bad()
            else:
                words += character
                self.at += 1
        if words:
            nodes.append(Text(words))
        return tuple(nodes)

    def _option(self) -> Option:
        self.at += 2
        then = self._nodes(("|", "]]"))
        otherwise: tuple[Node, ...] = ()
        if self.text.startswith("|", self.at):
            self.at += 1
            otherwise = self._nodes(("]]",))
        if not self.text.startswith("]]", self.at):
            raise self._bad()
        self.at += 2
        return Option(then, otherwise)

    def _field(self) -> Node:
        match = _NAME.match(self.text, self.at)
        if not match:
            close = self.text.find("}", self.at)
            if close < 0:
                raise self._bad()
            raise self._unknown(self.text[self.at + 1:close])
        condition, name, end = match.groups()
        if name not in self.allowed:
            raise self._unknown(name)
        self.at = match.end()
        if end == "}":
            return Field(name, bool(condition))
        usual = self._nodes(("}",))
        if self.at >= len(self.text):
            raise self._bad()
        self.at += 1
        return Clause(name, usual)

    def _unknown(self, name: str) -> InputError:
        return InputError(N_("Line {line}: the field {{{name}}} does not exist."), code="unknown_field", field=name,
                          line=self.number, name=name)
