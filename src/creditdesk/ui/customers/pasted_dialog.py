"""Text copied from a public page read into proposed facts: a person ticks what is right, nothing is kept unasked (DOMAIN B9)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from creditdesk.domain.customers import facts
from creditdesk.domain.customers.agreement import agree
from creditdesk.domain.customers.facts import Fact
from creditdesk.domain.customers.pasted import Proposal, read_pasted
from creditdesk.domain.customers.records import Customer
from creditdesk.domain.errors import InputError, N_
from creditdesk.i18n import _, ngettext
from creditdesk.services.credit import fact_file
from creditdesk.ui.customers import file_words as words
from creditdesk.ui.desk import Desk
from creditdesk.ui.task_dialog import must_day, TaskDialog
from creditdesk.ui.widgets.choice import Choice
from creditdesk.ui.widgets.controls import button, label, link, Note
from creditdesk.ui.widgets.date_edit import DateEdit
from creditdesk.ui.widgets.form_field import FormField


class PastedDialog(TaskDialog):
    """`site` is the page the person was sent to; the name and the number to look for stand ready to be copied."""

    def __init__(self, desk: Desk, customer: Customer, parent: QWidget | None, *, text: str = "", site: str = "") -> None:
        super().__init__(desk, _("Facts from a public page"), _("Save facts"), _("Facts saved"), parent)
        self.setMinimumWidth(720)
        self._customer = customer
        self._found: list[tuple[QCheckBox, Proposal, Choice | QLineEdit]] = []
        self.body.addLayout(self._lookup())
        self.page = QPlainTextEdit(text)
        self.page.setPlaceholderText(_("Copy the page of the firm in the browser (Ctrl+A, Ctrl+C) and paste it here."))
        self.page.setAccessibleName(_("Text of the page"))
        self.page.setFixedHeight(110)
        self.page.setTabChangesFocus(True)
        self.source = Choice([(code, _(kind.name)) for code, kind in facts.SOURCES.items() if code != facts.OWN_LEDGER])
        self.who, self.day = QLineEdit(site), DateEdit(desk.today())
        self.body.addWidget(self.page)
        top = QGridLayout()
        top.setHorizontalSpacing(12)
        for column, field in enumerate((FormField(_("Source"), self.source, name="source"),
                                        FormField(_("Site"), self.who, name="source_name"),
                                        FormField(_("Obtained on"), self.day, name="obtained_on", required=True))):
            self.fields.append(field)
            top.addWidget(field, 0, column)
            top.setColumnStretch(column, 1)
        self.body.addLayout(top)
        self.warning = Note("", "warn")
        self.warning.hide()
        self.body.addWidget(self.warning)
        holder = QWidget()
        self._grid = QGridLayout(holder)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 2)
        self._grid.setColumnStretch(2, 3)
        self.body.addWidget(holder)
        self.to_record = QCheckBox(_("Fill what is blank in the customer's record"))
        self.to_record.setChecked(True)
        self.body.addWidget(self.to_record)
        self.add_button(button(_("Read again"), "arrows-clockwise")).clicked.connect(self.read)
        self.page.textChanged.connect(self.read)
        self.read()
        self.keep(f"pasted/{customer.id}", read=self.page.toPlainText, write=lambda kept: self.page.setPlainText(str(kept)))

    def _lookup(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        for title, value in ((_("Name"), self._customer.name), (_("Tax number"), self._customer.tax_id)):
            if not value:
                continue
            copy = link(_("Copy"))
            copy.setAccessibleName(f"{_('Copy')} {title}")
            copy.clicked.connect(lambda _on=False, text=value: self._copy(text))
            row.addWidget(label(title, "sec"))
            row.addWidget(label(value, selectable=True))
            row.addWidget(copy)
            row.addSpacing(8)
        row.addStretch(1)
        return row

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.note.setText(_("Copied: {text}").format(text=text))

    def read(self) -> None:
        """Show what the text seems to say; what can be read in more than one way is not ticked."""
        while (item := self._grid.takeAt(0)) is not None:
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        self._found = []
        proposals = read_pasted(self.page.toPlainText())
        for row, proposal in enumerate(proposals):
            box = QCheckBox(words.key_name(proposal.key))
            box.setChecked(proposal.sure)
            value = self._control(proposal)
            value.setAccessibleName(words.key_name(proposal.key))
            self._grid.addWidget(box, row, 0)
            self._grid.addWidget(value, row, 1)
            said = proposal.found if proposal.sure else _("please judge: {text}").format(text=proposal.found)
            self._grid.addWidget(label(said if said != proposal.value else "", "mut", wrap=True), row, 2, Qt.AlignmentFlag.AlignLeft)
            self._found.append((box, proposal, value))
        count = len(self._found)
        self.note.setText(ngettext("{count} fact found; untick what is wrong", "{count} facts found; untick what is wrong",
                                   count).format(count=count) if count else _("Nothing recognised yet"))
        self.primary_button.setEnabled(bool(count))
        self._warn({proposal.key: proposal.value for proposal in proposals})

    def _control(self, proposal: Proposal) -> Choice | QLineEdit:
        options = words.options(proposal.key)
        if not options:
            return QLineEdit(proposal.value)
        choice = Choice(options)
        choice.set_value(proposal.value)
        return choice

    def _warn(self, told: dict[str, str]) -> None:
        """The page of another firm is no mistake one notices later."""
        apart = [(key, mine) for key, mine in (("tax_id", self._customer.tax_id), ("name", self._customer.name))
                 if mine and key in told and not agree(mine, told[key], key=key)]
        self.warning.setVisible(bool(apart))
        self.to_record.setChecked(not apart)
        if apart:
            key, mine = apart[0]
            self.warning.set_text(_("The page says {theirs}, the record {mine}: is it the same firm?").format(
                theirs=told[key], mine=mine))

    def task(self) -> Callable[[], Any]:
        day, who, source = must_day(self.day), self.who.text().strip(), str(self.source.value())
        chosen = []
        for box, proposal, control in self._found:
            value = str(control.value() or "") if isinstance(control, Choice) else control.text().strip()
            if box.isChecked() and value:
                chosen.append(fact_file.proposed(Fact(0, self._customer.id, proposal.key, value, source, day, proposal.unit,
                                                      source_name=who)))
        if not chosen:
            raise InputError(N_("Tick at least one fact."), code="missing", field="")
        session, fill = self._desk.session, self.to_record.isChecked()

        def run() -> None:
            fact_file.add_facts(session, chosen)
            if fill:
                fact_file.fill_record(session, self._customer.id, chosen)
        return run
