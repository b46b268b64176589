"""The names of age classes, the same on screen and in files."""

from __future__ import annotations

from ...domain.insight.basis import BY_DUE, BY_INVOICE
from ...i18n import _, ngettext


def bucket_title(key: str, basis: str = BY_DUE) -> str:
    """A bucket's key in words: "not_due", "1-30", "91+", "0-1y", "3y+"."""
    if key == "not_due":
        return _("Not due")
    if key.endswith("y+"):
        years = int(key[:-2])
        return ngettext("Over {years} year", "Over {years} years", years).format(years=years)
    if key.endswith("y"):
        first, last = (int(part) for part in key[:-1].split("-"))
        if not first:
            return ngettext("Up to {years} year", "Up to {years} years", last).format(years=last)
        return _("{first}–{last} years").format(first=first, last=last)
    if key.endswith("+"):
        return _("{days}+ days").format(days=int(key[:-1]) - 1)
    start, end = key.split("-")
    # by invoice date there is no not-due column, so age 0 stands in the first bucket (DOMAIN E12)
    return _("{first}–{last} days").format(first="0" if basis == BY_INVOICE and start == "1" else start, last=end)
