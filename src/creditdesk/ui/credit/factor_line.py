"""One factor on one line: its value or why there is none, where it comes from, and the points it brings."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from creditdesk.domain.credit.factors import (
    altman_zone,
    FactorInput,
    FACTORS,
    FRACTION,
    KNOWN,
    LEVEL,
    NOT_APPLICABLE,
    UNKNOWN,
    WORD,
    ZONE,
)
from creditdesk.domain.credit.scorecard import Factor, Scorecard
from creditdesk.domain.credit.scoring import FactorRow
from creditdesk.domain.customers import facts
from creditdesk.domain.errors import InputError
from creditdesk.i18n import _, translate_error
from creditdesk.services.credit.basis import ENTERED, LEDGER_CODES, Origin
from creditdesk.ui.credit import words
from creditdesk.ui.credit.draft import Answer
from creditdesk.ui.style.theme import active, restyle
from creditdesk.ui.widgets.choice import Choice
from creditdesk.ui.widgets.controls import label, link
from creditdesk.ui.widgets.date_edit import DateEdit

VALUE_WIDTH, SOURCE_WIDTH, POINTS_WIDTH = 172, 176, 72


class UnitEdit(QLineEdit):
    """A figure with its unit at the right edge."""

    def __init__(self, unit: str) -> None:
        super().__init__()
        self._unit = unit
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if unit:
            self.setTextMargins(0, 0, self.fontMetrics().horizontalAdvance(unit) + 8, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._unit:
            painter = QPainter(self)
            painter.setPen(active().colour("t3"))
            painter.drawText(self.rect().adjusted(0, 0, -10, 0), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                             self._unit)


class FactorLine(QFrame):
    """`answered(code, Answer | None)` follows every change, None when the book's own value holds again."""

    answered = Signal(str, object)
    next_asked = Signal(object, bool)  # this line; backwards
    items_asked = Signal(str)

    def __init__(self, card: Scorecard, factor: Factor, day: date, *, section: str | None = None,
                 items: bool = False) -> None:
        """`items`: there are documents behind the value that can be shown; `section` decides the Altman zones."""
        super().__init__()
        self._section = section
        self.code, self._factor, self._day = factor.code, factor, day
        self._filling = False
        self._shown = ""
        self._base: FactorInput | None = None
        kind = FACTORS[self.code].kind
        options = words.options(card, self.code)
        self.edit = UnitEdit(words.unit(self.code)) if kind not in (WORD, LEVEL, ZONE) else None
        self.choice = Choice([("", _("Choose…") if self.edit is None else _("as a figure")), *options]) if options else None
        self.unknown = QCheckBox(_("No data"))
        self.absent = QCheckBox(_("N/A")) if factor.na_allowed else None
        self.note = label("", "mut", wrap=True)
        self.items = link(_("Show items"), "list-bullets") if items else None
        self.source = Choice(self._sources())
        self.day = DateEdit(day)
        self.points = label("", "title")
        self.points.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._lay_out()
        self._name_all()
        self._connect()

    def _sources(self) -> list[tuple[object, str]]:
        own = [(ENTERED, _("This score only"))]
        if self.code in LEDGER_CODES or self.code == "TR2":
            return [("", "—"), *own]
        listed = [(code, words.source_name(code)) for code in facts.SOURCES if code != facts.OWN_LEDGER]
        return [("", _("Choose a source")), *listed, *own]

    def _lay_out(self) -> None:
        theme = active()
        name = QVBoxLayout()
        name.setSpacing(0)
        name.addWidget(label(words.name(self.code), wrap=True))
        name.addWidget(label(_(words.HINTS.get(self.code, "")), "mut", wrap=True))
        name.addStretch(1)
        value, states = QVBoxLayout(), QHBoxLayout()
        value.setSpacing(2)
        states.setSpacing(4)
        for part in (self.edit, self.choice):
            if part is not None:
                value.addWidget(part)
        for box in (self.unknown, self.absent):
            if box is not None:
                states.addWidget(box)
        states.addStretch(1)
        value.addLayout(states)
        value.addStretch(1)
        origin = QVBoxLayout()
        origin.setSpacing(2)
        origin.addWidget(self.source)
        origin.addWidget(self.day)
        origin.addWidget(self.note)
        if self.items is not None:
            origin.addWidget(self.items, 0, Qt.AlignmentFlag.AlignLeft)
        origin.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(15, 8, 15, 8)
        row.setSpacing(12)
        row.addLayout(name, 1)
        for width, column in ((VALUE_WIDTH, value), (SOURCE_WIDTH, origin)):
            holder = QWidget()
            holder.setLayout(column)
            column.setContentsMargins(0, 0, 0, 0)
            holder.setFixedWidth(theme.px(width))
            row.addWidget(holder)
        self.points.setFixedWidth(theme.px(POINTS_WIDTH))
        row.addWidget(self.points, 0, Qt.AlignmentFlag.AlignTop)

    def _name_all(self) -> None:
        """A screen reader hears the factor with each of its fields."""
        title, unit = words.name(self.code), words.unit(self.code)
        named: list[tuple[QWidget | None, str]] = [
            (self.edit, f"{title} {unit}".strip()), (self.choice, title if self.edit is None else f"{title}: {_('in words')}"),
            (self.unknown, f"{title}: {_('No data')}"), (self.absent, f"{title}: {_('N/A')}"),
            (self.source, f"{title}: {_('Source')}"), (self.day, f"{title}: {_('obtained on')}"),
            (self.items, f"{title}: {_('Show items')}")]
        for widget, spoken in named:
            if widget is not None:
                widget.setAccessibleName(spoken)
        self.unknown.setToolTip(_("Counts 30 of 100 until it is known"))
        if self.absent is not None:
            self.absent.setToolTip(_("Left out; the other weights are scaled up"))

    def _connect(self) -> None:
        if self.edit is not None:
            self.edit.textEdited.connect(lambda _text: self._typed())
            self.edit.editingFinished.connect(self._left)
            self.edit.installEventFilter(self)
        if self.choice is not None:
            self.choice.chosen.connect(lambda _value: self._chosen())
            self.choice.installEventFilter(self)
        self.unknown.toggled.connect(lambda on: self._marked(UNKNOWN, on))
        if self.absent is not None:
            self.absent.toggled.connect(lambda on: self._marked(NOT_APPLICABLE, on))
        self.source.chosen.connect(lambda _value: self._tell())
        self.day.day_changed.connect(lambda _day: self._tell())
        if self.items is not None:
            self.items.clicked.connect(lambda: self.items_asked.emit(self.code))

    @property
    def first(self) -> QWidget:
        """The field that takes the value."""
        field = self.edit or self.choice
        assert field is not None
        return field

    # What the person says

    def _typed(self) -> None:
        if self.choice is not None:
            self._set_choice("")
        self._set_marks("")
        self._tell()

    def _chosen(self) -> None:
        if self._filling or self.choice is None:
            return
        if self.choice.value():
            self._set_marks("")
            if self.edit is not None:
                self.edit.clear()
        self._tell()

    def _marked(self, state: str, on: bool) -> None:
        if self._filling:
            return
        self._set_marks(state if on else "")
        self._tell()

    def _set_choice(self, value: str) -> None:
        assert self.choice is not None
        self._filling, before = True, self._filling
        self.choice.set_value(value)
        self._filling = before

    def _set_marks(self, state: str) -> None:
        self._filling, before = True, self._filling
        self.unknown.setChecked(state == UNKNOWN)
        if self.absent is not None:
            self.absent.setChecked(state == NOT_APPLICABLE)
        self._filling = before

    def answer(self) -> Answer | None:
        """What the line says, None where the book's own value holds."""
        text = self.edit.text().strip() if self.edit is not None else ""
        if not text and self.choice is not None:
            text = str(self.choice.value() or "")
        marked = UNKNOWN if self.unknown.isChecked() else ""
        if self.absent is not None and self.absent.isChecked():
            marked = NOT_APPLICABLE
        source = str(self.source.value() or "")
        if marked:
            if self._base is not None and self._base.state == marked:
                return None
            return Answer(marked, text, source, self._obtained())
        if not text:
            return None
        return Answer(KNOWN, text, source or self._usual_source(), self._obtained())

    def _usual_source(self) -> str:
        return ENTERED if self.code in LEDGER_CODES or self.code == "TR2" else words.default_source(self.code)

    def _obtained(self) -> date:
        try:
            return self.day.day() or self._day
        except InputError:
            return self._day

    def _tell(self) -> None:
        if self._filling:
            return
        answer = self.answer()
        if answer is not None and not self.source.value() and answer.state == KNOWN:
            self.source.set_value(answer.source)
        self.answered.emit(self.code, answer)

    def _left(self) -> None:
        """An emptied field shows the book's own value again; a share below one is questioned (58, not 0.58)."""
        if self.edit is not None and not self.edit.text().strip() and self._base is not None:
            self.fill(self._base, None, None)

    # What is shown

    @property
    def being_typed(self) -> bool:
        """Whether the cursor stands in a value that is not the one last shown: it is not to be written over."""
        return self.edit is not None and self.edit.hasFocus() and self.edit.text() != self._shown

    def fill(self, base: FactorInput, origin: Origin | None, answer: Answer | None) -> None:
        """Show an answer, else what the book says."""
        self._filling, self._base = True, base
        if answer is not None:
            self._show_value(answer.text, answer.state)
            self.source.set_value(answer.source or "")
            self.day.set_day(answer.day or self._day)
        else:
            text = base.value if isinstance(base.value, str) else words.typed_text(self.code, base.value)
            if FACTORS[self.code].kind == ZONE and isinstance(base.value, Decimal):
                text = altman_zone(base.value, self._section)
            self._show_value(text or "", base.state if base.state != KNOWN else "")
            self.source.set_value("")
            self.day.set_day(origin.day if origin and origin.day else self._day)
        self._filling = False

    def _show_value(self, text: str, state: str) -> None:
        listed = self.choice is not None and any(text == value for value in self.choice.values())
        if self.choice is not None:
            self.choice.set_value(text if listed else "")
        self._shown = "" if listed else text
        if self.edit is not None and self.edit.text() != self._shown:
            self.edit.setText(self._shown)
        self._set_marks(state)

    def show_row(self, row: FactorRow, entry: FactorInput, origin: Origin | None, answer: Answer | None,
                 error: Exception | None) -> None:
        """Points, where the value comes from, and what is wrong with what was typed."""
        typed = answer is not None
        self.points.setText(f"{words.points(row.points)} / {row.weight:f}")
        tone = "t3" if row.state != KNOWN else ""
        if (self.points.property("tone") or "") != tone:
            self.points.setProperty("tone", tone)
            restyle(self.points)
        self.points.setAccessibleName(_("{points} of {weight} points").format(points=words.points(row.points), weight=row.weight))
        note = self._note(row, entry, origin, typed)
        if error is not None:
            note = translate_error(error) if isinstance(error, InputError) else str(error)
        self.note.setText(note)
        self.note.setVisible(bool(note))
        if bool(self.note.property("role") == "err") != (error is not None):
            self.note.setProperty("role", "err" if error is not None else "mut")
            restyle(self.note)
        if bool(self.first.property("invalid")) != (error is not None):
            self.first.setProperty("invalid", error is not None)
            restyle(self.first)
        self.first.setAccessibleDescription(note)
        self.day.setVisible(typed and answer is not None and answer.state == KNOWN)
        self.source.setVisible(typed and answer is not None and answer.state != UNKNOWN)

    def _note(self, row: FactorRow, entry: FactorInput, origin: Origin | None, typed: bool) -> str:
        if not typed:
            said = words.origin_words(entry, origin)
            if FACTORS[self.code].kind == ZONE and isinstance(entry.value, Decimal):
                said = f"Z {words.value_words(self.code, entry.value)} · {said}"
            return said
        if row.state == UNKNOWN:
            return _("Counts 30 of 100 and lowers the confidence")
        if row.state == NOT_APPLICABLE:
            return _("Left out; the other weights are scaled up")
        value = entry.value
        if FACTORS[self.code].kind == FRACTION and isinstance(value, Decimal) and 0 < abs(value) < Decimal("0.01"):
            return _("Read as {value}; type 58 for 58%").format(value=words.value_words(self.code, value))
        return ""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter goes to the next factor's value, Shift+Enter to the one before."""
        if (isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
                and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
                and not event.modifiers() & Qt.KeyboardModifier.ControlModifier):
            if isinstance(watched, QLineEdit):
                self._left()
            self.next_asked.emit(self, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
            return True
        return super().eventFilter(watched, event)
