"""Payment terms: what people write, the one canonical form, the due date (DOMAIN D15; CLI Post, Import)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta

from ..dates import add_months, month_end, next_working_day
from ..errors import InputError, N_

NET, EOM, FIXED_DAY = "net", "eom", "fixed_day"
DELIVERY, ACCEPTANCE, CONFIRMATION = "delivery", "acceptance", "confirmation"
CIA, COD = "cia", "cod"
MAX_DAYS, MAX_MONTHS = 999, 12
ADJUSTMENTS = ("none", "next_working_day")

_DESCRIPTIONS = {
    NET: N_("net {days} days"),
    EOM: N_("end of month + {days} days"),
    FIXED_DAY: N_("day {day} of the following month"),
    DELIVERY: N_("{days} days after delivery"),
    ACCEPTANCE: N_("{days} days after acceptance"),
    CONFIRMATION: N_("{days} days after the statement is confirmed"),
    CIA: N_("cash in advance"),
    COD: N_("cash on delivery"),
}
#: as people write them into a field, in their language; what is not listed is written as the canonical text
_WRITTEN = {EOM: N_("EOM+{days}"), FIXED_DAY: N_("next-month {day}"), DELIVERY: N_("delivery+{days}"),
            ACCEPTANCE: N_("acceptance+{days}"), CONFIRMATION: N_("confirmation+{days}"), CIA: N_("CIA"), COD: N_("COD")}
#: days from the 1st of a long month to its end
_LAST_OF_MONTH = 30
_LATER_MONTH = N_("day {day} of month {months} after the invoice")


@dataclass(frozen=True, slots=True)
class Terms:
    """When an invoice falls due. `day` and `months` (1 = next month) are for fixed_day, `days` for all others."""

    type: str
    days: int = 0
    day: int = 0
    months: int = 0

    @property
    def canonical(self) -> str:
        """The one text of these terms; `parse_terms` reads it back."""
        if self.type == NET:
            return str(self.days)
        if self.type == EOM:
            return f"EOM+{self.days}"
        if self.type == FIXED_DAY:
            return f"next-month {self.day}" if self.months == 1 else f"month+{self.months} {self.day}"
        if self.type in (CIA, COD):
            return self.type.upper()
        return f"{self.type}+{self.days}"

    def writing(self) -> tuple[str, dict[str, int]]:
        """A template marked for translation and its fields; what comes out is read back by `parse_terms`."""
        template = self.canonical if self.type == FIXED_DAY and self.months > 1 else _WRITTEN.get(self.type, self.canonical)
        return template, {"days": self.days, "day": self.day}

    @property
    def longest(self) -> int:
        """The most days from an invoice to its due date: settled by the month, those of an invoice of the 1st."""
        if self.type == FIXED_DAY:
            return _LAST_OF_MONTH + 31 * (self.months - 1) + self.day
        return self.days + (_LAST_OF_MONTH if self.type == EOM else 0)

    def description(self) -> tuple[str, dict[str, int]]:
        """A template marked for translation and its fields."""
        template = _LATER_MONTH if self.type == FIXED_DAY and self.months > 1 else _DESCRIPTIONS[self.type]
        return template, {"days": self.days, "day": self.day, "months": self.months}


def net(days: int) -> Terms:
    return Terms(NET, days=days)


def _days(kind: str) -> Callable[[re.Match[str]], Terms]:
    return lambda match: Terms(kind, days=int(match[1]))


_AFTER = r"\+?(\d{1,4})(?:天|日|days?|d)?内?(?:付款|付清)?"
# read after folding widths, lower case and removal of blanks and of hyphens after letters
_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Terms]], ...] = tuple(
    (re.compile(pattern), make) for pattern, make in (
        (r"(?:net|n/|n|净|账期|开票后?|票后)?(\d{1,4})(?:\.0+)?(?:天|日|days?|d)?(?:net)?", _days(NET)),
        (r"(?:eom|月结|月底后?|月末后?|当月结)" + _AFTER, _days(EOM)),
        (r"(?:net)?(\d{1,4})(?:days?)?eom", _days(EOM)),
        (r"eom", lambda _: Terms(EOM)),
        (r"(?:nextmonth|次月|下月|下个月)(\d{1,2})(?:日|号|th|st|nd|rd)?(?:付款|付清)?",
         lambda match: Terms(FIXED_DAY, day=int(match[1]), months=1)),
        (r"(?:nextmonthend|endofnextmonth|次月底|次月末|下月底|下月末)", lambda _: Terms(FIXED_DAY, day=31, months=1)),
        (r"month\+(\d{1,2})/(\d{1,2})", lambda match: Terms(FIXED_DAY, day=int(match[2]), months=int(match[1]))),
        (r"(?:delivery|货到|到货后?|送货后?|交货后?)" + _AFTER, _days(DELIVERY)),
        (r"(?:acceptance|验收后?)" + _AFTER, _days(ACCEPTANCE)),
        (r"(?:confirmation|对账后?|对账确认后?)" + _AFTER, _days(CONFIRMATION)),
        (r"(?:cia|cashinadvance|prepaid|预付|预付款|款到发货|先款后货)", lambda _: Terms(CIA)),
        (r"(?:cod|cashondelivery|货到付款|现款现货|现款|现结)", lambda _: Terms(COD)),
    ))


def parse_terms(text: str) -> Terms:
    """The terms meant by `text`; InputError `bad_terms`. 0–999 days, day 1–31, 1–12 months ahead."""
    word = unicodedata.normalize("NFKC", str(text)).strip().lower()
    # the canonical "month+2 15" needs its blank: two figures would run together; "-30" must not become "30"
    word = re.sub(r"(?<=[a-z])[-_]", "", re.sub(r"^(month\+\d+)\s+", r"\1/", word))
    word = re.sub(r"\s+", "", word)
    for pattern, make in _FORMS:
        if match := pattern.fullmatch(word):
            terms = make(match)
            if terms.days <= MAX_DAYS and (terms.type != FIXED_DAY
                                           or (1 <= terms.day <= 31 and 1 <= terms.months <= MAX_MONTHS)):
                return terms
    raise InputError(N_("“{value}” are no payment terms. Write them like 30, EOM+30 or next-month 25."),
                     code="bad_terms", field="terms", value=str(text))


def missing_event(terms: Terms, *, delivered_on: date | None = None, accepted_on: date | None = None,
                  confirmed_on: date | None = None) -> str | None:
    """The date these terms count from and that is not known yet ("delivered_on" …), else None."""
    if terms.type in (DELIVERY, COD) and delivered_on is None:
        return "delivered_on"
    if terms.type == ACCEPTANCE and accepted_on is None:
        return "accepted_on"
    if terms.type == CONFIRMATION and confirmed_on is None:
        return "confirmed_on"
    return None


def _first_of_counting_month(invoice_date: date, cutoff_day: int | None) -> date:
    """The first day of the month the invoice counts to: after the cut-off day it is the next one."""
    first = invoice_date.replace(day=1)
    return add_months(first, 1) if cutoff_day is not None and invoice_date.day > cutoff_day else first


def due_date(terms: Terms, *, invoice_date: date, delivered_on: date | None = None, accepted_on: date | None = None,
             confirmed_on: date | None = None, cutoff_day: int | None = None, adjust: str = "none",
             holidays: Collection[date] = frozenset()) -> date:
    """The day by which to pay (DOMAIN D15).

    An event the terms count from and that is not known counts as on the invoice date (`missing_event` tells).
    `cutoff_day` 1–31 or None concerns EOM and fixed-day terms only; `adjust` is one of ADJUSTMENTS.
    """
    if adjust not in ADJUSTMENTS:
        raise ValueError(adjust)
    if cutoff_day is not None and not 1 <= cutoff_day <= 31:
        raise InputError(N_("The cut-off day must be between 1 and 31."), code="bad_cutoff", field="cutoff_day")
    events = {DELIVERY: delivered_on, COD: delivered_on, ACCEPTANCE: accepted_on, CONFIRMATION: confirmed_on}
    if terms.type == EOM:
        due = month_end(_first_of_counting_month(invoice_date, cutoff_day)) + timedelta(terms.days)
    elif terms.type == FIXED_DAY:
        month = add_months(_first_of_counting_month(invoice_date, cutoff_day), terms.months)
        due = month.replace(day=min(terms.day, month_end(month).day))
    else:
        due = (events.get(terms.type) or invoice_date) + timedelta(terms.days)
    return next_working_day(due, holidays) if adjust == "next_working_day" else due
