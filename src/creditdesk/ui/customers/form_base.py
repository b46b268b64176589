"""What a form of many fields is made of: sections, fields in a grid, everything typed at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from creditdesk.i18n import _
from creditdesk.ui.customers import words
from creditdesk.ui.ledger.words import terms_written
from creditdesk.ui.style.theme import active
from creditdesk.ui.widgets.choice import Choice
from creditdesk.ui.widgets.controls import label
from creditdesk.ui.widgets.dialog import Dialog
from creditdesk.ui.widgets.form_field import FormField


class RecordForm(Dialog):
    """Fields stand under the names of a record; `_kept` is the record as it was."""

    _kept: Any

    def __init__(self, title: str, action: str, parent: QWidget | None, *, width: int) -> None:
        super().__init__(title, action, parent, width=width)
        self.controls: dict[str, Any] = {}
        self.fields: list[FormField] = []

    def _scrolling(self) -> QVBoxLayout:
        """The column of sections, as high as the window gives."""
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(area.horizontalScrollBarPolicy().ScrollBarAlwaysOff)
        inner = QWidget()
        inner.setProperty("plain", True)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 10, 0)
        column.setSpacing(6)
        area.setWidget(inner)
        self.body.addWidget(area, 1)
        owner = self.parentWidget()
        room = owner.height() - 190 if owner else 640
        area.setMinimumHeight(max(360, min(640, room)))
        return column

    @staticmethod
    def _section(column: QVBoxLayout, title: str) -> QGridLayout:
        column.addWidget(label(title, "title"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(2)
        for place in range(6):
            grid.setColumnStretch(place, 1)
            grid.setColumnMinimumWidth(place, active().px(102))  # else the longest help text takes the room of the others
        column.addLayout(grid)
        column.addSpacing(4)
        return grid

    def _text(self, grid: QGridLayout, row: int, column: int, span: int, name: str, **more: Any) -> FormField:
        kept = getattr(self._kept, name)
        return self._field(grid, row, column, span, name, QLineEdit(terms_written(kept) if name == "terms" else kept), **more)

    def _choice(self, grid: QGridLayout, row: int, column: int, span: int, name: str,
                items: Sequence[tuple[object, str]], title: str = "") -> FormField:
        control = Choice(items)
        control.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        control.setMinimumContentsLength(3)
        control.set_value(getattr(self._kept, name))
        return self._field(grid, row, column, span, name, control, title=title)

    def _tick(self, grid: QGridLayout, row: int, column: int, span: int, name: str, tip: str = "") -> QCheckBox:
        box = QCheckBox(_(words.FIELDS[name]))
        box.setChecked(bool(getattr(self._kept, name)))
        box.setToolTip(tip)
        self.controls[name] = box
        grid.addWidget(box, row, column, 1, span)
        return box

    def _field(self, grid: QGridLayout, row: int, column: int, span: int, name: str, control: QWidget, *, title: str = "",
               **more: Any) -> FormField:
        made = FormField(_(words.FIELDS[title or name]), control, name=name, **more)
        self.controls[name] = control
        self.fields.append(made)
        grid.addWidget(made, row, column, 1, span)
        return made

    def typed(self) -> dict[str, object]:
        """Everything as it stands in the form, readable or not."""
        found: dict[str, object] = {}
        for name, control in self.controls.items():
            if isinstance(control, QCheckBox):
                found[name] = control.isChecked()
            elif isinstance(control, Choice):
                found[name] = control.value()
            else:
                found[name] = control.toPlainText() if isinstance(control, QPlainTextEdit) else control.text()
        return found
