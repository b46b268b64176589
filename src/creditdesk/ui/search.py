"""What the command palette offers: pages and commands at once, customers and documents from the worker."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial

from creditdesk.domain import money
from creditdesk.domain.ledger.documents import CREDIT_NOTE
from creditdesk.i18n import _
from creditdesk.services.pinyin import spelled
from creditdesk.services.search import Found, FoundCustomer, FoundDocument, FoundInFile, FoundLetter, search
from creditdesk.ui.collections.words import letter_name
from creditdesk.ui.customers import detail, head
from creditdesk.ui.places import PAGES, WITHOUT_BOOK
from creditdesk.ui.shell import Shell
from creditdesk.ui.start.company_menu import choose_book
from creditdesk.ui.start.new_book import NewBookDialog
from creditdesk.ui.widgets.palette import Answer, Entry, Group

_KIND_ICONS = {"receipt": "money", "refund": "money", "credit_note": "arrow-bend-up-left"}
_PAYMENTS = frozenset({"receipt", "refund"})
_MOST_COMMANDS = 6
#: of the first customer found, so that its documents can be seen below; Tab lists them all
_MOST_ACTIONS = 4
_spelled = cache(spelled)
# page, what to show there, words, detail, icon, keys
Offers = Sequence[tuple[str, dict[str, object], str, str, str, str]]


def find(shell: Shell, text: str, answer: Answer) -> None:
    """Answer with groups for `text`; customers come first, as in DESIGN 13."""
    commands, session, day = _commands(shell), shell.books.session, shell.today()
    if session is None:
        answer([Group(_("Commands"), _matching(commands, text, {}))])
        return

    def job(_progress: object) -> tuple[Found, dict[str, str]]:
        # pinyin only where it can be meant: its dictionary is read for it
        typed = bool(text) and text.isascii() and shell.language == "zh"
        return search(session, text, day), {entry.text: _spelled(entry.text) for entry in commands} if typed else {}

    def arrived(answered: tuple[Found, dict[str, str]]) -> None:
        found, sounds = answered
        groups = [Group(_("Customers"), [_customer(shell, one) for one in found.customers])]
        if found.customers:
            first = found.customers[0]
            groups.append(Group(_("For {name}").format(name=first.name), _actions(shell, first)[:_MOST_ACTIONS]))
        documents = Group(_("Latest documents") if found.recent else _("Documents"), [
            *(_document(shell, one) for one in found.documents), *(_letter(shell, one) for one in found.letters)])
        others = Group(_("Commands"), _matching(commands, text, sounds))
        files = Group(_("In the files"), [_in_file(shell, one) for one in found.files])
        answer([*groups, documents, others, *([files] if found.files else [])] if text else [*groups, others, documents])

    shell.work.read(job, arrived, group="palette")


def _go(shell: Shell, page: str, **args: object) -> Callable[[], object]:
    return partial(shell.window.navigate, page, **args)


def _customer(shell: Shell, found: FoundCustomer) -> Entry:
    parts = [found.code]
    for currency, balance, overdue in found.balances:
        parts.append(_("balance {currency} {amount}").format(currency=currency, amount=money.display(balance, currency)))
        if overdue:
            parts.append(_("overdue {amount}").format(amount=money.display(overdue, currency)))
    if not found.balances:
        parts.append(_("nothing open"))
    if found.grade:
        parts.append(_("grade {grade}").format(grade=found.grade))
    page = "customers" if shell.window.knows("customers") else "invoices"
    return Entry(found.name, _go(shell, page, customer_id=found.id), " · ".join(parts), "users", "↵",
                 _actions(shell, found))


def _actions(shell: Shell, found: FoundCustomer) -> list[Entry]:
    """What is done most for a customer."""
    waiting = " · ".join(_("{currency} {amount} to allocate").format(currency=currency, amount=money.display(amount, currency))
                         for currency, amount in found.unapplied)
    offered: Offers = (
        ("invoices", {"new": True}, _("New invoice"), "", "file-text", "Ctrl N"),
        ("receipts", {"new": True}, _("Record receipt"), waiting, "money", "Ctrl R"),
        ("credit", {"limit": True}, _("Adjust the limit"), "", "scales", "Ctrl L"),
        ("credit/orders", {"new": True}, _("Check an order"), "", "check-circle", ""),
        ("customers", {"do": head.STATEMENT}, _("Print a statement"), "", "printer", "Ctrl P"),
        ("customers", {"do": head.CONTACT}, _("Log a contact"), "", "phone", "Ctrl J"),
        ("invoices", {}, _("Its invoices"), "", "list", ""))
    return [Entry(words, _go(shell, page, customer_id=found.id, **args), detail, mark, keys)
            for page, args, words, detail, mark, keys in offered if shell.window.knows(page)]


def _letter(shell: Shell, found: FoundLetter) -> Entry:
    run = _go(shell, "customers", customer_id=found.customer_id, tab=detail.TIMELINE)
    day = _("issued {day}").format(day=found.day.isoformat())
    return Entry(f"{found.number} {letter_name(found.kind)}", run, day, "envelope-simple")


_PLACES = {"contact": detail.CONTACTS, "score": detail.SCORES}


def _in_file(shell: Shell, found: FoundInFile) -> Entry:
    """Words of a file lead to the tab they stand in."""
    run = _go(shell, "customers", customer_id=found.customer_id, tab=_PLACES.get(found.place, detail.RECORD))
    return Entry(found.text, run, f"{found.customer} · {found.day.isoformat()}", "folder-open")


def _document(shell: Shell, found: FoundDocument) -> Entry:
    due = _("due {day}").format(day=found.due.isoformat()) if found.due else found.day.isoformat()
    state = {"reversed": _("Reversed"), "draft": _("Draft")}.get(found.status, due)
    detail = " · ".join((found.customer, f"{found.currency} {money.display(abs(found.amount), found.currency)}", state))
    page = "receipts" if found.kind in _PAYMENTS else "invoices"
    run = _go(shell, page, document_id=found.id) if shell.window.knows(page) else _go(shell, "dashboard")
    return Entry(found.number, run, detail, _KIND_ICONS.get(found.kind, "file-text"))


def _commands(shell: Shell) -> list[Entry]:
    """Pages and what the program does."""
    window = shell.window
    entries = [Entry(_(entry.title), _go(shell, entry.key), _("page"), entry.icon)
               for entry in (PAGES if shell.books.session else WITHOUT_BOOK) if entry.key != "start"]
    for page, args, words, mark, keys in (
            ("invoices", {"new": True}, _("New invoice"), "file-text", "Ctrl N"),
            ("receipts", {"new": True}, _("Record receipt"), "money", "Ctrl R"),
            ("credit/orders", {"new": True}, _("New order"), "file-text", ""),
            ("customers", {"new": True}, _("New customer"), "user-plus", ""),
            ("credit/review", {"watched": True}, _("Watch list"), "eye", ""),
            ("invoices", {"batch": True}, _("Batch entry"), "table", ""),
            ("invoices", {"new": CREDIT_NOTE}, _("New credit note"), "arrow-bend-up-left", ""),
            ("import", {}, _("Import from Excel"), "table", ""),
            ("settings", {"section": "company"}, _("Company details"), "buildings", ""),
            ("settings", {"section": "backup"}, _("Back up now"), "floppy-disk", ""),
            ("settings", {"section": "look"}, _("Language and look"), "translate", ""),
            ("settings", {"section": "rules"}, _("Rules of the book"), "sliders-horizontal", ""),
            ("settings", {"section": "users"}, _("People and passwords"), "users", ""),
            ("settings", {"section": "rates"}, _("Exchange rates"), "arrows-clockwise", ""),
            ("settings", {"section": "interest_rates"}, _("Interest rates"), "chart-line", ""),
            ("settings", {"section": "letters"}, _("Texts of the letters"), "file-text", ""),
            ("settings", {"section": "history"}, _("History of the book"), "clock", "")):
        if window.knows(page) and (shell.books.session or page != "settings"):
            entries.append(Entry(words, _go(shell, page, **args), "", mark, keys))
    if shell.books.session and not shell.books.session.single_person:
        entries.append(Entry(_("Lock, or let somebody else sign in"), shell.lock_now, "", "lock"))
    dark = shell.theme.dark
    entries += [
        Entry(_("Light colours") if dark else _("Dark colours"), lambda: shell.choose_theme("light" if dark else "dark"), "",
              "sun" if dark else "moon"),
        Entry("English" if shell.language == "zh" else "中文",
              lambda: shell.choose_language("en" if shell.language == "zh" else "zh"), _("language"), "translate"),
        Entry(_("Open a book"), lambda: choose_book(shell), "", "folder-open"),
        Entry(_("New book"), lambda: NewBookDialog(shell).open(), "", "plus"),
        Entry(_("Open the sample company"), shell.open_sample, "", "eye"),
    ]
    return entries


def _matching(entries: Sequence[Entry], text: str, sounds: Mapping[str, str]) -> list[Entry]:
    """Those whose words, or their sounds (pinyin initials first), contain the text."""
    asked = text.casefold().split()
    found = [entry for entry in entries if all(
        word in f"{entry.text} {entry.detail}".casefold() or any(sound.startswith(word) for sound in sounds.get(entry.text, "").split())
        for word in asked)]
    return found[:_MOST_COMMANDS] if text else found
