"""The pages of the window. Each module is imported when its page is first made, or before that by the `Preloader`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from creditdesk.i18n import _, N_
from creditdesk.ui.main_window import Place
from creditdesk.ui.page import Page
from creditdesk.ui.shell import Shell

Maker = Callable[[Shell], Page]


@dataclass(frozen=True, slots=True)
class Entry:
    """A page by its key: `load` imports its module and answers what makes it. `free`: it needs no open book."""

    key: str
    title: str
    icon: str
    load: Callable[[], Maker]
    bottom: bool = False
    on_rail: bool = True
    free: bool = False

    def place(self, shell: Shell) -> Place:
        """The page as the window registers it."""
        return Place(self.key, lambda: _(self.title), self.icon, lambda: self.load()(shell), self.bottom, self.on_rail)


def _dashboard() -> Maker:
    from creditdesk.ui.dashboard.page import DashboardPage
    return lambda shell: DashboardPage(shell.desk(), shell.kept.pop("reading", None))  # type: ignore[arg-type]


def _customers() -> Maker:
    from creditdesk.ui.customers.page import CustomersPage
    return lambda shell: CustomersPage(shell.desk())


def _verification() -> Maker:
    from creditdesk.ui.customers.verification_page import VerificationPage
    return lambda shell: VerificationPage(shell.desk())


def _invoices() -> Maker:
    from creditdesk.ui.ledger.invoices_page import InvoicesPage
    return lambda shell: InvoicesPage(shell.desk())


def _receipts() -> Maker:
    from creditdesk.ui.ledger.receipts_page import ReceiptsPage
    return lambda shell: ReceiptsPage(shell.desk())


def _collections() -> Maker:
    from creditdesk.ui.collections.page import CollectionsPage
    return lambda shell: CollectionsPage(shell.desk())


def _credit() -> Maker:
    from creditdesk.ui.credit.page import CreditPage
    return lambda shell: CreditPage(shell.desk())


def _aging() -> Maker:
    from creditdesk.ui.insight.aging_page import AgingPage
    return lambda shell: AgingPage(shell.desk())


def _key_figures() -> Maker:
    from creditdesk.ui.insight.kpi_page import KpiPage
    return lambda shell: KpiPage(shell.desk())


def _portfolio() -> Maker:
    from creditdesk.ui.portfolio.page import PortfolioPage
    return lambda shell: PortfolioPage(shell.desk())


def _scorecards() -> Maker:
    from creditdesk.ui.credit.cards.page import ScorecardsPage
    return lambda shell: ScorecardsPage(shell.desk())


def _validation() -> Maker:
    from creditdesk.ui.credit.cards.validation_page import ValidationPage
    return lambda shell: ValidationPage(shell.desk())


def _inbox() -> Maker:
    from creditdesk.ui.users.inbox_page import InboxPage
    return lambda shell: InboxPage(shell.desk())


def _policy() -> Maker:
    from creditdesk.ui.users.policy_page import PolicyPage
    return lambda shell: PolicyPage(shell.desk())


def _start() -> Maker:
    from creditdesk.ui.start.page import StartPage
    return StartPage


def _orders() -> Maker:
    from creditdesk.ui.credit.orders.page import OrdersPage
    return lambda shell: OrdersPage(shell.desk())


def _credit_review() -> Maker:
    from creditdesk.ui.credit.review_page import ReviewPage
    return lambda shell: ReviewPage(shell.desk())


def _registers() -> Maker:
    from creditdesk.ui.registers.page import RegistersPage
    return lambda shell: RegistersPage(shell.desk())


def _importing() -> Maker:
    from creditdesk.ui.importing.page import ImportPage
    return ImportPage


def _settings() -> Maker:
    from creditdesk.ui.settings.page import SettingsPage
    return SettingsPage


def _keys() -> Maker:
    from creditdesk.ui.settings.keys_page import KeysPage
    return KeysPage


PAGES: Sequence[Entry] = (
    Entry("dashboard", N_("Overview"), "gauge", _dashboard),
    Entry("customers", N_("Customers"), "users", _customers),
    Entry("customers/verification", N_("To verify"), "users", _verification, on_rail=False),
    Entry("invoices", N_("Invoices"), "file-text", _invoices),
    Entry("receipts", N_("Receipts"), "money", _receipts),
    Entry("collections", N_("Collections"), "bell-ringing", _collections),
    Entry("credit/orders", N_("Orders"), "file-text", _orders, on_rail=False),
    Entry("credit/review", N_("Credit reviews"), "scales", _credit_review, on_rail=False),
    Entry("credit", N_("Credit"), "scales", _credit),
    Entry("reports/aging", N_("Reports"), "chart-bar", _aging),
    Entry("reports/kpi", N_("Key figures"), "chart-bar", _key_figures, on_rail=False),
    Entry("reports/portfolio", N_("Portfolio"), "chart-bar", _portfolio, on_rail=False),
    Entry("credit/cards", N_("Scorecards"), "scales", _scorecards, on_rail=False),
    Entry("credit/validation", N_("Validation of the scorecard"), "scales", _validation, on_rail=False),
    Entry("credit/inbox", N_("Approvals"), "tray", _inbox, on_rail=False),
    Entry("credit/registers", N_("Registers"), "folder-open", _registers, on_rail=False),
    Entry("settings/policy", N_("Credit policy"), "scales", _policy, on_rail=False),
    Entry("import", N_("Import and backup"), "download-simple", _importing, bottom=True),
    Entry("settings", N_("Settings"), "gear-six", _settings, bottom=True, free=True),
    Entry("keys", N_("Keys"), "keyboard", _keys, on_rail=False, free=True),
    Entry("start", N_("Welcome"), "gauge", _start, on_rail=False),
)
#: the same page where no book is open: then it is the first on the rail
WITHOUT_BOOK: Sequence[Entry] = (
    Entry("start", N_("Overview"), "gauge", _start), *(entry for entry in PAGES if entry.free))
