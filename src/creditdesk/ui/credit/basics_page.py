"""First step of the wizard: who, as of when, which card, what was asked for, and what rules a rating out."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from creditdesk.domain.credit.caps import CAP_RULES, VETO
from creditdesk.domain.credit.claims import EXISTING, NEW
from creditdesk.domain.credit.scoring import ScoreResult
from creditdesk.domain.errors import InputError
from creditdesk.i18n import _
from creditdesk.services.credit.basis import ENTERED
from creditdesk.services.credit.scoring import both_cards
from creditdesk.ui.credit import words
from creditdesk.ui.credit.draft import RAISED, ScoreDraft
from creditdesk.ui.widgets.amount_edit import AmountEdit
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.choice import Segments
from creditdesk.ui.widgets.controls import label, rule
from creditdesk.ui.widgets.form_field import FormField


class BasicsPage(Card):
    """`card_chosen` when another card is wanted, `changed` for everything else."""

    changed = Signal()
    card_chosen = Signal(str)
    finished = Signal()

    def __init__(self, draft: ScoreDraft, currency: str, terms: str) -> None:
        super().__init__(_("Basics"), _("customer, amount asked for, warnings"), flush=True)
        self._draft = draft
        inner = QWidget()
        inner.setProperty("plain", True)
        self._rows = QVBoxLayout(inner)
        self._rows.setContentsMargins(15, 4, 15, 12)
        self._rows.setSpacing(10)
        self._who(terms)
        self._amount(currency)
        self._card()
        self._rows.addWidget(rule())
        self._flags()
        self._rows.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(inner)
        scroll.setWidgetResizable(True)
        self.body.addWidget(scroll, 1)

    def _who(self, terms: str) -> None:
        person = self._draft.loaded.customer
        parts = [person.code, person.name, person.tax_id, words.terms_words(terms)]
        self._rows.addWidget(label(" · ".join(part for part in parts if part), "strong", wrap=True, selectable=True))
        last = self._draft.loaded.last
        said = _("Never scored before") if last is None else _("Last score {day}: {score}, grade {grade}").format(
            day=last.as_of.isoformat(), score=last.score if last.score is not None else "—", grade=last.grade)
        self._rows.addWidget(label(said, "mut"))

    def _amount(self, currency: str) -> None:
        self.requested = AmountEdit(currency)
        self.requested.setFixedWidth(200)
        if self._draft.requested is not None:
            self.requested.set_amount(self._draft.requested)
        self.requested.textEdited.connect(lambda _text: self._asked())
        self.requested.returnPressed.connect(self.finished)
        self._rows.addWidget(FormField(_("Limit asked for ({currency})").format(currency=currency), self.requested,
                                       name="requested", help_text=_("Optional; goes on to the limit")))

    def _asked(self) -> None:
        try:
            self._draft.requested = self.requested.amount()
        except InputError:
            return  # told when the field is left
        self.changed.emit()

    def _card(self) -> None:
        """Both cards with their scores; C5 chooses, a person may choose otherwise."""
        row = QHBoxLayout()
        self.cards = Segments([(NEW, _(words.CARDS[NEW])), (EXISTING, _(words.CARDS[EXISTING]))], _("Scorecard"))
        self.cards.set_value(self._draft.card_type)
        self.cards.chosen.connect(lambda value: self.card_chosen.emit(str(value)))
        new, old = both_cards(self._draft.basis)
        row.addWidget(label(_("Scorecard"), "sec"))
        row.addWidget(self.cards)
        row.addStretch(1)
        self._rows.addLayout(row)
        said = _("By the ledger: {card}. With what is on file: new customer {new}, existing customer {old}.")
        self._rows.addWidget(label(said.format(card=_(words.CARDS[self._draft.basis.card]), new=_short(new.result),
                                               old=_short(old.result)), "mut", wrap=True))

    def _flags(self) -> None:
        """What a person may raise; what the ledger or the figures raise stands in the live score."""
        self._rows.addWidget(label(_("Warnings"), "title"))
        self._rows.addWidget(label(_("Tick what is the case and write by what it is known."), "mut", wrap=True))
        self.flags: dict[str, tuple[QCheckBox, QLineEdit]] = {}
        for code in RAISED:
            self._flag(code)

    def _flag(self, code: str) -> None:
        cap = CAP_RULES[code]
        effect = _("grade D") if cap.effect == VETO else _("at most {grade}").format(grade=cap.grade)
        box, evidence = QCheckBox(f"{code} · {_(cap.reason)}"), QLineEdit()
        on_file = self._draft.basis.flags.get(code)
        box.setChecked((on_file is not None and code not in self._draft.lifted) or code in self._draft.flags)
        evidence.setPlaceholderText(_("Evidence: list, case number, date"))
        evidence.setAccessibleName(f"{code}: {_('Evidence')}")
        evidence.setText(self._draft.flags.get(code, ""))
        evidence.setVisible(box.isChecked())
        if on_file is not None and on_file != ENTERED:
            effect = f"{words.evidence(on_file)} · {effect}"
        box.toggled.connect(lambda on: self._raise(code, on))
        evidence.textEdited.connect(lambda _text: self._raise(code, True))
        row = QHBoxLayout()
        row.addWidget(box, 1)
        row.addWidget(label(effect, "mut"))
        self._rows.addLayout(row)
        self._rows.addWidget(evidence)
        self.flags[code] = box, evidence

    def _raise(self, code: str, on: bool) -> None:
        evidence, on_file = self.flags[code][1], code in self._draft.basis.flags
        evidence.setVisible(on)
        self._draft.flags.pop(code, None)
        self._draft.lifted.discard(code)
        if on and (not on_file or evidence.isModified()):
            self._draft.flags[code] = evidence.text()
        elif not on and on_file:
            self._draft.lifted.add(code)
        self.changed.emit()

    @property
    def first(self) -> QWidget:
        return self.requested


def _short(result: ScoreResult) -> str:
    return f"{result.grade} {result.score}" if result.score is not None else result.grade
