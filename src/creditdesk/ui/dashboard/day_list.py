"""The day at the right of the dashboard: what to handle, whom to follow up, what is coming, what is done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from creditdesk.domain.insight.dashboard import COMING, DayTask, DONE, FIRST, GROUPS, TODAY
from creditdesk.i18n import _, ngettext
from creditdesk.ui.insight import wording
from creditdesk.ui.style.icons import IconMark
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.controls import button, label, link, rule
from creditdesk.ui.widgets.elided import ElidedLabel
from creditdesk.ui.widgets.empty_state import EmptyState

#: icon and its colour, by kind
_MARKS = {"over_limit": ("warning-circle", "dan"), "aged": ("flag", "dan"), "broken": ("handshake", "dan"),
          "limitation": ("hourglass", "dan"), "promise": ("handshake", "acc"), "unapplied": ("money", "acc"),
          "touch": ("phone", "acc"), "limit_ends": ("calendar-blank", "t3"), "backup": ("floppy-disk", "t3"),
          "regraded": ("scales", "war"), "cover_ends": ("shield-check", "war")}
#: how many lines of a group are shown before "more"
_SHOWN = {FIRST: 5, TODAY: 8, COMING: 5, DONE: 6}


def _group_title(group: str) -> str:
    return {FIRST: _("Do first"), TODAY: _("Follow up today"), COMING: _("Coming up"), DONE: _("Done")}[group]


def _action(kind: str) -> str:
    return {"over_limit": _("Handle"), "aged": _("View"), "broken": _("Call"), "limitation": _("Handle"),
            "promise": _("Check"), "unapplied": _("Allocate"), "touch": _("Log"), "limit_ends": _("Review"),
            "cover_ends": _("Review"), "backup": _("Back up")}.get(kind, _("View"))


def task_words(task: DayTask) -> tuple[str, str]:
    """The two lines of a task in the language spoken now."""
    fields = {name: _said(name, value, task.currency) for name, value in task.fields.items()}
    detail = _(task.detail).format(**fields) if task.detail else ""
    return _(task.template).format(**fields), detail


def _said(name: str, value: object, currency: str) -> object:
    if isinstance(value, Decimal):
        return wording.with_currency(value, currency)
    if isinstance(value, date):
        return f"{value:%m-%d}"
    return _(str(value)) if name in ("action", "kind") else value


def task_args(task: DayTask) -> dict[str, Any]:
    """What the page behind a task's button is told."""
    given = {"customer_id": task.customer_id, "document_id": task.target if task.kind == "unapplied" else None,
             "section": "backup" if task.kind == "backup" else None}
    return {name: value for name, value in given.items() if value is not None}


class TaskRow(QFrame):
    """A task's two lines and its one button; done ones are struck through."""

    def __init__(self, task: DayTask) -> None:
        super().__init__()
        title, detail = task_words(task)
        self.setAccessibleName(f"{title} {detail}".strip())
        row = QHBoxLayout(self)
        row.setContentsMargins(15, 3 if task.done else 5, 15, 3 if task.done else 5)
        row.setSpacing(9)
        marker = IconMark("check-circle-fill", "acc", 18) if task.done else IconMark("circle", "ctl", 18)
        row.addWidget(marker, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(1)
        first = ElidedLabel(title, "sec" if task.done else "")
        first.set_struck(task.done)
        words.addWidget(first)
        if detail:
            second = QHBoxLayout()
            second.setSpacing(3)
            second.addWidget(IconMark(*_MARKS.get(task.kind, ("info", "t3")), 14))
            second.addWidget(ElidedLabel(detail, "mut"), 1)
            words.addLayout(second)
        row.addLayout(words, 1)
        self.button = None if task.done else button(_action(task.kind), small=True)
        if self.button is not None:
            self.button.setAccessibleName(f"{_action(task.kind)}: {title}")
            row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)


class DayList(Card):
    """`asked` carries the page and what to tell it; fill it with `set_tasks`."""

    asked = Signal(str, dict)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Today's work"), "", flush=True, parent=parent)
        everything = link(_("View all"))
        everything.clicked.connect(lambda: self.asked.emit("collections", {}))
        self.add_to_head(everything)
        self.body.setSpacing(0)
        self.add(rule())
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.add(self._scroll, 1)
        self._rows: list[TaskRow] = []
        self._opened: set[str] = set()
        self._tasks: Sequence[DayTask] = ()
        self._fill(EmptyState("hourglass", _("Loading")))

    @property
    def rows(self) -> list[TaskRow]:
        """The lines shown, in order."""
        return self._rows

    def set_tasks(self, tasks: Sequence[DayTask]) -> None:
        """Show a day; long groups are cut and can be opened."""
        self._tasks = tasks
        todo = sum(not task.done for task in tasks)
        done = sum(task.done for task in tasks)
        hint = ngettext("{count} item", "{count} items", todo).format(count=todo)
        self.set_hint(hint + (" · " + _("{count} done").format(count=done) if done else ""))
        self._show()

    def _show(self) -> None:
        self._rows = []
        if not self._tasks:
            self._fill(EmptyState("check-circle", _("Nothing to do today")))
            return
        inner = QWidget()
        inner.setProperty("plain", True)
        box = QVBoxLayout(inner)
        box.setContentsMargins(0, 0, 0, 8)
        box.setSpacing(0)
        for group in GROUPS:
            mine = [task for task in self._tasks if task.group == group]
            if mine:
                self._add_group(box, group, mine)
        box.addStretch(1)
        self._fill(inner)

    def _add_group(self, box: QVBoxLayout, group: str, tasks: list[DayTask]) -> None:
        if box.count():
            box.addWidget(rule())
        head = QHBoxLayout()
        head.setContentsMargins(15, 8, 15, 2)
        head.setSpacing(6)
        title = label(_group_title(group), "strong")
        head.addWidget(title)
        head.addWidget(label(f"{len(tasks):,}", "mut"), 1)
        box.addLayout(head)
        kept = tasks if group in self._opened else tasks[:_SHOWN[group]]
        for task in kept:
            row = TaskRow(task)
            if row.button is not None:
                row.button.clicked.connect(lambda _checked=False, own=task: self.asked.emit(own.page, task_args(own)))
            self._rows.append(row)
            box.addWidget(row)
        if len(kept) < len(tasks):
            more = link(_("{count} more").format(count=len(tasks) - len(kept)))
            more.clicked.connect(lambda: self._open(group))
            indented = QHBoxLayout()
            indented.setContentsMargins(38, 0, 15, 4)
            indented.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)
            indented.addStretch(1)
            box.addLayout(indented)

    def _open(self, group: str) -> None:
        self._opened.add(group)
        self._show()

    def _fill(self, widget: QWidget) -> None:
        widget.setProperty("plain", True)
        self._scroll.setWidget(widget)
        widget.setAutoFillBackground(False)
        self._scroll.viewport().setAutoFillBackground(False)
