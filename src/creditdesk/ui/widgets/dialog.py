"""A dialog: body above, a sunken footer with a note at the left and the buttons at the right, the primary one last.

What a person typed into one is never thrown away unasked: every dialog asks before it closes, see `Dialog.unsaved`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from creditdesk.i18n import _
from creditdesk.ui.style.theme import active
from creditdesk.ui.widgets.controls import button, label, primary
from creditdesk.ui.widgets.typed import typed_texts

#: what a window's frame and a bar of the system need of the screen's height (px)
_FRAME = 48
_FOOTER = 56


class _Body(QScrollArea):
    """Holds what a dialog shows: as high as it asks for, and where the screen is lower it scrolls."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.inner = QWidget()
        self.inner.setProperty("plain", True)
        self.setWidget(self.inner)

    def _high(self, width: int) -> int:
        """How high the content is at a width."""
        inner = self.inner
        least = inner.minimumSizeHint().height()
        return max(least, inner.heightForWidth(width)) if inner.hasHeightForWidth() else least

    def sizeHint(self) -> QSize:
        width = max(self.inner.sizeHint().width(), self.window().minimumWidth())
        return QSize(width, max(self._high(width), self.inner.sizeHint().height()))

    def minimumSizeHint(self) -> QSize:
        """All of the content, for as long as the screen has room for it."""
        least = self.inner.minimumSizeHint()
        room = self.screen().availableGeometry().height() - _FRAME - _FOOTER
        return QSize(least.width(), min(self._high(max(least.width(), self.width())), room))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().event(event)


class Keeps(Protocol):
    """Keeps what is typed into a dialog (`ui/form_keeper.py`)."""

    @property
    def changed(self) -> bool: ...

    def keep(self) -> None: ...

    def forget(self) -> None: ...


class Dialog(QDialog):
    """Fill `body`; `submitted` follows the primary button or Ctrl+Enter. Show it with `open()`; `accept()` closes it.

    Esc, the cancel button and the window's cross ask first where something was typed. `guarded = False` is for a dialog in
    which nothing typed is anybody's work; `tests/ui/guards` lists them with the reason.
    """

    submitted = Signal()
    guarded = True
    #: while a task of it runs, closing throws nothing away
    _busy = False

    def __init__(self, title: str, action: str, parent: QWidget | None = None, *, cancel: str = "", width: int = 520) -> None:
        """`action` names the result on the primary button ("Post 4 invoices")."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(self._fitting(active().px(width)))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._scrolled = _Body()
        self.body = QVBoxLayout(self._scrolled.inner)
        self.body.setContentsMargins(20, 16, 20, 16)
        self.body.setSpacing(12)
        outer.addWidget(self._scrolled, 1)
        footer = QFrame()
        footer.setProperty("footer", True)
        footer.setMinimumHeight(_FOOTER)
        self._row = QHBoxLayout(footer)
        self._row.setContentsMargins(20, 10, 20, 10)
        self._row.setSpacing(8)
        self.note = label("", "mut", wrap=True)
        self._row.addWidget(self.note, 1)
        self.cancel_button = button(cancel or _("Cancel"))
        self.cancel_button.clicked.connect(self.reject)
        self.primary_button = primary(action)
        self.primary_button.clicked.connect(self.submitted)
        self._row.addWidget(self.cancel_button)
        self._last = self.cancel_button
        self._row.addWidget(self.primary_button)
        self.primary_button.setDefault(True)
        outer.addWidget(footer)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, lambda: self._usual_button.click())
        self.keeper: Keeps | None = None
        self.question: Question | None = None

    # Closing

    def unsaved(self) -> bool:
        """Whether closing would lose what a person typed; to be overridden where it stands elsewhere than in fields."""
        return self.keeper.changed if self.keeper is not None else bool(typed_texts(self))

    def question_to_leave(self) -> tuple[str, str, str]:
        """Title, sentence and button of the question asked then."""
        return _("Leave without saving?"), _("What you typed in this form is not kept."), _("Leave")

    def words_to_stay(self) -> str:
        """The safe answer to it."""
        return _("Keep editing")

    def reject(self) -> None:
        """Esc, the cancel button or the window's cross."""
        self.unless_typed(self.leave)

    def unless_typed(self, then: Callable[[], object]) -> None:
        """Do what throws away what was typed, after a question where there is something."""
        if self._busy or not self.guarded or not self.unsaved():
            then()
        elif self.question is None or not self.question.isVisible():
            self.question = Question(*self.question_to_leave(), then, self, stay=self.words_to_stay())
            self.question.open()

    def leave(self) -> None:
        """Close without asking; what was kept of it is forgotten, unless it is on its way into the book."""
        if self.keeper is not None:
            self.keeper.keep() if self._busy else self.keeper.forget()
        super().reject()

    def accept(self) -> None:
        """It was done."""
        if self.keeper is not None:
            self.keeper.forget()
        super().accept()

    def add_to_footer(self, widget: QWidget) -> None:
        """Place something at the footer's left, in the room of the note."""
        self.note.hide()
        self._row.insertWidget(0, widget, 1)

    def add_button(self, extra: QPushButton) -> QPushButton:
        """Place a further button before the primary one."""
        self._row.insertWidget(self._row.count() - 1, extra)
        self.setTabOrder(self._last, extra)  # Tab goes along the footer as the eye does
        self.setTabOrder(extra, self.primary_button)
        self._last = extra
        return extra

    def _fitting(self, width: int) -> int:
        """Never wider than the program's window, whatever the text size; a dialog in between may be narrower."""
        parent = self.parentWidget()
        owner = parent.window() if parent is not None else None
        while owner is not None and (above := owner.parentWidget()) is not None:
            owner = above.window()
        return min(width, max(360, owner.width() - 40)) if owner is not None and owner.isVisible() else width

    def _fit_screen(self) -> None:
        """As wide as its content needs, and never higher than the screen: what does not fit scrolls."""
        wide = self._scrolled.minimumSizeHint().width()
        if wide > self.minimumWidth():
            self.setMinimumWidth(min(wide, self.screen().availableGeometry().width() - _FRAME))
        room = self.screen().availableGeometry().height() - _FRAME
        if self.minimumHeight() > room:
            self.setMinimumHeight(room)
        if self.height() > room:
            self.resize(self.width(), room)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What grows while it is open moves up, so that its buttons stay on the screen."""
        super().resizeEvent(event)
        frame, area = self.frameGeometry(), self.screen().availableGeometry()
        below = frame.bottom() - area.bottom()
        if self.isVisible() and below > 0 and frame.top() > area.top():
            self.move(frame.left(), max(area.top(), frame.top() - below))

    def showEvent(self, event: QShowEvent) -> None:
        self._fit_screen()
        super().showEvent(event)
        kinds = (QLineEdit, QComboBox, QPlainTextEdit, QAbstractSpinBox)
        fields = (field for field in self.findChildren(QWidget) if isinstance(field, kinds) and field.isEnabled()
                  and field.isVisibleTo(self) and not getattr(field, "isReadOnly", bool)())
        first = next(fields, None) or next((view for view in self.findChildren(QTableView) if view.isVisibleTo(self)), None)
        (first or self._usual_button).setFocus(Qt.FocusReason.TabFocusReason)

    @property
    def _usual_button(self) -> QPushButton:
        """The one that Enter presses."""
        return self.cancel_button if self.cancel_button.isDefault() else self.primary_button


class Question(Dialog):
    """Asks before something is thrown away or cannot be taken back: the safe answer has the focus, Enter and Esc give it.

    `stay` are its words. `plain` is for what is usual and can be undone: Enter does it.
    """

    guarded = False

    def __init__(self, title: str, text: str, action: str, then: Callable[[], object], parent: QWidget | None, *,
                 stay: str = "", plain: bool = False) -> None:
        super().__init__(title, action, parent, cancel=stay, width=440)
        self.body.addWidget(label(text, wrap=True))
        self.submitted.connect(self.accept)
        self.accepted.connect(lambda: then())
        if not plain:
            self._put_safe_last()

    def _put_safe_last(self) -> None:
        """The safe button stands where the primary one does elsewhere and looks like it."""
        self._row.removeWidget(self.cancel_button)
        self._row.addWidget(self.cancel_button)
        self.setTabOrder(self.cancel_button, self.primary_button)
        self.primary_button.setProperty("kind", "danger")
        self.cancel_button.setProperty("kind", "primary")
        self.primary_button.setDefault(False)
        self.cancel_button.setDefault(True)
