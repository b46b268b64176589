"""What to do with a customer now: the four steps, the next one, what speaks against it, promises and disputes (A2, A9, A112)."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from creditdesk.domain.customers import progress
from creditdesk.domain.customers.progress import Step, STEP_NAMES
from creditdesk.domain.money import display
from creditdesk.i18n import _, listed
from creditdesk.services import customer_profile as profiles
from creditdesk.services.customer_overview import Overview
from creditdesk.services.customer_profile import CustomerProfile, Risk
from creditdesk.ui.customers import head, words
from creditdesk.ui.insight import wording
from creditdesk.ui.ledger import words as ledger_words
from creditdesk.ui.style.icons import paint_icon
from creditdesk.ui.style.theme import active
from creditdesk.ui.widgets.badges import StatusTag
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.controls import button, link, pressed_by_enter
from creditdesk.ui.widgets.elided import ElidedLabel

#: lines shown before "more"
SHOWN = 4
_PARTS = frozenset({profiles.FACTS, profiles.STATEMENTS, profiles.PARTS})
_ICONS = {profiles.RED: "prohibit", profiles.AMBER: "warning", profiles.INFO: "info"}
_TONE_WORDS = {profiles.RED: "dan", profiles.AMBER: "war", profiles.INFO: "t2"}


class StepsBar(QWidget):
    """Four steps on one line: done, half done, next, to come; described in words for those who do not see it."""

    def __init__(self) -> None:
        super().__init__()
        self._steps: tuple[Step, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_steps(self, found: tuple[Step, ...]) -> None:
        self._steps = found
        told = "; ".join(f"{_(STEP_NAMES[step.code])}: {said(step)}" for step in found)
        self.setAccessibleName(f"{_('Progress')}: {told}")
        self.setToolTip("\n".join(told.split("; ")))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(260, active().px(30))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, theme = QPainter(self), active()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._steps:
            return
        each, size = self.width() / len(self._steps), float(theme.px(18))
        waiting = progress.next_step(self._steps)
        for place, step in enumerate(self._steps):
            room = QRectF(place * each, 0, each - 6, self.height())
            dot = QRectF(room.left(), (self.height() - 6 - size) / 2, size, size)
            track = QRectF(room.left(), self.height() - 4, room.width(), 3)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("tint" if step.complete else "acc" if step is waiting else "track"))
            painter.drawEllipse(dot)
            if step.complete:
                paint_icon(painter, dot, "check", theme.colour("acc"), 12)
            else:
                painter.setPen(theme.colour("onacc" if step is waiting else "t2"))
                painter.setFont(theme.font(11, bold=True))
                painter.drawText(dot, Qt.AlignmentFlag.AlignCenter, str(place + 1))
            painter.setPen(theme.colour("t1" if step is waiting else "t2"))
            painter.setFont(theme.font(12, bold=step is waiting))
            painter.drawText(room.adjusted(size + 6, 0, 0, -6), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
                             _(STEP_NAMES[step.code]))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("track"))
            painter.drawRect(track)
            painter.setBrush(theme.colour("acc"))
            painter.drawRect(QRectF(track.left(), track.top(), track.width() * float(min(step.done, Decimal(1))), track.height()))


def said(step: Step) -> str:
    """A step in words."""
    fields = {name: wording.percent(value, 0) if name == "percent" and isinstance(value, Decimal) else value
              for name, value in step.fields}
    return _(step.says).format(**fields)


def risk_words(risk: Risk) -> str:
    """A risk in words."""
    fields = {name: wording.percent(value, 0) if name == "percent" and isinstance(value, Decimal) else value
              for name, value in risk.fields}
    return _(risk.template).format(**fields)


class NextPanel(Card):
    """`asked` (action of the head), `tab_asked` (tab), `part_asked` (part of the data tab), `prospects_asked`."""

    asked = Signal(str)
    tab_asked = Signal(str)
    part_asked = Signal(str)
    prospects_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Next step"), parent=parent)
        self._all = False
        self._view: Overview | None = None
        self._profile: CustomerProfile | None = None
        self.prospects = link("")
        self.prospects.clicked.connect(self.prospects_asked)
        self.add_to_head(self.prospects)
        self.steps = StepsBar()
        self.add(self.steps)
        row = QHBoxLayout()
        self.words = ElidedLabel("", "")
        self.go = button("", small=True)
        self.go.clicked.connect(self._go)
        row.addWidget(self.words, 1)
        row.addWidget(self.go)
        self.body.addLayout(row)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(2)
        self.body.addLayout(self._lines)
        self.more = link("")
        self.more.clicked.connect(self._show_all)
        self.body.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)

    def show_customer(self, view: Overview, profile: CustomerProfile) -> None:
        if self._view is None or self._view.customer.id != view.customer.id:
            self._all = False
        self._view, self._profile = view, profile
        self.steps.set_steps(profile.steps)
        step = profile.next_step
        self.words.setText(said(step) if step else _("Nothing waits; the next look is due with the review."))
        self.go.setVisible(step is not None)
        if step is not None:
            self.go.setText({progress.COLLECT: _("Complete the file"), progress.ASSESS: _("Score"),
                             progress.DECIDE: _("Decide a limit"), progress.MONITOR: _("Look into it")}[step.code])
        prospect = profile.prospect
        self.prospects.setText(_(prospect.posture) if prospect.posture else _("Risk and prospects"))
        self._show_lines()

    def _go(self) -> None:
        step = self._profile.next_step if self._profile else None
        if step is None or self._profile is None:
            return
        if step.code == progress.COLLECT:
            if self._profile.admission.identity:
                self.part_asked.emit(profiles.PARTS)
            elif self._view is not None and self._view.customer.tax_id:
                self.part_asked.emit(profiles.FACTS)
            else:
                self.asked.emit(head.EDIT)
        elif step.code == progress.ASSESS:
            self.asked.emit(head.SCORE)
        elif step.code == progress.DECIDE:
            self.asked.emit(head.LIMIT)
        else:
            self.part_asked.emit(profiles.FACTS)

    def _show_all(self) -> None:
        self._all = True
        self._show_lines()

    def _show_lines(self) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        lines = self._made_lines()
        shown = lines if self._all or len(lines) <= SHOWN + 1 else lines[:SHOWN]
        for made in shown:
            self._lines.addWidget(made)
        for left in lines[len(shown):]:
            left.deleteLater()
        rest = len(lines) - len(shown)
        self.more.setVisible(rest > 0)
        self.more.setText(_("{count} more").format(count=rest))

    def _made_lines(self) -> list[QWidget]:
        assert self._view is not None and self._profile is not None
        view, made = self._view, list[QWidget]()
        if not self._profile.admission.on_account:
            why = listed(_(text) for text in self._profile.admission.missing)
            made.append(_line(_("Not on account: {why}").format(why=why), "warn", _("Prepaid"), "money"))
        made += [self._risk(risk) for risk in self._profile.risks]
        for state in view.promises[:3]:
            promise, tag = state.promise, words.PROMISE_STATES[state.state]
            symbol = wording.SYMBOLS.get(promise.currency, f"{promise.currency} ")
            made.append(_line(_("Promised {amount} for {day}").format(
                amount=f"{symbol}{display(promise.amount, promise.currency)}", day=promise.date), tag.tone, _(tag.text), tag.icon))
        for dispute, document in view.disputes:
            symbol = wording.SYMBOLS.get(document.currency, f"{document.currency} ")
            made.append(_line(_("{no}: {amount} disputed, {reason}").format(
                no=document.no, amount=f"{symbol}{display(dispute.amount, document.currency)}",
                reason=ledger_words.reason(dispute.reason)), "warn", _("Disputed"), "flag"))
        return made

    def _risk(self, risk: Risk) -> QWidget:
        made = RiskLine(risk)
        where = risk.where
        made.clicked.connect(lambda: self.part_asked.emit(where) if where in _PARTS else self.tab_asked.emit(where))
        return made


class RiskLine(QAbstractButton):
    """A line of 22 px to press: an icon in the tone of its weight, the words beside it."""

    def __init__(self, risk: Risk) -> None:
        super().__init__()
        self._tone = risk.tone
        self.setText(risk_words(risk))
        self.setAccessibleName(self.text())
        self.setToolTip(self.text())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not pressed_by_enter(self, event):
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(200, active().px(22))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, theme = QPainter(self), active()
        room = QRectF(self.rect())
        lit = self.underMouse() or self.hasFocus()
        if lit:
            painter.fillRect(room, theme.colour("hover"))
        paint_icon(painter, QRectF(2, (room.height() - 16) / 2, 16, 16), _ICONS[self._tone], theme.colour(_TONE_WORDS[self._tone]), 14)
        painter.setFont(theme.font(13))
        painter.setPen(theme.colour("acc" if lit else "t1"))
        text = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, int(room.width()) - 26)
        painter.drawText(room.adjusted(24, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        if self.hasFocus():
            painter.setPen(theme.colour("acc"))
            painter.drawRect(room.adjusted(0, 0, -1, -1))


def _line(text: str, tone: str, word: str, icon_name: str) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(ElidedLabel(text), 1)
    row.addWidget(StatusTag(word, tone, icon_name))
    return made

