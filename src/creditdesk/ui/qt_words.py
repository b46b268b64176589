"""Words of Qt's own file dialog that its Chinese catalogue lacks; asked only for what that does not know."""

from __future__ import annotations

from PySide6.QtCore import QTranslator

from creditdesk.i18n import _, pgettext

_CONTEXTS = ("QFileDialog", "QAbstractFileIconProvider")


class QtGaps(QTranslator):
    """Install it before Qt's own translator: Qt asks the latest first."""

    def isEmpty(self) -> bool:
        return False

    def translate(self, context: str, source: str, _comment: str | None = None, _number: int = -1) -> str:
        if context not in _CONTEXTS:
            return ""
        return {"&Look in:": _("&Look in:"), "Files of &type:": _("Files of &type:"), "Folder": _("Folder"), "File Folder": _("Folder"),
                "File": pgettext("on the disk", "File"), "%1 File": _("%1 file"), "Drive": _("Drive"),
                "Shortcut": _("Shortcut")}.get(source, "")
