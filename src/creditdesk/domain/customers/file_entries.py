"""Entries of a customer's file: checked field by field, and what follows from them (DOMAIN B5-B10)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, ROUND_HALF_UP

from ..collections.regimes import BODY_MAXIMUM, SILENT_DAYS
from ..dates import check_range, parse_date
from ..errors import CreditDeskError, InputError, ManyErrors, N_
from ..ledger.terms import ACCEPTANCE, CONFIRMATION, DELIVERY, parse_terms
from ..money import parse
from .file_kinds import (
    AMOUNT,
    BAD,
    CHOICE,
    DATE,
    DOUBT,
    EntryField,
    EntryKind,
    FLAG,
    GOOD,
    KINDS,
    OWNER,
    SHARE,
    SIGN_OFFS,
    STEP,
    TERMS,
    VISIT_CHECKS,
)

_MARK_POINTS = {GOOD: Decimal(1), DOUBT: Decimal("0.5"), BAD: Decimal(0)}
#: answers a visit needs before it says anything about the firm (design)
_ENOUGH = 6


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One entry: values are texts by field, flags "yes", checks "item=mark" one a line. `file_id` 0 = no file."""

    id: int
    customer_id: int
    kind: str
    date: dt.date
    values: Mapping[str, str]
    file_id: int = 0
    file_name: str = ""
    replaces: int = 0
    created_by: str = ""
    ended_on: dt.date | None = None
    end_reason: str = ""
    created_at: str = ""

    def value(self, name: str) -> str:
        return self.values.get(name, "")

    def checks(self, name: str = "checks") -> dict[str, str]:
        """The marks of a check list."""
        return dict(line.split("=", 1) for line in self.value(name).splitlines() if "=" in line)

    def day(self, name: str) -> dt.date | None:
        return dt.date.fromisoformat(self.value(name)) if self.value(name) else None


def checked(entry: FileEntry, among: Mapping[str, EntryKind] = KINDS) -> FileEntry:
    """The entry with its fields in their written form; ManyErrors or InputError names the field. `among` are the kinds there are."""
    kind = among.get(entry.kind)
    if kind is None:
        raise InputError(N_("The file has no part “{value}”."), code="unknown_kind", field="kind", value=entry.kind)
    check_range(entry.date, "date")
    kept: dict[str, str] = {}
    wrong: list[CreditDeskError] = []
    for field in kind.fields:
        try:
            if text := _written(field, entry.value(field.name).strip()):
                kept[field.name] = text
        except CreditDeskError as error:
            error.field = field.name
            wrong.append(error)
    if not wrong:
        wrong += _together(replace(entry, values=kept))
    if wrong:
        raise wrong[0] if len(wrong) == 1 else ManyErrors(wrong)
    return replace(entry, values=kept)


def _written(field: EntryField, text: str) -> str:
    if not text:
        if field.required:
            raise InputError(N_("Please fill this in."), code="required", field=field.name)
        return ""
    if field.kind == DATE:
        return check_range(parse_date(text), field.name).isoformat()
    if field.kind == AMOUNT:
        amount = parse(text)
        if amount < 0 and field.name != "net_assets":  # a firm may owe more than it owns
            raise InputError(N_("This cannot be negative."), code="bad_amount", field=field.name, value=text)
        return f"{amount:f}"
    if field.kind == SHARE:
        found = share(text)
        if not 0 <= found <= 1:
            raise InputError(N_("A share lies between 0 and 100 %."), code="bad_share", field=field.name, value=text)
        return f"{found:f}"
    if field.kind == TERMS:
        return parse_terms(text).canonical
    if field.kind == CHOICE and field.choices is not None and text not in field.choices:
        raise InputError(N_("“{value}” is not one of the choices."), code="bad_choice", field=field.name, value=text)
    if field.name == "level" and text not in ("1", "2", "3", "4", "5"):
        raise InputError(N_("The result is a figure from 1 to 5."), code="bad_level", field=field.name, value=text)
    if field.name == "year" and not (len(text) == 4 and text.isdigit()):
        raise InputError(N_("Write the year with four figures."), code="bad_year", field=field.name, value=text)
    return "yes" if field.kind == FLAG else text


def _together(entry: FileEntry) -> list[CreditDeskError]:
    """What two fields say against each other."""
    found: list[CreditDeskError] = []
    for first, last in (("signed_on", "ends_on"), ("begins_on", "ends_on"), ("begins", "ends")):
        begin, end = entry.day(first), entry.day(last)
        if begin is not None and end is not None and end < begin:
            found.append(InputError(N_("The end lies before the beginning."), code="out_of_range", field=last))
            break
    if entry.value("approved") and entry.value("requested") and not Decimal(entry.value("requested")):
        found.append(InputError(N_("Say what was requested."), code="required", field="requested"))
    if (entry.value("revenue") or entry.value("net_assets")) and entry.kind == "agency" and not entry.value("year"):
        found.append(InputError(N_("Write the year with four figures."), code="bad_year", field="year"))
    return found


def share(text: str) -> Decimal:
    """A share typed as 5%, 5 or 0.05: above 1 it is a percentage."""
    plain = text.replace("％", "%").strip()
    value = parse(plain.rstrip("%").strip())
    return value / 100 if plain.endswith("%") or value > 1 else value


def visit_level(marks: Mapping[str, str]) -> int | None:
    """QL4 from the check list: 1 + 4 × the mean mark, half-up; None with fewer than six answers; moving out is 1 (design)."""
    points = [_MARK_POINTS[mark] for item, mark in marks.items() if item in VISIT_CHECKS and mark in _MARK_POINTS]
    if marks.get("moving") == BAD:
        return 1
    if len(points) < _ENOUGH:
        return None
    mean = sum(points, Decimal(0)) / len(points)
    return int((1 + 4 * mean).quantize(Decimal(1), ROUND_HALF_UP))


def reference_word(answers: Iterable[str]) -> str | None:
    """TR1 of the references asked: any refused, any slow over 30 days, then the counts; None when nobody answered (C4)."""
    told = [answer for answer in answers if answer]
    if not told:
        return None
    if "refused" in told:
        return "refused"
    if "slow_over_30" in told:
        return "slow_over_30d"
    if len(told) == 1:
        return "only_1"
    if "slow_30" in told:
        return "slow_to_30d"
    return "3_prompt" if len(told) >= 3 else "2_prompt"


def insurer_word(requested: Decimal, approved: Decimal, ground: str) -> str:
    """EX5 of an insurer's decision: the share approved; nothing at all is a refusal, without a ground for want of information."""
    if not approved:
        return "refused_adverse" if ground in ("adverse", "withdrawn") else "refused_no_information"
    return f"{(approved / requested).quantize(Decimal('0.0001')).normalize():f}"


def contract_flags(entry: FileEntry, size: str = "") -> tuple[str, ...]:
    """What makes a contract amber (DOMAIN B10, J29): no start of the term, no interest clause, a bad mark in the review,
    pay-when-paid, a longer term than usual by law; `size` is the buyer's where the contract does not say it."""
    found = []
    event = entry.value("terms") and parse_terms(entry.value("terms")).type in (DELIVERY, ACCEPTANCE, CONFIRMATION)
    if not entry.value("trigger") and not event:
        found.append(N_("no clear start of the term"))
    if not entry.value("interest"):
        found.append(N_("no interest clause"))
    if BAD in entry.checks().values():
        found.append(N_("the review found something wrong"))
    if entry.value("pay_when_paid"):
        found.append(N_("pays when paid"))
    if entry.value("title_kept") and not entry.value("registered"):
        found.append(N_("title retention not registered"))
    buyer = entry.value("size") or size
    if buyer in SILENT_DAYS:
        if entry.value("terms") and parse_terms(entry.value("terms")).longest > BODY_MAXIMUM:
            found.append(N_("term over 60 days"))
        if not entry.value("sme_notice"):
            found.append(N_("not told that we are an SME"))
    return tuple(found)


def signs_seen(entry: FileEntry) -> int:
    """How many signs of trouble a risk check found (DOMAIN A106)."""
    return sum(1 for mark in entry.checks().values() if mark == BAD)


def sign_offs(entry: FileEntry) -> dict[str, str]:
    """Who signed a contract off for each part, "" for nobody yet."""
    return {part: entry.value(f"signed_{part}") for part in SIGN_OFFS}


def step_state(entry: FileEntry, as_of: dt.date) -> str:
    """"done", "late", "due" within 30 days, or "open": where a step of a contract stands."""
    done, due = entry.day("done_on"), entry.day("due_on")
    if done is not None and done <= as_of:
        return "done"
    if due is None:
        return "open"
    return "late" if due < as_of else "due" if due <= as_of + dt.timedelta(30) else "open"


def steps_of(entries: Sequence[FileEntry], root: int) -> tuple[FileEntry, ...]:
    """The steps of a contract, the earliest due first; `root` is the first version of the contract."""
    found = [entry for entry in entries if entry.kind == STEP and entry.value("of") == str(root)]
    return tuple(sorted(found, key=lambda entry: (entry.value("due_on") or "9999", entry.id)))


def held_shares(entries: Iterable[FileEntry]) -> Decimal:
    """What the shareholders on file hold together, a fraction."""
    return sum((Decimal(entry.value("share")) for entry in entries if entry.kind == OWNER
                and entry.value("role") == "shareholder" and entry.value("share")), Decimal(0))


def ring(owners: Mapping[int, Iterable[int]], start: int) -> tuple[int, ...]:
    """A way from a firm over its owners back to itself, the firm at both ends; () where there is none."""
    reached: list[tuple[int, ...]] = [(start,)]
    seen: set[int] = set()
    while reached:
        way = reached.pop()
        for owner in owners.get(way[-1], ()):
            if owner == start:
                return (*way, start)
            if owner not in seen:
                seen.add(owner)
                reached.append((*way, owner))
    return ()
