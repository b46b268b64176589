"""The day at the right of the dashboard: what to handle, whom to follow up, what is coming, what is done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QApplication, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from creditdesk.domain.insight.dashboard import COMING, DayTask, DONE, FIRST, GROUPS, TODAY
from creditdesk.i18n import _, ngettext, pgettext
from creditdesk.ui.dashboard.doing import CALL, LETTER, way_of
from creditdesk.ui.insight import wording
from creditdesk.ui.style.icons import IconMark, paint_icon
from creditdesk.ui.style.theme import active
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.controls import button, label, link, rule
from creditdesk.ui.widgets.elided import ElidedLabel
from creditdesk.ui.widgets.empty_state import EmptyState
from creditdesk.ui.widgets.pane import give_pane

#: icon and its colour, by kind
_MARKS = {"over_limit": ("warning-circle", "dan"), "aged": ("flag", "dan"), "broken": ("handshake", "dan"),
          "limitation": ("hourglass", "dan"), "promise": ("handshake", "acc"), "unapplied": ("money", "acc"),
          "touch": ("phone", "acc"), "limit_ends": ("calendar-blank", "t3"), "backup": ("floppy-disk", "t3"),
          "override": ("scales", "war"), "regraded": ("scales", "war"), "approval": ("scales", "war"),
          "cover_ends": ("shield-check", "war"), "held_order": ("prohibit", "dan")}
#: how many lines of a group are shown before "more"
_SHOWN = {FIRST: 5, TODAY: 8, COMING: 5, DONE: 6}


def _group_title(group: str) -> str:
    return {FIRST: _("Do first"), TODAY: _("Follow up today"), COMING: _("Coming up"), DONE: _("Done")}[group]


def _action(task: DayTask) -> str:
    if way := way_of(task):
        return {CALL: _("Log"), LETTER: pgettext("button", "Letter")}[way]
    return {"over_limit": _("Handle"), "aged": _("View"), "limitation": _("Handle"), "promise": _("Check"),
            "unapplied": _("Allocate"), "limit_ends": _("Review"), "cover_ends": _("Review"), "backup": _("Back up"),
            "approval": _("Approve")}.get(task.kind, _("View"))


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


class TickButton(QAbstractButton):
    """The circle before a task: pressed, the task is done; pressed again, it is not."""

    def __init__(self, done: bool, title: str) -> None:
        super().__init__()
        self.setCheckable(True)
        self.setChecked(done)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName((_("Not done after all: {title}") if done else _("Done: {title}")).format(title=title))
        self.setToolTip(_("Not done after all") if done else _("Mark as done"))

    def sizeHint(self) -> QSize:
        return QSize(22, 22)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = active(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        hovered = self.underMouse() and not self.isChecked()
        name = "check-circle-fill" if self.isChecked() else "check-circle" if hovered else "circle"
        paint_icon(painter, QRectF(self.rect()), name, theme.colour("acc" if self.isChecked() or hovered else "ctl"), 18)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("acc"), 2))
            painter.drawEllipse(QRectF(self.rect()).adjusted(1, 1, -1, -1))


class TaskRow(QFrame):
    """A task's circle, its two lines and its one button; done ones are struck through."""

    def __init__(self, task: DayTask) -> None:
        super().__init__()
        self.task = task
        title, detail = task_words(task)
        self.setAccessibleName(f"{title} {detail}".strip())
        row = QHBoxLayout(self)
        row.setContentsMargins(13, 3 if task.done else 5, 15, 3 if task.done else 5)
        row.setSpacing(7)
        # what was counted as done (letters issued, receipts recorded) cannot be taken back from here
        self.circle = None if task.done and not task.ticked else TickButton(task.done, title)
        row.addWidget(self.circle or IconMark("check-circle-fill", "acc", 22), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(1)
        first = ElidedLabel(title, "sec" if task.done else "")
        first.set_struck(task.done)
        words.addWidget(first)
        if detail and not task.done:
            second = QHBoxLayout()
            second.setSpacing(3)
            second.addWidget(IconMark(*_MARKS.get(task.kind, ("info", "t3")), 14))
            second.addWidget(ElidedLabel(detail, "mut"), 1)
            words.addLayout(second)
        row.addLayout(words, 1)
        self.button = None if task.done else button(_action(task), small=True)
        if self.button is not None:
            self.button.setAccessibleName(f"{_action(task)}: {title}")
            row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)


class DayList(Card):
    """`asked` carries the task whose button was pressed, `ticked` a task and whether it is done; fill it with `set_tasks`."""

    asked = Signal(object)
    all_asked = Signal()
    ticked = Signal(object, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Today's work"), "", flush=True, parent=parent)
        everything = link(_("View all"))
        everything.clicked.connect(self.all_asked)
        self.add_to_head(everything)
        self.body.setSpacing(0)
        self.add(rule())
        self._scroll = QScrollArea()
        self._pane = give_pane(self._scroll)
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
        place = next((at for at, row in enumerate(self._rows) if row.isAncestorOf(QApplication.focusWidget() or self)), -1)
        self._fill_groups()
        if place >= 0 and self._rows:  # who ticks one line off goes on with the next
            row = self._rows[min(place, len(self._rows) - 1)]
            (row.circle or row.button or row).setFocus()

    def _fill_groups(self) -> None:
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
                row.button.clicked.connect(lambda _checked=False, own=task: self.asked.emit(own))
            if row.circle is not None:
                row.circle.toggled.connect(lambda on, own=task: self.ticked.emit(own, on))
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
        self._pane.setAutoFillBackground(False)
