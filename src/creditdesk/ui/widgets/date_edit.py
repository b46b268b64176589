"""A field for one day: reads dates as people write them, shows 2026-11-20, F4 opens the calendar."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from PySide6.QtCore import QDate, QLocale, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCalendarWidget, QLineEdit, QVBoxLayout, QWidget

from creditdesk.domain.dates import check_range, FIRST, LAST, parse_date
from creditdesk.domain.errors import InputError
from creditdesk.i18n import _, current_language
from creditdesk.ui.style.icons import icon
from creditdesk.ui.style.theme import active

_SHORT = re.compile(r"(?P<y>\d\d)?(?P<m>\d\d)(?P<d>\d\d)|(?:(?P<month>\d{1,2})[-/.月])?(?P<day>\d{1,2})日?")
#: the calendar's button with its gap, in pixels
ICON = 24


class DateEdit(QLineEdit):
    """`day()` is None while empty and raises InputError while wrong; `day_changed` follows a good entry.

    `near` completes a short entry ("12-5", "1205", "5"): the year and month of that day.
    """

    day_changed = Signal(object)

    def __init__(self, day: date | None = None, *, near: date | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.near = near or day
        self._told: date | None = None
        self.typed = False  # a person has written here
        self._calendar = self.addAction(icon("calendar-blank", "t2"), QLineEdit.ActionPosition.TrailingPosition)
        self._calendar.setText(_("Calendar"))
        self._calendar.setToolTip(_("Open the calendar (F4)"))
        self._calendar.triggered.connect(self.open_calendar)
        self.setPlaceholderText("2026-11-20" if day is None and near is None else "")
        self.editingFinished.connect(self.settle)
        self.set_day(day)

    def day(self) -> date | None:
        """The day typed, None when empty; InputError when it cannot be read."""
        text = self.text().strip()
        if not text:
            return None
        return (short_day(text, self.near) if self.near else None) or parse_date(text)

    def set_day(self, day: date | None) -> None:
        """Show a day without telling of a change."""
        self._told = day
        self.setText(day.isoformat() if day else "")

    def settle(self) -> None:
        """Reformat what was typed and tell of a change; wrong text stays as it is."""
        self.typed = self.typed or self.isModified()  # written anew below, it no longer says so itself
        try:
            day = self.day()
        except InputError:
            return
        before = self._told
        if day != before or self.isModified():
            self.set_day(day)
        if day != before:
            self.day_changed.emit(day)

    def open_calendar(self) -> None:
        """Show a month under the field; choosing a day closes it."""
        if self.isReadOnly() or not self.isEnabled():
            return
        popup = QWidget(self, Qt.WindowType.Popup)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        month = QCalendarWidget(popup)
        month.setMinimumDate(QDate(FIRST.year, FIRST.month, FIRST.day))
        month.setMaximumDate(QDate(LAST.year, LAST.month, LAST.day))
        month.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        month.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        month.setLocale(_locale())
        month.setAccessibleName(_("Calendar"))
        shown = self._shown_day()
        if shown:
            month.setSelectedDate(QDate(shown.year, shown.month, shown.day))
        month.activated.connect(lambda chosen: self._choose(popup, chosen))
        month.clicked.connect(lambda chosen: self._choose(popup, chosen))
        box = QVBoxLayout(popup)
        box.setContentsMargins(1, 1, 1, 1)
        box.addWidget(month)
        popup.move(self.mapToGlobal(QPoint(0, self.height() + 2)))
        popup.show()
        month.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_F4, Qt.Key.Key_F7):
            self.open_calendar()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and (shown := self._shown_day()) and not self.isReadOnly():
            self.setText((shown + timedelta(1 if event.key() == Qt.Key.Key_Up else -1)).isoformat())
            self.settle()
        else:
            super().keyPressEvent(event)

    def minimumSizeHint(self) -> QSize:
        """Wide enough for a whole day beside the calendar: a day that is cut reads as another day."""
        hint = super().minimumSizeHint()
        bare = super().sizeHint().width() - 17 * self.fontMetrics().horizontalAdvance("x")  # Qt's hint holds seventeen of them
        return QSize(max(hint.width(), bare + self.fontMetrics().horizontalAdvance("0000-00-00") + active().px(ICON)), hint.height())

    def _choose(self, popup: QWidget, chosen: QDate) -> None:
        self.setText(date(chosen.year(), chosen.month(), chosen.day()).isoformat())
        popup.close()
        self.setFocus()
        self.settle()

    def _shown_day(self) -> date | None:
        try:
            return self.day() or self.near
        except InputError:
            return self.near


def short_day(text: str, near: date) -> date | None:
    """ "5", "12-5", "1205" or "261205" in the year and month of a day; None for anything else."""
    found = _SHORT.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        return None
    year, month, day = (found["y"], found["m"] or found["month"], found["d"] or found["day"])
    try:
        return check_range(date(2000 + int(year) if year else near.year, int(month) if month else near.month, int(day)))
    except ValueError:
        return None


def _locale() -> QLocale:
    return QLocale(QLocale.Language.Chinese if current_language() == "zh" else QLocale.Language.English)
