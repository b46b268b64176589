"""A form field: label above, control, and a help line whose place is kept, so that an error moves nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from creditdesk.domain.errors import CreditDeskError, InputError, N_
from creditdesk.i18n import _, translate_error
from creditdesk.ui.style.icons import IconMark
from creditdesk.ui.style.theme import active, restyle
from creditdesk.ui.widgets.controls import label


class FormField(QWidget):
    """Wraps one control. `check` runs the control's own reading and `rule` when the field is left, never while typing.

    `name` is the name errors carry (`CreditDeskError.field`), so that a form can show each error in its place.
    """

    def __init__(self, title: str, control: QWidget, *, name: str = "", help_text: str = "", required: bool = False,
                 rule: Callable[[], object] | None = None, help_line: bool = True,
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.control, self.name, self.required, self.rule = control, name, required, rule
        self._help, self._plain_title = help_text, title.replace("&", "")
        self._label = label(title, "sec")
        self._star = label("*", "err")
        self._star.setVisible(required)
        self._mark = IconMark("warning-circle", "dan", 14)
        self._line = label(help_text, "mut", wrap=True)
        self._label.setBuddy(control)
        head, foot = QHBoxLayout(), QHBoxLayout()
        for row in (head, foot):
            row.setSpacing(3)
            row.setContentsMargins(0, 0, 0, 0)
        head.addWidget(self._label)
        head.addWidget(self._star, 1, Qt.AlignmentFlag.AlignLeft)
        foot.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        foot.addWidget(self._line, 1)
        self._foot = QWidget(self)
        self._foot.setLayout(foot)
        self._foot.setMinimumHeight(active().px(18))
        self._foot.setVisible(help_line)
        if not help_line:  # an error that comes wraps below its field instead of pushing its neighbours aside
            policy = self._line.sizePolicy()
            policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
            self._line.setSizePolicy(policy)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(3)
        box.addLayout(head)
        box.addWidget(control)
        box.addWidget(self._foot)
        if control.sizePolicy().verticalPolicy() == QSizePolicy.Policy.Fixed:
            box.addStretch(1)  # beside a field with a longer error this one keeps its place
        control.setAccessibleName(self._plain_title + (" " + _("required") if required else ""))
        control.installEventFilter(self)
        self.setFocusProxy(control)
        self.clear_error()

    @property
    def has_error(self) -> bool:
        return bool(self._line.property("role") == "err")

    @property
    def error_text(self) -> str:
        """The error shown, "" when there is none."""
        return self._line.text() if self.has_error else ""

    def set_help(self, text: str) -> None:
        """Change the help line; it shows when there is no error."""
        self._help = text
        if not self.has_error:
            self._line.setText(text)
            if text.strip():
                self._foot.setVisible(True)

    def set_title(self, title: str) -> None:
        self._plain_title = title.replace("&", "")
        self._label.setText(title)
        self.control.setAccessibleName(self._plain_title + (" " + _("required") if self.required else ""))

    def set_error(self, text: str) -> None:
        """Say what is wrong and how to put it right; the typed value stays."""
        self._show(text, "err")
        self._foot.setVisible(True)
        self.control.setAccessibleDescription(text)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.control, f"{self._plain_title}: {text}"))

    def clear_error(self) -> None:
        self._show(self._help, "mut")
        self.control.setAccessibleDescription(self._help)

    def check(self) -> bool:
        """Read the control and apply the rule; shows or clears the error and returns whether all is well."""
        try:
            self._read()
        except CreditDeskError as error:
            self.set_error(translate_error(error))
            return False
        if self.has_error:
            self.clear_error()
        return True

    def _read(self) -> None:
        reader = next((getattr(self.control, name) for name in ("amount", "day", "value", "text", "toPlainText")
                       if hasattr(self.control, name)), None)
        read = reader() if reader else None
        if self.required and (read is None or (isinstance(read, str) and not read.strip())):
            raise InputError(N_("Please fill this in."), code="required", field=self.name)
        if self.rule:
            self.rule()

    def _show(self, text: str, role: str) -> None:
        wrong = role == "err"
        self._mark.setVisible(wrong)
        self._line.setText(text)
        self._line.setToolTip(text if wrong else "")
        if self._line.property("role") != role:
            self._line.setProperty("role", role)
            restyle(self._line)
        if bool(self.control.property("invalid")) != wrong:
            self.control.setProperty("invalid", wrong)
            restyle(self.control)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (watched is self.control and event.type() == QEvent.Type.FocusOut and isinstance(event, QFocusEvent)
                and event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
                and (self.has_error or self._touched())):
            self.check()
        return super().eventFilter(watched, event)

    def _touched(self) -> bool:
        """An untouched empty required field is not scolded when the focus merely passes through it."""
        reader = getattr(self.control, "text", None) or getattr(self.control, "toPlainText", None)
        return reader is None or bool(reader())


def all_right(fields: Iterable[FormField]) -> bool:
    """Check every field, so that each says what is wrong with it; the first wrong one gets the focus."""
    wrong = [field for field in fields if not field.check()]
    if wrong:
        _show_first(wrong[0])
    return not wrong


def _show_first(field: FormField) -> None:
    """Give the field the focus, and bring it into sight where its form scrolls."""
    field.control.setFocus()
    owner = field.parentWidget()
    while owner is not None:
        if isinstance(owner, QScrollArea):
            owner.ensureWidgetVisible(field)
        owner = owner.parentWidget()


def show_errors(fields: list[FormField], error: CreditDeskError) -> list[CreditDeskError]:
    """Put each problem into the field that it names and focus the first; returns those that name no field here."""
    problems = list(getattr(error, "problems", (error,)))
    left, first = [], None
    for problem in problems:
        place = next((field for field in fields if problem.field and field.name == problem.field), None)
        if place is None:
            left.append(problem)
            continue
        place.set_error(translate_error(problem))
        first = first or place
    if first:
        _show_first(first)
    return left
