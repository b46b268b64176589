"""The texts of the letters: edited in the book, or put back to those shipped (DOMAIN I4)."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit

from creditdesk.domain.errors import CreditDeskError
from creditdesk.i18n import _, N_, translate_error
from creditdesk.services.collections import templates
from creditdesk.ui.settings.section import Section
from creditdesk.ui.shell import Shell
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.choice import Choice, Segments
from creditdesk.ui.widgets.controls import button, label

_LETTERS = (("L1", N_("L1 Reminder before the due date")), ("L2", N_("L2 Friendly reminder")), ("L3", N_("L3 Second reminder")),
            ("L4", N_("L4 Demand")), ("L5", N_("L5 Final demand")), ("L6", N_("L6 Statement of account")))


class LettersSection(Section):
    """One letter at a time; what was typed is asked about before another is shown."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._session = shell.desk().session
        self.letter = Choice([(code, _(words)) for code, words in _LETTERS])
        self.letter.setAccessibleName(_("Letter"))
        self.language = Segments([("zh", "中文"), ("en", "English")], _("Language of the letter"))
        self.language.set_value(shell.language)
        self.state = label("", "mut")
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(_("Text of the letter"))
        self.text.setMinimumHeight(320)
        self.known = label("", "mut", wrap=True, selectable=True)
        self.problem = label("", "err", wrap=True)
        head = QHBoxLayout()
        for part in (self.letter, self.language, self.state):
            head.addWidget(part)
        head.addStretch(1)
        card = Card(_("Texts of the letters"), _("have them checked by a lawyer before you rely on them"))
        card.body.addLayout(head)
        card.add(self.text, 1)
        card.add(self.problem)
        card.add(self.known)
        self.box.addWidget(card, 1)
        row = self.save_button(_("Save text"), self.save)
        back = button(_("Back to the shipped text"), "arrow-counter-clockwise")
        back.clicked.connect(self.reset)
        row.insertWidget(1, back)
        self.box.addLayout(row)
        self._shown = ("L1", shell.language)
        self.letter.chosen.connect(lambda _value: self._other())
        self.language.chosen.connect(lambda _value: self._other())
        self.text.textChanged.connect(self._typed)
        self._filling = False

    def _wanted(self) -> tuple[str, str]:
        return str(self.letter.value()), str(self.language.value())

    def _typed(self) -> None:
        if not self._filling:
            self.touched()

    def _other(self) -> None:
        if not self.dirty:
            self.refresh()
            return
        box = self.shell.window.notices.confirm(
            _("Leave this text?"), _("What you changed in it is not saved."), _("Leave it"), self._drop)
        box.rejected.connect(self._stay)

    def _stay(self) -> None:
        self.letter.set_value(self._shown[0])
        self.language.set_value(self._shown[1])

    def _drop(self) -> None:
        self.dirty = False
        self.refresh()

    def refresh(self) -> None:
        if self.dirty:
            return
        session, (kind, language) = self._session, self._wanted()
        self.shell.work.read(lambda _progress: (*templates.template_text(session, kind, language), templates.fields_for(kind)),
                             lambda found: self._show(kind, language, *found), group="letter text")

    def _show(self, kind: str, language: str, text: str, edited: bool, fields: tuple[str, ...]) -> None:
        self._shown = (kind, language)
        self._filling = True
        self.text.setPlainText(text)
        self._filling = False
        self.dirty = False
        self.problem.setText("")
        self.state.setText(_("edited in this book") if edited else _("as shipped"))
        self.known.setText(_("Fields: {fields}").format(fields="  ".join(f"{{{name}}}" for name in fields)))

    def save(self) -> None:
        """Use this text from now on; a wrong field is named and nothing is kept."""
        session, (kind, language), text = self._session, self._shown, self.text.toPlainText()

        def failed(error: BaseException) -> None:
            if isinstance(error, CreditDeskError):
                self.problem.setText(translate_error(error))
            else:
                self.shell.window.notices.failed(error)

        def done(_none: object) -> None:
            self.dirty = False
            self.shell.window.notices.toast(_("Text of {letter} saved").format(letter=kind))

        self.shell.work.write(lambda _progress: templates.save_template(session, kind, language, text), done, failed=failed,
                              what="letters", label=_("Saving"))

    def reset(self) -> None:
        """Put the shipped text back; the edited one can be brought back by undo."""
        session, (kind, language), before = self._session, self._shown, self.text.toPlainText()
        work, notices = self.shell.work, self.shell.window.notices

        def back() -> None:
            work.write(lambda _progress: templates.save_template(session, kind, language, before), what="letters")

        self.dirty = False
        work.write(lambda _progress: templates.reset_template(session, kind, language),
                   lambda _none: notices.toast(_("Shipped text of {letter} is back").format(letter=kind), back), what="letters")
