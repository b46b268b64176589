"""The first page: three steps to the first figures, the sample company, books opened lately (DESIGN 9, screen 09)."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from creditdesk.i18n import _
from creditdesk.ui import choices
from creditdesk.ui.page import Page
from creditdesk.ui.recent_books import recent_books
from creditdesk.ui.shell import Shell
from creditdesk.ui.start.company_menu import choose_book
from creditdesk.ui.start.new_book import NewBookDialog
from creditdesk.ui.start.sketch import Sketch, StepDot
from creditdesk.ui.style.icons import IconMark
from creditdesk.ui.widgets.choice import Choice
from creditdesk.ui.widgets.controls import button, label, link, primary

WIDTH = 860


class StartPage(Page):
    """Shown while no book is open, and for a book in which nothing is posted yet."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(_("Welcome to CreditDesk"))
        self._shell = shell
        self.head.search.hide()
        self._open = shell.books.session is not None
        if self._open:
            skip = link(_("Skip, go to the overview"))
            skip.clicked.connect(lambda: self.navigate.emit("dashboard", {}))
            self.head.add_secondary(skip)
        column = QWidget()
        column.setObjectName("page")
        column.setMaximumWidth(WIDTH)
        self._column = QVBoxLayout(column)
        self._column.setContentsMargins(0, 8, 0, 24)
        self._column.setSpacing(12)
        self._hero()
        self._steps()
        self._sample()
        self._recent()
        self._links()
        self._column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        inner = QWidget()
        inner.setObjectName("page")
        centre = QHBoxLayout(inner)
        centre.setContentsMargins(0, 0, 0, 0)
        centre.addStretch(1)
        centre.addWidget(column, 20)
        centre.addStretch(1)
        area.setWidget(inner)
        self.body.addWidget(area, 1)

    def _hero(self) -> None:
        row = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(8)
        words.addStretch(1)
        words.addWidget(label(_("See first who owes you, and since when"), "hero", wrap=True))
        words.addWidget(label(_("Three steps to the aging of your receivables, about ten minutes. Scores, limits and "
                                "collection letters can wait until you need them. The data stay on this computer."), "",
                              tone="t2", wrap=True))
        words.addStretch(1)
        row.addLayout(words, 1)
        row.addSpacing(24)
        row.addWidget(Sketch())
        self._column.addLayout(row)

    def _steps(self) -> None:
        by_hand = button(_("Enter by hand"))
        by_hand.clicked.connect(lambda: self._with_book("customers"))
        self.excel = primary(_("Import from Excel"), "table")
        self.excel.clicked.connect(lambda: self._with_book("import"))
        self.setFocusProxy(self.excel)
        self._step(1, _("Import customers and open invoices"), _("From Excel or your accounting program's export, or pasted. "
                   "Name, amount and date are enough."), _("about 5 minutes"), [by_hand, self.excel], current=True)
        kept = str(self._shell.settings.value("start/terms") or "30")
        profile = self._shell.books.current.profile if self._shell.books.current else None
        kept = profile.default_terms if profile else kept
        self.terms = Choice(choices.terms(kept))
        self.terms.set_value(kept)
        self.terms.setAccessibleName(_("Usual payment terms"))
        save = button(_("Set"))
        save.clicked.connect(self._save_terms)
        self._step(2, _("Set the usual payment terms"), _("Customers can have their own later."), _("about 1 minute"),
                   [self.terms, save])
        current = self._shell.books.current
        aging = button(_("See the aging"))
        aging.setEnabled(current is not None and not current.empty)
        aging.clicked.connect(lambda: self.navigate.emit("dashboard", {}))
        self._step(3, _("See the aging and what to do today"), _("What is overdue, whom to call first, and the first reminder "
                   "printed."), "" if aging.isEnabled() else _("after the first two"), [aging])

    def _step(self, number: int, title: str, hint: str, time: str, controls: list[QPushButton | Choice], *,
              current: bool = False) -> None:
        card, row = self._card()
        card.setProperty("selected", current)
        row.addWidget(StepDot(number, current))
        row.addLayout(_two_lines(title, hint, strong=current), 1)
        if time:
            row.addWidget(label(time, "mut"))
        for control in controls:
            row.addWidget(control)
        self._column.addWidget(card)

    def _card(self) -> tuple[QFrame, QHBoxLayout]:
        card = QFrame()
        card.setProperty("card", True)
        row = QHBoxLayout(card)
        row.setContentsMargins(20, 14, 20, 14)
        row.setSpacing(12)
        return card, row

    def _sample(self) -> None:
        card, row = self._card()
        row.addWidget(IconMark("buildings", "acc", 24))
        row.addLayout(_two_lines(_("Just looking? Open the sample company"), _("Customers, invoices, scores and collection "
                      "records, apart from your own data."), strong=True, small=True), 1)
        self.sample = button(_("Open the sample company"))
        self.sample.clicked.connect(self._shell.open_sample)
        row.addWidget(self.sample)
        self._column.addSpacing(8)
        self._column.addWidget(card)

    def _recent(self) -> None:
        session = self._shell.books.session
        books = [book for book in recent_books(self._shell.settings) if book.there
                 and not (session and session.book.path == book.path)]
        if not books:
            return
        self._column.addWidget(label(_("Opened lately"), "sec"))
        grid = QGridLayout()
        grid.setSpacing(8)
        for place, book in enumerate(books[:4]):
            entry = button(book.company, "storefront", tip=str(book.path))
            entry.clicked.connect(lambda _checked=False, path=book.path: self._shell.books.open(path))
            grid.addWidget(entry, place // 2, place % 2)
        self._column.addLayout(grid)

    def _links(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addStretch(1)
        language = self._shell.language
        for words, act in (
                (_("Open a book"), lambda: choose_book(self._shell)), (_("New book"), lambda: self._new_book("")),
                (_("Excel templates"), self._templates), (_("Restore a backup"), self._restore),
                ("Switch to English" if language == "zh" else "切换到中文",
                 lambda: self._shell.choose_language("en" if language == "zh" else "zh"))):
            entry = link(words)
            entry.clicked.connect(lambda _checked=False, run=act: run())
            row.addWidget(entry)
        row.addStretch(1)
        self._column.addSpacing(8)
        self._column.addLayout(row)

    def _with_book(self, page: str) -> None:
        """Go to a page of the open book; without one, make one first."""
        if self._open:
            self.navigate.emit(page, {})
        else:
            self._new_book(page)

    def _new_book(self, wanted: str) -> NewBookDialog:
        dialog = NewBookDialog(self._shell, terms=str(self.terms.value()), wanted=wanted)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def _save_terms(self) -> None:
        chosen = str(self.terms.value())
        self._shell.settings.setValue("start/terms", chosen)
        session, said = self._shell.books.session, _("Usual terms: {terms}").format(terms=choices.terms_words(chosen))
        if session is None:
            self._shell.window.notices.toast(said)
            return

        def job(_progress: object) -> None:
            from creditdesk.services import company
            company.save_profile(session, replace(company.profile(session), default_terms=chosen))

        self._shell.work.write(job, lambda _none: self._shell.window.notices.toast(said), what="company")

    def _templates(self) -> None:
        from creditdesk.ui.importing.templates import save_templates
        save_templates(self._shell)

    def _restore(self) -> None:
        from creditdesk.ui.settings.backups import restore_backup
        restore_backup(self._shell)


def _two_lines(title: str, hint: str, *, strong: bool, small: bool = False) -> QVBoxLayout:
    box = QVBoxLayout()
    box.setSpacing(2)
    head: QLabel = label(title, "strong" if small else "section", tone="" if strong else "t2", wrap=True)
    box.addWidget(head)
    box.addWidget(label(hint, "mut" if small else "", tone="" if small else "t2", wrap=True))
    return box

