"""One customer: head, limit, tabs. Each tab shows what the overview holds; only documents are read by their own tab."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from creditdesk.domain.ledger.documents import CREDIT_KINDS
from creditdesk.i18n import _
from creditdesk.services import customer_timeline as happened
from creditdesk.services.credit.facts import STATEMENT
from creditdesk.services.customer_overview import Overview
from creditdesk.services.customer_profile import CustomerProfile
from creditdesk.services.customer_timeline import Event
from creditdesk.ui.customers import head
from creditdesk.ui.customers.contacts_tab import ContactsTab
from creditdesk.ui.customers.credit_file_tab import CreditFileTab
from creditdesk.ui.customers.documents_tab import DocumentsTab
from creditdesk.ui.customers.file_tabs import LimitsTab, ScoresTab, TimelineTab
from creditdesk.ui.customers.head import CustomerHead, LimitCard
from creditdesk.ui.customers.overview_tab import BEHIND, OverviewTab
from creditdesk.ui.customers.record_tab import RecordTab
from creditdesk.ui.desk import Desk
from creditdesk.ui.insight import wording
from creditdesk.ui.widgets.controls import rule

OVERVIEW, DOCUMENTS, SCORES, LIMITS, CONTACTS, RECORD, TIMELINE = (
    "overview", "documents", "scores", "limits", "contacts", "record", "timeline")
TABS = (OVERVIEW, DOCUMENTS, SCORES, LIMITS, CONTACTS, RECORD, TIMELINE)
PROMISE = "promise"


class CustomerDetail(QWidget):
    """`asked` carries an action (a constant of `head`, or PROMISE), `unmerge_asked` a record, `score_opened` a saved score."""

    asked = Signal(str)
    navigate = Signal(str, dict)
    unmerge_asked = Signal(int)
    score_opened = Signal(object)
    prospects_asked = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view: Overview | None = None
        self.profile: CustomerProfile | None = None
        self.head, self.limit = CustomerHead(), LimitCard()
        self.head.asked.connect(self.asked)
        self.limit.decide.connect(lambda: self.asked.emit(head.LIMIT))
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setElideMode(Qt.TextElideMode.ElideNone)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.tabs.setAccessibleName(_("Parts of the customer's file"))
        for _key in TABS:
            self.tabs.addTab("")
        self.tabs.currentChanged.connect(self._turn)
        self.stack = QStackedWidget()
        self._make_tabs(desk)
        self._box = QVBoxLayout(self)
        self._box.setSpacing(12)
        self._box.addWidget(self.head)
        self._box.addWidget(self.limit)
        tabbed = QVBoxLayout()
        tabbed.setSpacing(0)
        tabbed.addWidget(self.tabs)
        tabbed.addWidget(rule())
        tabbed.addWidget(self.stack, 1)
        self._box.addLayout(tabbed, 1)
        for keys, step in (("Ctrl+PgDown", 1), ("Ctrl+PgUp", -1)):
            QShortcut(QKeySequence(keys), self, lambda by=step: self.tabs.setCurrentIndex(
                (self.tabs.currentIndex() + by) % len(TABS)))
        self._name_tabs(())

    def _make_tabs(self, desk: Desk) -> None:
        self.overview, self.documents = OverviewTab(), DocumentsTab(desk)
        self.scores, self.limits, self.contacts = ScoresTab(desk), LimitsTab(desk), ContactsTab(desk)
        self.record, self.timeline = RecordTab(), TimelineTab()
        self.file = CreditFileTab(desk, self.record)
        self.file.navigate.connect(self.navigate)
        for tab in (self.overview, self.documents, self.scores, self.limits, self.contacts, self.file, self.timeline):
            self.stack.addWidget(tab)
        self.overview.asked.connect(self.asked)
        self.overview.tab_asked.connect(self.show_tab)
        self.overview.part_asked.connect(self.show_part)
        self.overview.prospects_asked.connect(self.prospects_asked)
        self.overview.bucket_chosen.connect(self._bucket)
        self.overview.event_opened.connect(self._open_event)
        self.timeline.opened.connect(self._open_event)
        self.documents.navigate.connect(self.navigate)
        self.scores.asked.connect(lambda: self.asked.emit(head.SCORE))
        self.scores.opened.connect(self.score_opened)
        self.limits.asked.connect(lambda: self.asked.emit(head.LIMIT))
        self.contacts.contact_asked.connect(lambda: self.asked.emit(head.CONTACT))
        self.contacts.promise_asked.connect(lambda: self.asked.emit(PROMISE))
        self.contacts.people_asked.connect(lambda: self.show_part("parts"))
        self.record.asked.connect(self.asked)
        self.record.history_asked.connect(lambda: self.asked.emit(head.HISTORY))
        self.record.facts_asked.connect(lambda: self.show_part("facts"))
        self.record.unmerge_asked.connect(self.unmerge_asked)

    def set_margins(self, side: int) -> None:
        self._box.setContentsMargins(20, 14, side, 16)

    # Showing

    def show_part(self, part: str) -> None:
        """Turn to a part of the data tab."""
        self.show_tab(RECORD)
        self.file.show_part(part)

    def show_customer(self, view: Overview, profile: CustomerProfile, events: Sequence[Event]) -> None:
        """Show a customer; the tab stays the one it was."""
        self.view, self.profile = view, profile
        self.head.show_customer(view, profile)
        self.limit.show_customer(view)
        self.overview.show_customer(view, profile, events)
        self.scores.show_customer(view)
        self.limits.show_customer(view)
        self.contacts.show_customer(view, profile)
        self.record.show_customer(view, profile)
        self.file.show_customer(view)
        self.timeline.set_events(events)
        self.documents.show_customer(view.customer.id, view.as_of)
        self._name_tabs(events)

    def _name_tabs(self, events: Sequence[Event]) -> None:
        view = self.view
        counts: dict[str, str] = {}
        if view is not None:
            score = view.score
            counts = {DOCUMENTS: str(view.open_count or ""), LIMITS: str(len(view.limits) or ""),
                      SCORES: wording.decimal(score.score) if score and score.score is not None else "",
                      CONTACTS: str(len(view.contacts) or ""), TIMELINE: f"{len(events):,}" if events else ""}
        titles = {OVERVIEW: _("Summary"), DOCUMENTS: _("Invoices"), SCORES: _("Scores"), LIMITS: _("Limits"),
                  CONTACTS: _("Contacts"), RECORD: _("Data"), TIMELINE: _("Timeline")}
        for place, key in enumerate(TABS):
            self.tabs.setTabText(place, f"{titles[key]} {counts.get(key, '')}".strip())
        self.tabs.setTabToolTip(TABS.index(DOCUMENTS), _("Open documents"))
        self.tabs.setTabToolTip(TABS.index(SCORES), _("Latest score"))

    def show_tab(self, key: str) -> None:
        self.tabs.setCurrentIndex(TABS.index(key))

    @property
    def tab(self) -> str:
        """Key of the tab shown."""
        return TABS[self.tabs.currentIndex()]

    def _turn(self, place: int) -> None:
        self.stack.setCurrentIndex(place)

    def _bucket(self, place: int) -> None:
        behind = BEHIND[place]
        self.show_tab(DOCUMENTS)
        first, last = behind.get("days_from"), behind.get("days_to")
        self.documents.show_bucket(str(behind["state"]), first if isinstance(first, int) else None,
                                   last if isinstance(last, int) else None)

    def _open_event(self, event: Event) -> None:
        """Go where the thing is at home."""
        if event.kind in (happened.DOCUMENT, happened.REVERSAL, happened.DISPUTE):
            page = "receipts" if event.what in CREDIT_KINDS else "invoices"
            self.navigate.emit(page, {"document_id": event.id})
        elif event.kind == happened.LETTER:
            self.navigate.emit("collections", {"customer_id": self.view.customer.id if self.view else 0})
        elif event.kind == happened.SCORE:
            score = next((item for item in self.view.scores if item.id == event.id), None) if self.view else None
            if score is not None:
                self.score_opened.emit(score)
        else:
            homes = {happened.LIMIT: LIMITS, happened.CONTACT: CONTACTS, happened.PROMISE: CONTACTS}
            parts = {happened.RECORD: "data", happened.FACT: "statements" if event.what == STATEMENT else "facts"}
            if event.kind in homes:
                self.show_tab(homes[event.kind])
            else:
                self.show_part(parts.get(event.kind, "parts"))
