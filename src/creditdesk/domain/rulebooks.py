"""The firm's rulebooks: texts with fields for the live figures of the policy, and how such a text is read (DOMAIN A14)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from .errors import InputError, N_

RULEBOOKS: Mapping[str, str] = {
    "control": N_("Credit control rules"), "risk": N_("Credit risk rules"),
    "receivables": N_("Rules on receivables and collection"), "file": N_("Rules on the credit file")}
TABLES = frozenset({"grades_table", "matrix_table"})
FIELDS = frozenset(
    "company day currency scope strategy overdue_rule posture trial_amount trial_deposit single_share single_budget group_share "
    "section_share new_share sla_days single_rule temporary_days order_rule loss_share overdue_share min_grade own_net_assets "
    "ar_budget report_rule warn_at".split()) | TABLES
LONGEST = 20_000
_FIELD = re.compile(r"\{([^{}\n]*)\}")


@dataclass(frozen=True, slots=True)
class RulePart:
    """A heading, "" for none, with paragraphs; a paragraph that is one of TABLES stands for that table."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleText:
    """A rulebook as read: its title and parts, the fields still in it."""

    title: str
    parts: tuple[RulePart, ...]


def read_rules(source: str) -> RuleText:
    """`# title`, `## heading`, paragraphs between blank lines. InputError `unknown_field` names a wrong field and its line."""
    if len(source) > LONGEST:
        raise InputError(N_("At most {count} characters."), code="too_long", field="text", count=LONGEST)
    title, parts, heading, paragraphs = "", list[RulePart](), "", list[str]()
    for number, raw in enumerate(source.splitlines(), 1):
        line = raw.strip()
        for name in _FIELD.findall(line):
            if name not in FIELDS:
                raise InputError(N_("Line {line}: there is no field “{value}”."), code="unknown_field", field="text", line=number,
                                 value=name)
        if line.startswith("## "):
            parts.append(RulePart(heading, tuple(paragraphs)))
            heading, paragraphs = line[3:].strip(), []
        elif line.startswith("# ") and not title:
            title = line[2:].strip()
        elif line:
            paragraphs.append(line)
    parts.append(RulePart(heading, tuple(paragraphs)))
    if not title:
        raise InputError(N_("The text begins with “# ” and its title."), code="missing", field="text")
    return RuleText(title, tuple(part for part in parts if part.heading or part.paragraphs))


def table_of(paragraph: str) -> str:
    """The table a paragraph stands for, "" for words."""
    found = _FIELD.fullmatch(paragraph)
    return found[1] if found and found[1] in TABLES else ""


def filled(paragraph: str, values: Mapping[str, str]) -> str:
    """The paragraph with its fields filled in; what is not known prints a blank line to fill in."""
    return " ".join(_FIELD.sub(lambda match: values.get(match[1]) or ("____" if match[1] not in values else ""), paragraph).split())
