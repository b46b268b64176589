"""What a person would call broken on a screen, found by looking at its widgets: no name, words cut, figures cut."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QSplitterHandle,
    QStyle,
    QStyleOptionFrame,
    QTabBar,
    QTextEdit,
    QToolButton,
    QWidget,
)

from creditdesk.ui.style.theme import active
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.tables.grid_view import GridView
from creditdesk.ui.tables.grouped import Group
from creditdesk.ui.widgets.amount_edit import AmountEdit
from creditdesk.ui.widgets.date_edit import DateEdit
from creditdesk.ui.widgets.elided import ElidedLabel

_CONTROLS = (QAbstractButton, QLineEdit, QComboBox, QPlainTextEdit, QTextEdit, QAbstractItemView, QAbstractSpinBox, QTabBar)
_FIGURES = frozenset({"money", "int", "days", "percent", "ratio", "date"})


def shown(root: QWidget) -> Iterator[QWidget]:
    """Every visible widget of a window, the window itself left out."""
    for widget in root.findChildren(QWidget):
        if widget.isVisible() and widget.window() is root:
            yield widget


def where(widget: QWidget) -> str:
    """A widget by its class and words, and where it stands."""
    words = getattr(widget, "text", lambda: "")() if not isinstance(widget, (QPlainTextEdit, QTextEdit)) else ""
    parents = []
    above = widget.parentWidget()
    while above is not None and len(parents) < 3:
        if type(above) is not QWidget:
            parents.append(type(above).__name__)
        above = above.parentWidget()
    return f"{type(widget).__name__} “{str(words)[:60]}” in {' < '.join(parents)}"


def without_name(root: QWidget) -> list[str]:
    """Controls that a screen reader could not name."""
    found = []
    for widget in shown(root):
        inner = isinstance(widget.parentWidget(), (QComboBox, QAbstractSpinBox)) or isinstance(widget, QSplitterHandle)
        takes_keys = widget.focusPolicy() & Qt.FocusPolicy.TabFocus or isinstance(widget, QAbstractButton)
        if inner or not ((isinstance(widget, _CONTROLS) and takes_keys) or widget.focusPolicy() & Qt.FocusPolicy.TabFocus):
            continue
        if isinstance(widget, QAbstractScrollArea) and not isinstance(widget, _CONTROLS):
            continue
        if isinstance(widget.parentWidget(), QLineEdit) and any(
                action.objectName() == "_q_qlineeditclearaction" for action in widget.actions()):  # Qt's own, out of the tab order
            continue
        said = QAccessible.queryAccessibleInterface(widget)
        if said is not None and not said.text(QAccessible.Text.Name).strip():
            found.append(where(widget))
    return found


def _room(widget: QWidget) -> QRect:
    """The part of a widget that its parents let be seen; scroll areas let everything be seen, across or along their bar."""
    rect = QRect(QPoint(0, 0), widget.size())
    above = widget.parentWidget()
    offset = widget.pos()
    while above is not None:
        frame = above.rect()
        area = above.parentWidget()
        if isinstance(area, QAbstractScrollArea) and area.viewport() is above:
            if area.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff or area.horizontalScrollBar().maximum() == 0:
                rect = rect.intersected(QRect(-offset.x(), rect.top(), frame.width(), rect.height()))
            return rect
        rect = rect.intersected(frame.translated(-offset))
        if above.isWindow():
            break
        offset += above.pos()
        above = above.parentWidget()
    return rect


def cut(root: QWidget) -> list[str]:
    """Labels and buttons whose words do not fit, or that stick out of what holds them."""
    found = []
    for widget in shown(root):
        if isinstance(widget, ElidedLabel) or not isinstance(widget, (QLabel, QPushButton, QToolButton, QCheckBox, QRadioButton)):
            continue
        words = widget.text()
        if not words.strip() or (isinstance(widget, QLabel) and widget.pixmap() is not None and not widget.pixmap().isNull()):
            continue
        if widget.width() <= 1 or widget.height() <= 1:
            found.append(f"no room: {where(widget)}")
            continue
        if isinstance(widget, QLabel) and widget.wordWrap():
            needed = widget.heightForWidth(widget.width())
            if needed > widget.height() + 2:
                found.append(f"{needed} px high in {widget.height()}: {where(widget)}")
        elif isinstance(widget, (QPushButton, QToolButton)) and type(widget).paintEvent is not type(widget).__mro__[1].paintEvent \
                and "paintEvent" in type(widget).__dict__:
            pass  # paints itself and cuts its words with …
        elif widget.sizeHint().width() > widget.width() + 1:
            found.append(f"{widget.sizeHint().width()} px wide in {widget.width()}: {where(widget)}")
        room = _room(widget)
        if room.width() < widget.width() - 1 or room.height() < widget.height() - 1:
            found.append(f"sticks out, {room.width()}×{room.height()} of {widget.width()}×{widget.height()}: {where(widget)}")
    return found


def cut_in_tables(root: QWidget) -> list[str]:
    """Heads that do not fit, and figures that do not: a cut figure is a wrong one."""
    found = []
    for table in root.findChildren(DataTable):
        if not table.isVisible() or not table.view.isVisible():
            continue
        header, model, delegate = table.header, table.model, table.view.itemDelegate()
        heads = QFontMetrics(active().font(12))
        for place, column in enumerate(model.columns):
            if header.isSectionHidden(place) or column.kind == "check":
                continue
            width = delegate.inner(QRect(0, 0, header.sectionSize(place), 30), place).width()
            arrow = 16 if model.sorted_by and model.sorted_by[0] == column.key else 0
            if heads.horizontalAdvance(column.title) > width - arrow:
                found.append(f"head “{column.title}” {heads.horizontalAdvance(column.title)} in {width - arrow}: {table.view.accessibleName()}")
            if column.kind in _FIGURES or column.alignment == "right":
                cells = QFontMetrics(active().font(13, bold=column.strong))
                for row in range(min(model.rowCount(), 40)):
                    if isinstance(model.row_at(row), Group):
                        continue
                    text = str(model.data(model.index(row, place)) or "")
                    if cells.horizontalAdvance(text) > width:
                        found.append(f"figure “{text}” in {column.title}: {table.view.accessibleName()}")
                        break
    return found


def cut_fields(root: QWidget) -> list[str]:
    """Days and amounts cut in their fields, and fields that say what to type in them with the words cut."""
    found = []
    for field in shown(root):
        if not isinstance(field, QLineEdit) or isinstance(field.parentWidget(), (QComboBox, QAbstractSpinBox)):
            continue
        option = QStyleOptionFrame()
        field.initStyleOption(option)
        room = field.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, field).width() - 4
        room -= sum(part.width() + 4 for part in field.findChildren(QToolButton) if part.isVisible())
        margins = field.textMargins()
        room -= margins.left() + margins.right()
        words = field.text() if isinstance(field, (DateEdit, AmountEdit)) else "" if field.text() else field.placeholderText()
        if field.fontMetrics().horizontalAdvance(words) > room + 1:
            found.append(f"“{words}” {field.fontMetrics().horizontalAdvance(words)} in {room}: {field.accessibleName()} {where(field)}")
    return found


def areas_too_wide(root: QWidget) -> list[str]:
    """Pages and dialogs that must be scrolled sideways."""
    return [f"scrolls sideways: {where(area)}" for area in shown(root) if isinstance(area, QScrollArea)
            and area.horizontalScrollBarPolicy() != Qt.ScrollBarPolicy.ScrollBarAlwaysOff
            and area.horizontalScrollBar().maximum() > 0]


def views_too_wide(root: QWidget) -> list[str]:
    """Tables that need a horizontal scroll bar although nobody widened a column."""
    return [f"scrolls sideways: {view.accessibleName()}" for view in root.findChildren(GridView)
            if view.isVisible() and view.horizontalScrollBar().maximum() > 0]


def problems(root: QWidget) -> list[str]:
    """Everything found on a window or dialog."""
    return [*(f"no name: {text}" for text in without_name(root)), *(f"cut: {text}" for text in cut(root)),
            *(f"table: {text}" for text in cut_in_tables(root)), *(f"table: {text}" for text in views_too_wide(root)),
            *(f"field: {text}" for text in cut_fields(root)), *(f"area: {text}" for text in areas_too_wide(root))]
