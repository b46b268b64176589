"""Which column of the sheet feeds which field: found by itself, corrected by a person."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QGridLayout, QHBoxLayout, QScrollArea, QWidget

from creditdesk.domain.ledger.import_cells import shown
from creditdesk.domain.ledger.import_headings import fields_of
from creditdesk.i18n import _, current_language, ngettext, pgettext
from creditdesk.services.importing.source import Source
from creditdesk.ui.importing import words
from creditdesk.ui.style.icons import IconMark
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.choice import Choice
from creditdesk.ui.widgets.controls import label
from creditdesk.ui.widgets.elided import ElidedLabel

_EXAMPLES = 12
_AT_ONCE = 4


class MappingCard(Card):
    """`changed` carries {field: column}."""

    changed = Signal(object)
    remember_changed = Signal(bool)

    def __init__(self) -> None:
        super().__init__(_("Columns"), flush=True)
        self.remember = QCheckBox(_("Remember for files like this"))
        self.remember.setAccessibleName(self.remember.text())
        self.remember.toggled.connect(self.remember_changed)
        self.add_to_head(self.remember)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self.body.addWidget(self._area, 1)
        self._columns: dict[str, int] = {}
        self._shown: object = None
        self._lines: list[Callable[[], None]] = []
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._fill)

    def show_source(self, source: Source, examples: Mapping[int, str], found: Mapping[str, int],
                    guessed: Mapping[str, int]) -> None:
        """The headings of a sheet, an example of each column, the field it feeds.

        `found` is the mapping first found, `guessed` what only resembles a known heading.
        """
        key = (source.layout, source.remembered, dict(examples), dict(found), dict(guessed))
        if key == self._shown:
            return
        self._shown, layout = key, source.layout
        self._columns = dict(layout.columns)
        by_column = {column: field for field, column in layout.columns.items()}
        filled = [place for place, heading in enumerate(layout.headings) if heading or place in by_column]
        self.set_hint(" · ".join((
            ngettext("{count} column", "{count} columns", len(filled)).format(count=len(filled)),
            _("{count} assigned").format(count=len(by_column)))))
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(15, 0, 5, 8)  # the bar beside it takes the rest
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(4)
        for place, title in enumerate((_("Excel column"), _("Example"), "", _("Field"), _("Status"))):
            grid.addWidget(label(title, "mut"), 0, place)
        grid.setColumnStretch(0, 4)
        grid.setColumnStretch(1, 4)
        grid.setColumnStretch(3, 5)
        grid.setColumnMinimumWidth(4, 40)
        grid.setRowStretch(len(filled) + 1, 1)
        choices = [("", _("not imported")), *((field, words.field_words(field, layout.kind)) for field in fields_of(layout.kind))]
        first = _("remembered") if source.remembered else _("found")
        self._last: QWidget = self.remember

        def line(number: int, place: int) -> None:
            field = by_column.get(place, "")
            heading = layout.headings[place] or f"#{place + 1}"
            grid.addWidget(ElidedLabel(heading), number, 0)
            grid.addWidget(ElidedLabel(examples.get(place, ""), "mut"), number, 1)
            grid.addWidget(IconMark("arrow-right", "t3", 14), number, 2)
            choice = self._choice(choices, field, heading, place)
            grid.addWidget(choice, number, 3)
            QWidget.setTabOrder(self._last, choice)  # before what stands below the columns
            self._last = choice
            if field:
                doubtful = guessed.get(field) == place
                text = pgettext("column", "check") if doubtful else first if found.get(field) == place else _("chosen")
                grid.addLayout(_status(text, doubtful), number, 4)

        self._lines = [partial(line, number, place) for number, place in enumerate(filled, 1)]
        self._area.setWidget(inner)
        # both fill themselves with the page's colour otherwise
        inner.setAutoFillBackground(False)
        self._area.viewport().setAutoFillBackground(False)
        self._timer.start()  # behind the table of the rows, which comes with it

    def _fill(self) -> None:
        """A few lines at a time: a sheet may have thirty columns, and the window must not stand still for them."""
        for line in self._lines[:_AT_ONCE]:
            line()
        del self._lines[:_AT_ONCE]
        if self._lines:
            self._timer.start()

    def _choice(self, choices: Sequence[tuple[object, str]], field: str, heading: str, column: int) -> Choice:
        choice = Choice(choices)
        choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        choice.setMinimumContentsLength(7 if current_language() == "zh" else 11)
        choice.set_value(field)
        choice.setAccessibleName(_("Field of “{heading}”").format(heading=heading))
        choice.chosen.connect(lambda chosen: self._choose(str(chosen), column))
        return choice

    def _choose(self, field: str, column: int) -> None:
        """A field has one column: choosing it here takes it from where it was."""
        columns = {one: place for one, place in self._columns.items() if place != column and one != field}
        if field:
            columns[field] = column
        self.changed.emit(columns)


def _status(text: str, doubtful: bool) -> QHBoxLayout:
    tone = "war" if doubtful else "ok"
    box = QHBoxLayout()
    box.setSpacing(4)
    box.addWidget(IconMark("warning" if doubtful else "check-circle", tone, 14))
    box.addWidget(label(text, "sec", tone=tone), 1)
    return box


def examples_of(source: Source) -> dict[int, str]:
    """The first filled cell of each column, for the person to recognise it; read in the worker."""
    found: dict[int, str] = {}
    seen = 0
    for number, cells in source.sheet.rows():
        if number <= source.layout.last_heading_row:
            continue
        seen += 1
        for place, cell in enumerate(cells):
            if place not in found and (text := shown(cell)):
                found[place] = text
        if seen == _EXAMPLES:
            break
    return found
