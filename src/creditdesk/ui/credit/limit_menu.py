"""What can be done about a customer's limit beside deciding it: security, terms, temporary limit, letters, review."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial

from PySide6.QtWidgets import QMenu, QWidget

from creditdesk.domain.customers.records import Customer
from creditdesk.i18n import _
from creditdesk.services.credit.limit_view import limit_view, LimitView
from creditdesk.services.credit.review import review_form, ReviewForm
from creditdesk.services.credit.terms_setting import terms_view, TermsView
from creditdesk.services.customers import customer as read_customer
from creditdesk.services.rates import rate_book_of
from creditdesk.ui.credit.cover_dialog import CoverListDialog
from creditdesk.ui.credit.notice_dialog import GoodStandingDialog, NoticeDialog
from creditdesk.ui.credit.review_dialog import ReviewDialog
from creditdesk.ui.credit.standing_dialogs import FreezeDialog, GroupLimitDialog, read_standing, Standing, StepDialog
from creditdesk.ui.credit.temporary_dialog import TemporaryDialog
from creditdesk.ui.credit.terms_dialog import TermsDialog
from creditdesk.ui.desk import Desk
from creditdesk.ui.widgets.dialog import Dialog


class LimitMenu:
    """Fills a menu for one customer; the last dialog opened is kept in `dialog`, `changed` is called after a change."""

    def __init__(self, desk: Desk, owner: QWidget, changed: Callable[[], object]) -> None:
        self._desk, self._owner, self._changed = desk, owner, changed
        self.dialog: Dialog | None = None

    def fill(self, menu: QMenu, customer: Customer, currency: str) -> None:
        """Add the entries for `customer`, whose limit stands in `currency`."""
        for text, run in ((_("Security held"), lambda: self.covers(customer, currency)),
                          (_("Temporary limit"), lambda: self.temporary(customer, currency)),
                          (_("Terms and discount"), lambda: self.terms(customer)),
                          (_("Review the limit"), lambda: self.review(customer)),
                          (_("Letter on the limit"), lambda: self.letter(customer)),
                          (_("Suspension letter"), lambda: self.suspend(customer)),
                          (_("Letter of good standing"), lambda: self.thank(customer)),
                          (_("Step by step"), lambda: self.steps(customer)),
                          (_("Limit of the group"), lambda: self.group(customer)),
                          (_("Hold or lift"), lambda: self.freeze(customer))):
            menu.addAction(text, run)

    def fill_for(self, menu: QMenu, customer_id: int) -> None:
        """The same for a customer known by its id: its record is read when an entry is chosen."""
        names = ((_("Security held"), self.covers_of), (_("Temporary limit"), self.temporary_of),
                 (_("Terms and discount"), self._bare(self.terms)), (_("Review the limit"), self._bare(self.review)),
                 (_("Letter on the limit"), self._bare(self.letter)), (_("Suspension letter"), self._bare(self.suspend)),
                 (_("Letter of good standing"), self._bare(self.thank)),
                 (_("Step by step"), self._bare(self.steps)), (_("Limit of the group"), self._bare(self.group)),
                 (_("Hold or lift"), self._bare(self.freeze)))
        for text, run in names:
            menu.addAction(text, partial(self._read, customer_id, run))

    def covers_of(self, found: tuple[Customer, str]) -> None:
        self.covers(*found)

    def temporary_of(self, found: tuple[Customer, str]) -> None:
        self.temporary(*found)

    @staticmethod
    def _bare(run: Callable[[Customer], None]) -> Callable[[tuple[Customer, str]], None]:
        return lambda found: run(found[0])

    def _read(self, customer_id: int, then: Callable[[tuple[Customer, str]], None]) -> None:
        session = self._desk.session

        def job(_progress: object) -> tuple[Customer, str]:
            found = read_customer(session, customer_id)
            return found, found.currency or rate_book_of(session).base

        self._desk.work.read(job, then, group=(id(self), "customer"))

    def covers(self, customer: Customer, currency: str) -> None:
        dialog = CoverListDialog(self._desk, customer, currency, self._owner)
        dialog.changed.connect(lambda: self._changed())
        self._open(dialog)

    def temporary(self, customer: Customer, currency: str) -> None:
        self._open(TemporaryDialog(self._desk, customer, currency, self._owner))

    def _with_standing(self, customer: Customer, then: Callable[[Standing], object]) -> None:
        session, day = self._desk.session, self._desk.today()
        self._desk.work.read(lambda _progress: read_standing(session, customer.id, day), then, group=(id(self), "standing"))

    def steps(self, customer: Customer) -> None:
        self._with_standing(customer, lambda found: self._open(StepDialog(self._desk, customer, found, self._owner)))

    def freeze(self, customer: Customer) -> None:
        self._with_standing(customer, lambda found: self._open(FreezeDialog(self._desk, customer, found, self._owner)))

    def group(self, customer: Customer) -> None:
        """The limit of the customer's group; one that belongs to none says where groups are made."""
        def shown(found: Standing) -> None:
            if found.group is None:
                self._desk.notices.toast(_("{name} belongs to no group; groups are made in its file").format(name=customer.name),
                                         icon="info")
            else:
                self._open(GroupLimitDialog(self._desk, found.group, found.base, self._owner))

        self._with_standing(customer, shown)

    def terms(self, customer: Customer) -> None:
        session, day = self._desk.session, self._desk.today()

        def shown(view: TermsView) -> None:
            self._open(TermsDialog(self._desk, customer, view, self._owner))

        self._desk.work.read(lambda _progress: terms_view(session, customer.id, day), shown, group=(id(self), "terms"))

    def review(self, customer: Customer) -> None:
        session, day = self._desk.session, self._desk.today()

        def shown(form: ReviewForm) -> None:
            self._open(ReviewDialog(self._desk, form, self._owner))

        self._desk.work.read(lambda _progress: review_form(session, customer.id, day), shown, group=(id(self), "review"))

    def letter(self, customer: Customer, reasons: tuple[str, ...] = (), language: str = "") -> None:
        self._open(NoticeDialog(self._desk, customer, self._owner, reasons=reasons, language=language))

    def letter_of(self, customer_id: int, reasons: tuple[str, ...], language: str = "") -> None:
        """The letter on a limit just decided: its considerations and language are chosen already."""
        self._read(customer_id, lambda found: self.letter(found[0], reasons, language))

    def thank(self, customer: Customer) -> None:
        self._open(GoodStandingDialog(self._desk, customer, self._owner))

    def suspend(self, customer: Customer) -> None:
        session, day = self._desk.session, self._desk.today()

        def shown(view: LimitView) -> None:
            self._open(NoticeDialog(self._desk, customer, self._owner, hold=True, excess=excess_of(view)))

        self._desk.work.read(lambda _progress: limit_view(session, customer.id, day), shown, group=(id(self), "hold"))

    def _open(self, dialog: Dialog) -> None:
        self.dialog = dialog
        dialog.accepted.connect(lambda: self._changed())
        dialog.open()


def excess_of(view: LimitView) -> Decimal | None:
    """By how much a customer is above its limit; None where it is not."""
    return -view.available if view.available is not None and view.available < 0 else None
