"""The editor of the letters' texts, each tried on a real customer (DOMAIN I4)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from creditdesk.domain.collections.letters import read_template
from creditdesk.domain.errors import N_
from creditdesk.i18n import _
from creditdesk.services import template_preview
from creditdesk.services.collections import templates
from creditdesk.ui.collections import words
from creditdesk.ui.collections.text_dialog import TextDialog
from creditdesk.ui.desk import Desk


class TemplateDialog(TextDialog):
    """The texts of all letters; `kind` is the one shown first."""

    marks = N_("# title, ## subtitle, > to whom, >> closing, --- reply slip, [[…]] only when its fields are known")

    def __init__(self, desk: Desk, parent: QWidget | None = None, *, kind: str = "L2") -> None:
        super().__init__(desk, _("Letter texts"), [(code, f"{code} {words.letter_name(code)}") for code in template_preview.EDITED],
                         kind, parent)

    def text_of(self, kind: str, language: str) -> tuple[str, bool]:
        return templates.template_text(self._desk.session, kind, language)

    def fields_of(self, kind: str) -> Sequence[str]:
        return templates.fields_for(kind)

    def check_text(self, text: str, kind: str, language: str) -> None:
        read_template(text, kind, language)

    def draw(self, text: str, kind: str, language: str) -> tuple[str, bytes]:
        return template_preview.preview_text(self._desk.session, kind, language, text, self._desk.today())

    def keep_text(self, text: str, kind: str, language: str) -> None:
        templates.save_template(self._desk.session, kind, language, text)

    def put_back(self, kind: str, language: str) -> None:
        templates.reset_template(self._desk.session, kind, language)
