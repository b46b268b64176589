"""Columns of the tables of validation: classes of scores, and grades against their default probability (DOMAIN C11)."""

from __future__ import annotations

from creditdesk.i18n import _
from creditdesk.ui.credit import words
from creditdesk.ui.tables.columns import Column, Tag


def rank_columns() -> list[Column]:
    """Classes of scores with their cases, bad ones, and the share of all bad ones caught from the worst up."""
    return [Column("grade", _("Grade"), strong=True), Column("cases", _("Cases"), "int", width=76),
            Column("bads", _("Bad"), "int", width=64), Column("rate", _("Bad rate"), "percent", decimals=1, width=90),
            Column("caught", _("Caught"), "percent", decimals=0, width=84)]


def calibration_columns() -> list[Column]:
    """Grades with their cases, what came of them against the default probability, and whether it fits."""
    return [
        Column("grade", _("Grade"), "grade", width=76), Column("cases", _("Cases"), "int", width=66),
        Column("bads", _("Bad"), "int", width=56), Column("rate", _("Bad rate"), "percent", decimals=1, width=82),
        Column("interval", _("95% interval"), align="right", width=118, tone=lambda _row: "t2",
               value=lambda row: f"{words.percent(row.low)} – {words.percent(row.high)}", sort_key=lambda row: row.low),
        Column("pd", _("PD"), "percent", decimals=1, width=76),
        Column("fits", _("Fits"), "tag", value=lambda row: Tag(_("fits"), "ok") if row.calibrated else
               Tag(_("higher"), "danger") if row.rate is not None and row.rate > row.pd else Tag(_("lower"), "track"))]
