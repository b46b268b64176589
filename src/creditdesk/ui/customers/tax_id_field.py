"""The tax number in a form: checked when it is left; what was probably meant is offered (DOMAIN B3)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from creditdesk.domain.customers.identity import clean_id, IdFinding
from creditdesk.i18n import _, translate_error
from creditdesk.services.customers_ids import check_tax_id
from creditdesk.ui.widgets.controls import button, Note
from creditdesk.ui.widgets.form_field import FormField


class TaxIdField(QWidget):
    """A number that stands in the book already is never refused, a new one of wrong form is; warnings can be saved."""

    changed = Signal()

    def __init__(self, kept: str, country: Callable[[], str], home: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept, self._country, self._home = kept, country, home
        self.edit = QLineEdit(kept)
        self.field = FormField(_("Tax number"), self.edit, name="tax_id", rule=self._refuse,
                               help_text=_("China: the 18 characters of the licence") if home == "CN" else "")
        self.note = Note("", "warn")
        self._use = button("", small=True)
        self._use.clicked.connect(self._take)
        self.note.add(self._use)
        self.note.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addWidget(self.field)
        box.addWidget(self.note)
        self.setFocusProxy(self.edit)
        self.edit.editingFinished.connect(self.settle)

    def finding(self) -> IdFinding:
        return check_tax_id(self.edit.text(), self._country(), self._home)

    @property
    def warns(self) -> bool:
        """The number can be saved, but someone should look at it first."""
        found = self.finding()
        return found.error is not None and not self._blocks(found) and found.value != clean_id(self._kept)

    def value(self) -> str:
        return clean_id(self.edit.text())

    def settle(self) -> None:
        """Clean what was typed, say what is wrong with it and offer what was probably meant."""
        found = self.finding()
        if found.value != self.edit.text():
            self.edit.setText(found.value)
        blocked = self._blocks(found)
        self._use.setText(_("Use {number}").format(number=found.correction))
        self._use.setAccessibleName(self._use.text())
        self._use.setVisible(bool(found.correction))
        if found.correction:
            self.note.set_text(_("Probably letters stand for figures."))
        elif found.error is not None and not blocked:
            self.note.set_text(translate_error(found.error))
        self.note.setVisible(bool(found.correction) or (found.error is not None and not blocked))
        if self.field.has_error and not blocked:
            self.field.clear_error()
        self.changed.emit()

    def _blocks(self, found: IdFinding) -> bool:
        return found.blocks and found.value != clean_id(self._kept)

    def _refuse(self) -> None:
        found = self.finding()
        if found.error is not None and self._blocks(found):
            raise found.error

    def _take(self) -> None:
        self.edit.setText(self.finding().correction)
        self.settle()
        self.field.check()
        self.edit.setFocus()
