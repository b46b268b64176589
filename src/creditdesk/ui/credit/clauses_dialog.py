"""Standard clauses beside each other: chosen, filled with the customer's terms, copied into a contract, worded anew (A58, H7)."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from creditdesk.domain.customers.records import Customer
from creditdesk.i18n import _, ngettext
from creditdesk.services.credit import clauses as service
from creditdesk.services.credit.clauses import Clause
from creditdesk.ui.desk import Desk
from creditdesk.ui.form_keeper import FormKeeper
from creditdesk.ui.widgets.choice import Segments
from creditdesk.ui.widgets.controls import button, label, link
from creditdesk.ui.widgets.dialog import Dialog
from creditdesk.ui.work import UNTOLD


class ClausesDialog(Dialog):
    """The button copies the clauses ticked; a changed text is kept only by "Keep my wording"."""

    def __init__(self, desk: Desk, customer: Customer, parent: QWidget | None) -> None:
        super().__init__(_("Standard clauses · {name}").format(name=customer.name), _("Copy"), parent, cancel=_("Close"), width=720)
        self._desk, self._customer = desk, customer
        self.clauses: list[Clause] = []
        self.boxes: dict[str, QCheckBox] = {}
        self.texts: dict[str, QPlainTextEdit] = {}
        self.editing: str = ""
        #: wordings typed and not kept, by language and clause
        self._typed: dict[tuple[str, str], str] = {}
        self.language = Segments([("zh", "中文"), ("en", "English")], _("Language"))
        self.language.chosen.connect(lambda _code: self._read())
        row = QHBoxLayout()
        row.addWidget(label(_("Drafting aid: read them before you use them"), "mut"), 1)
        row.addWidget(self.language)
        self.body.addLayout(row)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        inner = QWidget()
        inner.setProperty("plain", True)
        self._box = QVBoxLayout(inner)
        self._box.setContentsMargins(0, 0, 10, 0)
        self._box.setSpacing(8)
        area.setWidget(inner)
        owner = parent.window().height() if parent else 800
        area.setMinimumHeight(max(320, min(520, owner - 240)))
        self.body.addWidget(area, 1)
        self.submitted.connect(lambda: self.unless_typed(self.copy))
        self.language.set_value("en" if customer.language == "en" else "zh")
        FormKeeper(self, desk, "clauses", read=lambda: [[*place, text] for place, text in self._typed.items()], write=self._put_back)
        self._read()

    def _read(self) -> None:
        session, key, language = self._desk.session, self._customer.id, str(self.language.value())
        self._desk.work.read(lambda _progress: service.clauses(session, key, language), self._show)

    def _show(self, found: list[Clause]) -> None:
        ticked = {key for key, box in self.boxes.items() if box.isChecked()}
        while (item := self._box.takeAt(0)) is not None:
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        self.clauses, self.boxes, self.texts = found, {}, {}
        for clause in found:
            self._box.addWidget(self._clause(clause, clause.key in ticked))
        self._box.addStretch(1)
        self._count()

    def _clause(self, clause: Clause, ticked: bool) -> QWidget:
        made = QWidget()
        box = QVBoxLayout(made)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        head = QHBoxLayout()
        tick = QCheckBox(clause.title)
        tick.setChecked(ticked)
        tick.toggled.connect(lambda _on: self._count())
        self.boxes[clause.key] = tick
        head.addWidget(tick, 1)
        if clause.own:
            head.addWidget(label(_("own wording"), "mut"))
        edit = link(_("Edit"))
        edit.setAccessibleName(f"{_('Edit')}: {clause.title}")
        edit.clicked.connect(lambda: self.edit(clause))
        head.addWidget(edit)
        box.addLayout(head)
        if self.editing == clause.key:
            text = QPlainTextEdit(self._typed.get(self._place(clause), clause.template))
            text.textChanged.connect(lambda: self._remember(clause, text.toPlainText()))
            text.setFixedHeight(84)
            text.setTabChangesFocus(True)
            text.setAccessibleName(clause.title)
            self.texts[clause.key] = text
            box.addWidget(text)
            row = QHBoxLayout()
            row.addWidget(label(_("Fields: {fields}").format(fields=" ".join(f"{{{name}}}" for name in service.FIELDS)), "mut"), 1)
            back, keep = button(_("Standard text"), small=True), button(_("Keep my wording"), small=True)
            back.clicked.connect(lambda: self._keep(clause, ""))
            keep.clicked.connect(lambda: self._keep(clause, text.toPlainText()))
            row.addWidget(back)
            row.addWidget(keep)
            box.addLayout(row)
        else:
            box.addWidget(label(clause.text, "sec", wrap=True, selectable=True))
        return made

    def _put_back(self, kept: list[list[str]]) -> None:
        """Wordings typed before; the last one is open in its field."""
        self._typed = {(language, key): text for language, key, text in kept}
        self.editing = ""
        for language, key in self._typed:
            self.language.set_value(language)
            self.editing = key
        if self.clauses:
            self._read()

    def _place(self, clause: Clause) -> tuple[str, str]:
        return str(self.language.value()), clause.key

    def _remember(self, clause: Clause, text: str) -> None:
        """A wording being typed waits while another clause or language is looked at."""
        self._typed[self._place(clause)] = text
        if text == clause.template:
            del self._typed[self._place(clause)]

    def unsaved(self) -> bool:
        return bool(self._typed)

    def edit(self, clause: Clause) -> None:
        """Turn a clause into a field, or back."""
        self.editing = "" if self.editing == clause.key else clause.key
        self._show(self.clauses)
        if clause.key in self.texts:
            self.texts[clause.key].setFocus()

    def _keep(self, clause: Clause, text: str) -> None:
        session, language = self._desk.session, str(self.language.value())
        self.editing = ""
        self._typed.pop(self._place(clause), None)
        self._desk.work.write(lambda _progress: service.save_clause(session, clause.key, language, text),
                              lambda _done: self._read(), what=UNTOLD)

    def _count(self) -> None:
        count = sum(1 for box in self.boxes.values() if box.isChecked())
        self.primary_button.setEnabled(bool(count))
        self.primary_button.setText(ngettext("Copy {count} clause", "Copy {count} clauses", count).format(count=count) if count
                                    else _("Copy"))

    def copy(self) -> None:
        """Put the clauses ticked on the clipboard, numbered."""
        chosen = [clause for clause in self.clauses if self.boxes[clause.key].isChecked()]
        text = "\n".join(f"{place}. {clause.title}\n{clause.text}" for place, clause in enumerate(chosen, 1))
        QGuiApplication.clipboard().setText(text)
        self._desk.notices.toast(ngettext("{count} clause copied", "{count} clauses copied", len(chosen)).format(count=len(chosen)))
        self.accept()
