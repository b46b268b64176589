"""How the program looks and behaves for this person: kept on this computer, not in the book."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit

from creditdesk.i18n import _
from creditdesk.ui.settings.section import FORM, Section
from creditdesk.ui.shell import Shell
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.choice import Choice, Segments
from creditdesk.ui.widgets.form_field import FormField

SIZES = (90, 100, 110, 120, 130)


class LookSection(Section):
    """Every choice takes effect at once."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.language = Segments([("zh", "中文"), ("en", "English")], _("Language"))
        self.language.set_value(shell.language)
        self.language.chosen.connect(lambda value: shell.choose_language(str(value)))
        self.theme = Segments([("system", _("As the system")), ("light", _("Light")), ("dark", _("Dark"))], _("Colours"))
        self.theme.set_value(shell.theme.choice)
        self.theme.chosen.connect(shell.choose_theme)
        self.text_size = Segments([(size, f"{size} %") for size in SIZES], _("Text size"))
        if shell.theme.scale in SIZES:
            self.text_size.set_value(shell.theme.scale)
        self.text_size.chosen.connect(lambda value: shell.choose_text_size(int(str(value))))
        self.enter = Choice([("", _("As usual in this language")), ("1", _("goes to the next field")), ("0", _("presses the button"))])
        self.enter.set_value(str(shell.settings.value("entry/enter_moves") or ""))
        self.enter.chosen.connect(lambda value: shell.settings.setValue("entry/enter_moves", str(value)))
        self.person = QLineEdit(shell.person)
        self.person.editingFinished.connect(lambda: shell.choose_person(self.person.text()))
        card = Card(_("Language and look"))
        card.setMaximumWidth(FORM)
        for title, control, words in (
                (_("Language"), self.language, ""), (_("Colours"), self.theme, ""), (_("Text size"), self.text_size, ""),
                (_("The Enter key in forms"), self.enter, _("Chinese: the next field; English: the button")),
                (_("Your name"), self.person, _("It stands in the book's history from the next opening on"))):
            card.add(FormField(title, control, help_text=words, help_line=bool(words)))
        self.box.addWidget(card)
        self.box.addStretch(1)
