"""The menu behind the company's name: its page, other books, a new one."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QFileDialog, QMenu

from creditdesk.i18n import _
from creditdesk.paths import documents_dir
from creditdesk.ui.recent_books import recent_books
from creditdesk.ui.shell import Shell
from creditdesk.ui.start.new_book import NewBookDialog
from creditdesk.ui.style.icons import icon


def choose_book(shell: Shell) -> None:
    """Ask for the file of a book and open it."""
    session = shell.books.session
    start = session.book.path.parent if session else documents_dir()
    chosen, _filter = QFileDialog.getOpenFileName(shell.window, _("Open a book"), str(start),
                                                  _("CreditDesk books") + " (*.creditdesk)")
    if chosen:
        shell.books.open(Path(chosen))


def company_menu(shell: Shell) -> QMenu:
    """The menu, filled."""
    menu = QMenu(shell.window)
    if shell.books.session:
        menu.addAction(icon("buildings"), _("Company details"), lambda: shell.window.navigate("settings", section="company"))
        if not shell.books.session.single_person:
            menu.addAction(icon("lock"), _("Lock, or let somebody else sign in"), shell.lock_now)
        menu.addSeparator()
    here = shell.books.session.book.path if shell.books.session else None
    for book in recent_books(shell.settings):
        if book.path != here:
            action = menu.addAction(icon("storefront"), book.company)
            action.triggered.connect(lambda _checked=False, path=book.path: shell.books.open(path))
            action.setToolTip(str(book.path))
    menu.addSeparator()
    menu.addAction(icon("folder-open"), _("Open a book") + "…", lambda: choose_book(shell))
    menu.addAction(icon("plus"), _("New book") + "…", lambda: NewBookDialog(shell).open())
    menu.addAction(icon("eye"), _("Open the sample company"), shell.open_sample)
    menu.setToolTipsVisible(True)
    return menu


def show_company_menu(shell: Shell) -> None:
    """Open the menu under the company's name."""
    anchor = shell.window.rail.company
    company_menu(shell).popup(anchor.mapToGlobal(QPoint(0, anchor.height() + 2)))
