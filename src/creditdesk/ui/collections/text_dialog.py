"""An editor of texts with fields: text at the left, its fields, and the paper it makes, as the very PDF (DOMAIN I4, A14)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QPlainTextEdit, QVBoxLayout, QWidget

from creditdesk.domain.errors import CreditDeskError
from creditdesk.i18n import _, current_language, translate_error
from creditdesk.ui.collections import words
from creditdesk.ui.collections.merge_fields import FIELD_WORDS
from creditdesk.ui.collections.paper_view import PaperView
from creditdesk.ui.desk import Desk
from creditdesk.ui.form_keeper import FormKeeper
from creditdesk.ui.style.theme import active
from creditdesk.ui.widgets.choice import Choice, Segments
from creditdesk.ui.widgets.controls import button, label, Note
from creditdesk.ui.widgets.dialog import Dialog

WAIT_MS = 350  # after the last key


class TextDialog(Dialog):
    """A wrong field is named while typing and keeps the text from being saved; nothing typed is lost by that, nor by a crash.

    `marks` says how a text is written. Override what reads, checks, draws and keeps a text; all but `check_text` and
    `fields_of` run in the worker.
    """

    marks = ""

    def __init__(self, desk: Desk, title: str, kinds: Sequence[tuple[str, str]], kind: str, parent: QWidget | None) -> None:
        super().__init__(title, _("Save text"), parent, cancel=_("Close"), width=1080)
        self.setMinimumHeight(660)
        self._desk = desk
        self._kept, self._edited = "", False
        self._draft: FormKeeper | None = None
        self._key = ("", "")
        self._later = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._later.timeout.connect(self._preview)
        self._names = dict(kinds)
        self._build(kinds, kind)
        self.reset = button(_("Shipped text"), "arrow-counter-clockwise", tip=_("Go back to the text the program came with"))
        self.reset.clicked.connect(self._ask_reset)
        self.add_button(self.reset)
        self.submitted.connect(self._save)
        self._choose()

    def text_of(self, kind: str, language: str) -> tuple[str, bool]:
        """The text in use, and whether it is an own one."""
        raise NotImplementedError

    def fields_of(self, kind: str) -> Sequence[str]:
        raise NotImplementedError

    def check_text(self, text: str, kind: str, language: str) -> None:
        """InputError for a text that cannot be read."""
        raise NotImplementedError

    def draw(self, text: str, kind: str, language: str) -> tuple[str, bytes]:
        """(whose it is, "" for nobody's; PDF) with this text."""
        raise NotImplementedError

    def keep_text(self, text: str, kind: str, language: str) -> None:
        raise NotImplementedError

    def put_back(self, kind: str, language: str) -> None:
        """Go back to the shipped text."""
        raise NotImplementedError

    def _build(self, kinds: Sequence[tuple[str, str]], kind: str) -> None:
        self.kind = Choice(list(kinds))
        self.kind.set_value(kind)
        self.kind.setAccessibleName(_("Which text"))
        self.language = Segments(list(words.LANGUAGES.items()), _("Language"))
        self.language.set_value(current_language())
        self.kind.chosen.connect(lambda _value: self._changed_choice())
        self.language.chosen.connect(lambda _value: self._changed_choice())
        head = QHBoxLayout()
        head.setSpacing(12)
        self.state = label("", "mut")
        head.addWidget(self.kind)
        head.addWidget(self.language)
        head.addWidget(self.state, 1)
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(_("Text"))
        self.text.setTabChangesFocus(True)
        self.text.textChanged.connect(self._typed)
        self.problem = Note("", "danger")
        self.problem.hide()
        self.names = QListWidget()
        self.names.setAccessibleName(_("Fields; Enter inserts one"))
        self.names.itemActivated.connect(lambda item: self.insert(item.data(Qt.ItemDataRole.UserRole)))
        self.names.setMinimumWidth(active().px(230))
        self.names.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view = PaperView(self._desk.work, _("Preview of the text"))
        left, middle = QVBoxLayout(), QVBoxLayout()
        left.addWidget(label(_("Text"), "sec"))
        left.addWidget(self.text, 1)
        left.addWidget(self.problem)
        middle.addWidget(label(_("Fields (Enter inserts)"), "sec"))
        middle.addWidget(self.names, 1)
        middle.addWidget(label(_(self.marks), "mut", wrap=True))
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addLayout(left, 5)
        row.addLayout(middle, 2)
        row.addWidget(self.view, 4)
        self.body.addLayout(head)
        self.body.addLayout(row, 1)

    @property
    def dirty(self) -> bool:
        """Whether the text differs from the one in use."""
        return self.text.toPlainText() != self._kept

    def unsaved(self) -> bool:
        return self.dirty

    def _changed_choice(self) -> None:
        """Another letter: ask first when the present text is not saved."""
        wanted = (str(self.kind.value()), str(self.language.value()))
        if not self.dirty or wanted == self._key:
            self._choose()
            return
        self.kind.set_value(self._key[0])
        self.language.set_value(self._key[1])

        def go_on() -> None:
            if self._draft is not None:
                self._draft.forget()
            self.kind.set_value(wanted[0])
            self.language.set_value(wanted[1])
            self._choose()

        self.unless_typed(go_on)

    def question_to_leave(self) -> tuple[str, str, str]:
        return _("Text not saved"), _("The changes to this text are not saved."), _("Drop the changes")

    def _choose(self) -> None:
        kind, language = self._key = str(self.kind.value()), str(self.language.value())
        self._desk.work.read(lambda _progress: self.text_of(kind, language),
                             lambda found: self._fill(*found), group=(id(self), "text"))

    def _fill(self, text: str, edited: bool) -> None:
        self._edited = edited
        self._show_text(text)
        self.names.clear()
        for name in self.fields_of(self._key[0]):
            meant = _(FIELD_WORDS[name]) if name in FIELD_WORDS else ""
            item = QListWidgetItem(f"{name}  {meant}".strip(), self.names)
            item.setData(Qt.ItemDataRole.UserRole, name)
            item.setToolTip(meant)
        self._tell()

    def _show_text(self, text: str) -> None:
        """The text in use, then what was typed into it and not saved."""
        def fill() -> None:
            self._kept = text
            self.text.setPlainText(text)
            self._kept = self.text.toPlainText()  # without what a text field changes by itself

        name = "text/{}/{}/{}".format(type(self).__name__, *self._key)
        if self._draft is None:
            fill()
            self._draft = FormKeeper(self, self._desk, name, read=self.text.toPlainText, write=self.text.setPlainText)
        else:
            self._draft.switch(name, fill)

    def _tell(self) -> None:
        self.state.setText(_("Not saved") if self.dirty else _("Own text") if self._edited else _("Shipped text"))
        self.reset.setEnabled(self._edited or self.dirty)

    def insert(self, name: str) -> None:
        """Put a field where the cursor stands in the text."""
        self.text.insertPlainText(f"{{{name}}}")
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def check(self) -> bool:
        """Whether the text can be read; the problem is shown."""
        try:
            self.check_text(self.text.toPlainText(), *self._key)
        except CreditDeskError as error:
            self.problem.set_text(translate_error(error))
            self.problem.show()
            self.primary_button.setEnabled(False)
            return False
        self.problem.hide()
        self.primary_button.setEnabled(self.dirty)
        return True

    def _typed(self) -> None:
        self.check()
        self._tell()
        self._later.start()

    def _preview(self) -> None:
        if not self.check():
            return
        text, (kind, language) = self.text.toPlainText(), self._key
        self._desk.work.read(lambda _progress: self.draw(text, kind, language), self._show,
                             failed=self._no_preview, group=(id(self), "preview"))

    def _show(self, made: tuple[str, bytes]) -> None:
        name, pdf = made
        if self._draft is None or not self._draft.taken_up:
            self.note.setText(_("Preview with {name}").format(name=name) if name else "")
        self.view.show_files((pdf,))

    def _no_preview(self, error: BaseException) -> None:
        if self._draft is None or not self._draft.taken_up:
            self.note.setText("")
        self.view.say(_("No preview"), translate_error(error) if isinstance(error, CreditDeskError) else "")

    def _save(self) -> None:
        if not self.check() or not self.dirty:
            return
        text, (kind, language) = self.text.toPlainText(), self._key
        self._desk.work.write(lambda _progress: self.keep_text(text, kind, language), self._saved,
                              failed=self._not_saved, what="templates")

    def _saved(self, _result: object) -> None:
        if self._draft is not None:
            self._draft.forget()
        self._desk.notices.toast(_("Text of “{letter}” saved").format(letter=self._names[self._key[0]]))
        self._choose()

    def _not_saved(self, error: BaseException) -> None:
        if isinstance(error, CreditDeskError):
            self.problem.set_text(translate_error(error))
            self.problem.show()
        else:
            self._desk.notices.failed(error)

    def _ask_reset(self) -> None:
        self._desk.notices.confirm(_("Shipped text"), _("The text goes back to the one the program came with. The present one "
                                                        "stays in the history."), _("Use the shipped text"), self._reset)

    def _reset(self) -> None:
        if self._draft is not None:
            self._draft.forget()
        kind, language = self._key
        self._desk.work.write(lambda _progress: self.put_back(kind, language),
                              lambda _result: self._choose(), what="templates")
