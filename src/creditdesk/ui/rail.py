"""The rail at the left: company, pages with their counts, settings; 200 px, or 56 with icons alone."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QButtonGroup, QFrame, QMenu, QSizePolicy, QVBoxLayout, QWidget

from creditdesk.i18n import _
from creditdesk.ui.style.icons import GLYPHS, paint_icon
from creditdesk.ui.style.theme import active
from creditdesk.ui.widgets.controls import PushButton, ToolButton


class NavButton(ToolButton):
    """One page: icon, name, count. Painted here, since a style sheet's left border bends around the radius."""

    def __init__(self, key: str, text: str, icon_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key, self._icon = key, icon_name
        self._count: int | None = None
        self.compact = False
        self.setText(text)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedHeight(active().size("nav"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_count(None)

    def set_count(self, count: int | None) -> None:
        """The pill at the right; None for none."""
        self._count = count
        name = self.text() if count is None else f"{self.text()} {count}"
        self.setAccessibleName(name)
        self.setToolTip(name if self.compact else "")
        self.update()

    def set_compact(self, compact: bool) -> None:
        self.compact = compact
        self.set_count(self._count)

    def paintEvent(self, _event: object) -> None:
        theme, painter = active(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        box, current = QRectF(self.rect()), self.isChecked()
        if current or self.underMouse():
            painter.setBrush(theme.colour("surface" if current else "hover"))
            painter.drawRoundedRect(box, 6, 6)
        if current:
            painter.setBrush(theme.colour("acc"))
            painter.drawRoundedRect(QRectF(0, box.center().y() - 8, 3, 16), 1.5, 1.5)
        glyph = f"{self._icon}-fill" if current and f"{self._icon}-fill" in GLYPHS else self._icon
        place = QRectF(0, 0, box.width(), box.height()) if self.compact else QRectF(10, 0, 18, box.height())
        paint_icon(painter, place, glyph, theme.colour("acc" if current else "t2"), 18)
        if not self.compact:
            self._words(painter, box, current)
        elif self._count:
            painter.setBrush(theme.colour("acc"))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawEllipse(QRectF(box.center().x() + 7, 6, 6, 6))
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("acc"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 6, 6)

    def _words(self, painter: QPainter, box: QRectF, current: bool) -> None:
        theme = active()
        right = box.right() - 8
        if self._count is not None:
            painter.setFont(theme.font(12))
            words = f"{self._count:,}"
            width = max(20, painter.fontMetrics().horizontalAdvance(words) + 14)
            pill = QRectF(right - width, box.center().y() - 9, width, 18)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("track"))
            painter.drawRoundedRect(pill, 9, 9)
            painter.setPen(theme.colour("t2"))
            painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, words)
            right = pill.left() - 6
        painter.setFont(theme.font(13, bold=current))
        painter.setPen(theme.colour("t1" if current else "t2"))
        room = QRectF(38, 0, right - 38, box.height())
        words = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words)


class CompanyButton(PushButton):
    """The company's initial, its name and the person's role; opens the menu of books."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("railCompany")
        self._name, self._role = "", ""
        self.compact = False
        self.setFixedHeight(active().px(44))
        self.set_company("", "")

    def set_company(self, name: str, role: str) -> None:
        """Show the open book's company; without one the program's name."""
        self._name, self._role = name or "CreditDesk", role
        words = " ".join(filter(None, (self._name, role)))
        self.setAccessibleName(_("Company") + f": {words}")
        self.setToolTip(words)
        self.update()

    def paintEvent(self, event: object) -> None:
        theme, painter = active(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        box = QRectF(self.rect())
        if self.underMouse():
            painter.setBrush(theme.colour("hover"))
            painter.drawRoundedRect(box, 6, 6)
        tile = QRectF(box.center().x() - 14 if self.compact else 8, box.center().y() - 14, 28, 28)
        painter.setBrush(theme.colour("acc"))
        painter.drawRoundedRect(tile, 6, 6)
        painter.setPen(theme.colour("onacc"))
        painter.setFont(theme.font(14, bold=True))
        painter.drawText(tile, Qt.AlignmentFlag.AlignCenter, self._name[:1])
        if not self.compact:
            left, width = tile.right() + 8, box.width() - tile.right() - 28
            painter.setPen(theme.colour("t1"))
            painter.setFont(theme.font(13, bold=True))
            half = box.height() / 2
            name = painter.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, int(width))
            top = QRectF(left, 2 if self._role else 0, width, half if self._role else box.height())
            painter.drawText(top, Qt.AlignmentFlag.AlignVCenter, name)
            painter.setPen(theme.colour("t3"))
            painter.setFont(theme.font(12))
            painter.drawText(QRectF(left, half - 1, width, half), Qt.AlignmentFlag.AlignVCenter,
                             painter.fontMetrics().elidedText(self._role, Qt.TextElideMode.ElideRight, int(width)))
            paint_icon(painter, QRectF(box.right() - 20, 0, 14, box.height()), "caret-down", theme.colour("t2"), 13)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("acc"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 6, 6)


class Rail(QFrame):
    """`chosen` carries a page's key; ↑ and ↓ walk along the pages. Its menu asks to keep it narrow (True), wide (False), or as
    the window has room (None): `pinned` says what holds."""

    chosen = Signal(str)
    pin_asked = Signal(object)
    company_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setAccessibleName(_("Navigation"))
        self._buttons: dict[str, NavButton] = {}
        self._group = QButtonGroup(self)
        self.company = CompanyButton(self)
        self.company.clicked.connect(self.company_clicked)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(8, 10, 9, 8)
        self._box.setSpacing(2)
        self._box.addWidget(self.company)
        self._box.addSpacing(8)
        self._box.addStretch(1)
        self._top = 2
        self._compact = False
        self.pinned: bool | None = None
        self.set_compact(False)

    def add(self, key: str, text: str, icon_name: str, *, bottom: bool = False) -> NavButton:
        """A page above, or below the gap (import, settings)."""
        button = NavButton(key, text, icon_name, self)
        button.clicked.connect(lambda: self.chosen.emit(key))
        if bottom:
            self._box.addWidget(button)
        else:
            self._box.insertWidget(self._top, button)
            self._top += 1
        self._group.addButton(button)
        self._buttons[key] = button
        button.set_compact(self._compact)
        return button

    def set_current(self, key: str) -> None:
        """Mark the page, or the one it belongs to: "credit/inbox" stands under "credit", "reports/kpi" under "reports/aging"."""
        part = key.split("/")[0]
        found = self._buttons.get(key) or next((self._buttons[own] for own in self._buttons if own.split("/")[0] == part), None)
        if found is not None:
            found.setChecked(True)

    def set_count(self, key: str, count: int | None) -> None:
        if key in self._buttons:
            self._buttons[key].set_count(count)

    @property
    def compact(self) -> bool:
        return self._compact

    def set_compact(self, compact: bool) -> None:
        """Icons alone at 56 px, or names at 200 px."""
        self._compact = compact
        theme = active()
        self.setFixedWidth(theme.size("rail_compact") if compact else max(theme.size("rail"), 200))
        self.company.compact = compact
        self.company.update()
        for button in self._buttons.values():
            button.set_compact(compact)

    def pin_menu(self) -> QMenu:
        """How wide the rail is to be."""
        menu = QMenu(self)
        for words, pinned in ((_("As the window has room"), None), (_("Keep wide"), False), (_("Keep narrow"), True)):
            action = menu.addAction(words, partial(self.pin_asked.emit, pinned))
            action.setCheckable(True)
            action.setChecked(pinned is self.pinned)
        return menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.pin_menu().exec(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        buttons = list(self._buttons.values())
        focused = next((at for at, button in enumerate(buttons) if button.hasFocus()), None)
        if step and focused is not None:
            buttons[(focused + step) % len(buttons)].setFocus()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(self.width(), 400)
