"""The list of customers to be chased, in groups by the age of what they owe (DESIGN 9, screen 07)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter

from creditdesk.domain.money import display
from creditdesk.i18n import _, listed, ngettext
from creditdesk.services.collections.board import ChaseRow
from creditdesk.ui.collections import words
from creditdesk.ui.insight import wording
from creditdesk.ui.style.icons import paint_icon
from creditdesk.ui.tables.columns import Column, Tag
from creditdesk.ui.tables.delegate import CellDelegate
from creditdesk.ui.tables.grouped import Group, GroupedDelegate, GroupedModel, GroupedTable
from creditdesk.ui.tables.layout_store import Settings
from creditdesk.ui.widgets import marks

NAME, WHEN, PROMISE, PHONE = "name", "when", "promise", "phone"
LOST = frozenset({"wrong_number"})


def mark_of(row: ChaseRow) -> Tag | None:
    """The one thing to know of a customer beside the figures."""
    if row.disputed:
        return Tag(_("Disputed"), "warn", "flag")
    if row.vetoed:
        return Tag(_("Grade D"), "danger", "prohibit")
    if row.result in LOST:
        return Tag(_("Unreachable"), "danger", "warning-circle")
    if row.work.promise == "broken":
        return Tag(_("Promise broken"), "danger", "x-circle")
    if row.work.promise == "kept":
        return Tag(_("Promise kept"), "ok", "check")
    return None


def _who(row: ChaseRow) -> str:
    """Name, mark, code and whom to reach."""
    mark = mark_of(row)
    return "\n".join(filter(None, (row.work.name, mark.text if mark else "", row.work.code, row.work.contact, row.work.phone)))


def promise_words(row: ChaseRow, today: date) -> str:
    """"11-20 ¥150,000" while it is pending."""
    work = row.work
    if work.promise != "pending" or work.promise_amount is None:
        return ""
    return f"{words.short_day(work.promise_date, today)} {wording.with_currency(work.promise_amount, work.promise_currency)}"


def overdue_tip(row: ChaseRow) -> str:
    """How the figure is made up and why the row stands where it does."""
    work = row.work
    lines = [words.order_words(row, display(work.overdue, work.currency), f"{work.priority:,.0f}")]
    if row.disputed:
        lines.insert(0, _("{amount} of it is disputed and not demanded").format(amount=display(row.disputed, work.currency)))
    if work.unrated:
        lines.append(_("Without exchange rate, not counted: {currencies}").format(currencies=listed(work.unrated)))
    return "\n".join(lines)


def columns(today: date, currency: str) -> list[Column]:
    """The columns of screen 07; money in the book's own currency."""
    unit = wording.unit_words(currency)
    return [
        Column(NAME, _("Customer"), value=lambda row: row.short_name, badge=lambda row: row.work.grade or "NR",
               tip=_who),
        Column("overdue", _("Overdue ({unit})").format(unit=unit), "money", width=108, currency=currency, tip=overdue_tip),
        Column("days", _("Days"), "days", value=lambda row: row.work.days_overdue or None, width=52),
        Column("next", _("Next step"), value=words.next_step, width=138, tip=words.next_step, grows=True),
        Column(WHEN, _("Date"), value=lambda row: when_words(row, today), width=64,
               sort_key=lambda row: row.work.next_date, tone=lambda row: "" if row.work.due_today else "t2"),
        Column(PROMISE, _("Promise"), value=lambda row: promise_words(row, today), width=138,
               sort_key=lambda row: row.work.promise_date if row.work.promise == "pending" else None, tone=lambda row: "t2"),
        Column(PHONE, "", value=lambda row: "", width=42, tip=lambda row: _("Log a contact with {name}").format(
            name=row.short_name)),
        Column("disputed", _("Disputed ({unit})").format(unit=unit), "money", width=112, currency=currency, shown=False,
               value=lambda row: row.disputed or None),
        Column("priority", _("Priority"), "int", value=lambda row: int(row.work.priority), width=90, shown=False,
               tip=overdue_tip),
        Column("letter", _("Letter"), width=120, shown=False, value=letter_words),
        Column("last", _("Last contact"), "date", value=lambda row: row.work.last_touch, width=104, shown=False),
        Column("salesperson", _("Salesperson"), value=lambda row: row.work.salesperson, width=104, shown=False),
    ]


def when_words(row: ChaseRow, today: date) -> str:
    """“Today” for what is due, also when its day has passed."""
    return _("Today") if row.work.due_today else words.short_day(row.work.next_date, today)


def letter_words(row: ChaseRow) -> str:
    """The letters that may go out now, or why none."""
    if row.work.skip:
        return words.skip_words(row.work.skip)
    return listed(dict.fromkeys(words.letter_name(letter.kind) for letter in row.letters))


def band(stage: int, rows: Sequence[ChaseRow]) -> Group:
    """Days and policy of a stage, its customers and what they owe."""
    count = ngettext("{count} customer", "{count} customers", len(rows)).format(count=f"{len(rows):,}")
    total = sum((row.overdue for row in rows), Decimal(0))
    return Group(stage, words.bucket_words(stage), _(words.POLICIES.get(stage, "")), words.TOKENS.get(stage, "a4"), count,
                 display(total, rows[0].work.currency if rows else "CNY"))


class ChaseDelegate(GroupedDelegate):
    """Adds the tag behind the name, the handshake before a promise, the phone, and a bold “Today”."""

    def _words(self, painter: QPainter, inner: QRect, row: Any, column: Column, value: Any, selected: bool,
               typed: str) -> None:
        if not isinstance(row, ChaseRow):
            super()._words(painter, inner, row, column, value, selected, typed)
            return
        if column.key == PHONE:
            paint_icon(painter, QRectF(inner), "phone", self.theme.colour("t2"), 16)
            return
        if column.key == PROMISE and value:
            paint_icon(painter, QRectF(inner.left(), inner.top(), 15, inner.height()), "handshake", self.theme.colour("acc"), 15)
            inner = inner.adjusted(20, 0, 0, 0)
        tag = mark_of(row) if column.key == NAME else None
        if tag is not None:
            inner = self._tagged(painter, inner, tag, str(value), selected)
        if column.key == WHEN and row.work.due_today:
            column = replace(column, strong=True)
        super()._words(painter, inner, row, column, value, selected, typed)

    def _tagged(self, painter: QPainter, inner: QRect, tag: Tag, name: str, selected: bool) -> QRect:
        """Draw the tag behind the name, as far as there is room, and return what is left for the name."""
        painter.setFont(self.theme.font(13, bold=selected))
        used = painter.fontMetrics().horizontalAdvance(name)
        width = min(marks.tag_width(self.theme, tag.text, tag.icon), inner.width())
        left = inner.left() + used + 8
        if left + width > inner.right():  # the name comes first; the tip says the rest
            width, tag = 28, Tag("", tag.tone, tag.icon)
            left = min(left, inner.right() - width)
        height = self.theme.px(20)
        box = QRectF(left, inner.center().y() - height / 2 + 1, width, height)
        marks.paint_tag(painter, box, tag.text, tag.tone, tag.icon, self.theme)
        return inner.adjusted(0, 0, -int(inner.right() - left) - 6, 0)


class ChaseTable(GroupedTable):
    """Fill it with `model.set_rows`; rows keep the worklist's own order inside their group."""

    delegate_class: type[CellDelegate] = ChaseDelegate

    def __init__(self, today: date, currency: str, settings: Settings | None) -> None:
        self.rows_model = GroupedModel(columns(today, currency), key=lambda row: row.customer_id, group_of=lambda row: row.stage,
                             describe=band, search=lambda row: f"{row.work.code} {row.work.name} {row.work.phone}")
        super().__init__(self.rows_model, _("Customers to chase"), settings=settings, name="collections", checkable=True)
        self.set_empty(_("No customer to chase"), _("Nothing undisputed is overdue."), "", "bell-ringing")
