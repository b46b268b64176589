"""How every dialog that a person types into is opened, on a small real book: its module and class → what makes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal as D
from functools import cache
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from creditdesk.domain.collections.plans import PlanPart
from creditdesk.domain.credit.claims import NEW
from creditdesk.domain.customers.facts import Fact
from creditdesk.domain.customers.file_entries import FileEntry
from creditdesk.domain.customers.file_kinds import KINDS
from creditdesk.domain.customers.records import Customer
from creditdesk.domain.ledger.documents import Allocation, Dispute, Document
from creditdesk.domain.ledger.drafts import DocumentDraft
from creditdesk.services import company, customers
from creditdesk.services.collections.letter_fields import Missing
from creditdesk.services.collections.letter_plan import LetterRequest
from creditdesk.services.collections.plans import PlanDraft
from creditdesk.services.credit import cards, order_entry, scoring
from creditdesk.services.credit.covers import Cover
from creditdesk.services.credit.groups import GroupRoom
from creditdesk.services.credit.limits import decide
from creditdesk.services.credit.order_list import order_book, ShipmentLine
from creditdesk.services.credit.orders import OrderDraft
from creditdesk.services.credit.overview import limit_desk
from creditdesk.services.credit.policy_params import policy_lines
from creditdesk.services.credit.review import review_form
from creditdesk.services.credit.self_review import self_review
from creditdesk.services.credit.terms_setting import terms_view
from creditdesk.services.credit.validation import Proposal, WeightRow
from creditdesk.services.ledger import lists, posting
from creditdesk.services.session import Session
from creditdesk.services.users import User
from creditdesk.ui.collections import (
    contact_dialog,
    issue_dialog,
    missing_dialog,
    plan_dialog,
    plan_letter_dialog,
    proof_dialog,
    statement_dialog,
    template_dialog,
)
from creditdesk.ui.credit import (
    clauses_dialog,
    cover_dialog,
    limit_dialog,
    notice_dialog,
    review_dialog,
    standing_dialogs,
    temporary_dialog,
    terms_dialog,
)
from creditdesk.ui.credit.cards import activate_dialog, override_dialog, weights_dialog
from creditdesk.ui.credit.orders import dialogs as order_dialogs, entry_dialog as order_entry_dialog
from creditdesk.ui.customers import (
    entry_dialog,
    fact_dialogs,
    form,
    industry_dialog,
    merge_dialog,
    pasted_dialog,
    promise_dialog,
    statement_dialog as figures_dialog,
)
from creditdesk.ui.desk import Desk
from creditdesk.ui.ledger import bill_dialog, document_dialogs, entry_dialog as document_entry
from creditdesk.ui.ledger.customer_picker import CustomerIndex
from creditdesk.ui.notices import Notices
from creditdesk.ui.registers import dialogs as registers
from creditdesk.ui.users import policy_page, rulebook_dialog, sign_in, strategy_dialog, user_dialogs
from creditdesk.ui.widgets.dialog import Dialog
from creditdesk.ui.work import Work

DAY = date(2026, 11, 20)
Opener = Callable[[], Dialog]


@dataclass
class Firm:
    """What the dialogs are about."""

    desk: Desk
    window: QWidget
    customer: Customer
    other: Customer
    invoice: Document

    @property
    def session(self) -> Session:
        return self.desk.session

    def view(self, document: Document | None = None) -> lists.DocumentView:
        found = lists.document_view(self.session, (document or self.invoice).id, DAY)
        assert found is not None
        return found


@pytest.fixture
def firm(session: Session, alpha: int, work: Work, settings: Any, qtbot: QtBot) -> Iterator[Firm]:
    other = customers.save(session, Customer(0, "C2", "Beta"))
    invoice = posting.post_document(session, DocumentDraft("invoice", alpha, date(2026, 8, 24), D(42600), "CNY", no="A-1"))
    decide(session, alpha, D(50_000), "CNY", date(2026, 9, 1), reason="known since long")
    window = QWidget()
    window.resize(1400, 880)
    qtbot.addWidget(window)
    window.show()
    desk = Desk(session, work, Notices(window), settings, lambda: DAY)
    yield Firm(desk, window, customers.customer(session, alpha), customers.customer(session, other), invoice)
    qtbot.waitUntil(lambda: work.idle, timeout=20_000)


def of_collections(firm: Firm) -> dict[str, Opener]:
    desk, at, who = firm.desk, firm.window, firm.customer
    plan = PlanDraft(who.id, "CNY", DAY, (firm.invoice.id,), (PlanPart(date(2026, 12, 20), D(42600)),))
    return {
        "collections.contact_dialog.ContactDialog": lambda: contact_dialog.ContactDialog(
            desk, [contact_dialog.Subject.of(who, "CNY")], at),
        "collections.issue_dialog.IssueDialog": lambda: issue_dialog.IssueDialog(desk, LetterRequest(DAY), at, done=print),
        "collections.missing_dialog.MissingDialog": lambda: missing_dialog.MissingDialog(
            desk, [Missing("address"), Missing("customer_address", "C1", "Alpha")], at, lambda: None),
        "collections.plan_dialog.EndPlanDialog": lambda: plan_dialog.EndPlanDialog(desk, 7, at),
        "collections.plan_dialog.PlanDialog": lambda: plan_dialog.PlanDialog(desk, (who.id, who.name), at),
        "collections.plan_letter_dialog.PlanLetterDialog": lambda: plan_letter_dialog.PlanLetterDialog(desk, plan, who.name, at),
        "collections.proof_dialog.ProofDialog": lambda: proof_dialog.ProofDialog(desk, at, customer=(who.id, who.name)),
        "collections.statement_dialog.StatementDialog": lambda: statement_dialog.StatementDialog(desk, at, customer_id=who.id),
        "collections.template_dialog.TemplateDialog": lambda: template_dialog.TemplateDialog(desk, at)}


def of_credit(firm: Firm) -> dict[str, Opener]:
    desk, at, who, session = firm.desk, firm.window, firm.customer, firm.session
    card = cards.card(NEW)
    version = cards.versions(session, DAY)[0]
    rows = tuple(WeightRow(factor.code, factor.name, factor.weight, 90, None, int(factor.weight)) for factor in card.factors)
    cover = Cover(3, who.id, "insurance", D(10), "CNY", D("0.9"), "", "", None, None, "", "", None, "", "")

    @cache
    def saved() -> scoring.SavedScore:
        scoring.save_score(session, scoring.score_customer(session, who.id, DAY))
        return scoring.score_history(session, who.id)[0]

    return {
        "credit.cards.activate_dialog.ActivateDialog": lambda: activate_dialog.ActivateDialog(desk, version.version, (), at),
        "credit.cards.activate_dialog.EndDialog": lambda: activate_dialog.EndDialog(desk, version, at),
        "credit.cards.override_dialog.OverrideDialog": lambda: override_dialog.OverrideDialog(desk, who.id, who.name, saved(), at),
        "credit.cards.weights_dialog.WeightsDialog": lambda: weights_dialog.WeightsDialog(desk, Proposal(card, rows, 90, 9), at),
        "credit.clauses_dialog.ClausesDialog": lambda: clauses_dialog.ClausesDialog(desk, who, at),
        "credit.cover_dialog.CoverDialog": lambda: cover_dialog.CoverDialog(desk, who, "CNY", at),
        "credit.cover_dialog.EndCoverDialog": lambda: cover_dialog.EndCoverDialog(desk, cover, at),
        "credit.limit_dialog.LimitDialog": lambda: limit_dialog.LimitDialog(desk, limit_desk(session, who.id, DAY), None, at),
        "credit.notice_dialog.NoticeDialog": lambda: notice_dialog.NoticeDialog(desk, who, at, hold=True),
        "credit.review_dialog.ReviewDialog": lambda: review_dialog.ReviewDialog(desk, review_form(session, who.id, DAY), at),
        "credit.standing_dialogs.FreezeDialog": lambda: standing_dialogs.FreezeDialog(
            desk, who, standing_dialogs.read_standing(session, who.id, DAY), at),
        "credit.standing_dialogs.GroupLimitDialog": lambda: standing_dialogs.GroupLimitDialog(
            desk, GroupRoom("Group", (who.id,), None, D(5)), "CNY", at),
        "credit.standing_dialogs.StepDialog": lambda: standing_dialogs.StepDialog(
            desk, who, standing_dialogs.read_standing(session, who.id, DAY), at),
        "credit.temporary_dialog.TemporaryDialog": lambda: temporary_dialog.TemporaryDialog(desk, who, "CNY", at),
        "credit.terms_dialog.TermsDialog": lambda: terms_dialog.TermsDialog(desk, who, terms_view(session, who.id, DAY), at)}


def of_orders(firm: Firm) -> dict[str, Opener]:
    desk, at, who, session = firm.desk, firm.window, firm.customer, firm.session
    order_entry.place_order(session, OrderDraft(who.id, DAY, D(100), "CNY", "O-1"))
    order = order_book(session, DAY).rows[0].order
    index = CustomerIndex.load(session)
    return {
        "credit.orders.dialogs.CancelDialog": lambda: order_dialogs.CancelDialog(desk, order, at),
        "credit.orders.dialogs.ReleaseDialog": lambda: order_dialogs.ReleaseDialog(desk, order, at),
        "credit.orders.dialogs.ShipDialog": lambda: order_dialogs.ShipDialog(desk, order, at),
        "credit.orders.dialogs.SwitchDialog": lambda: order_dialogs.SwitchDialog(desk, at),
        "credit.orders.dialogs.TakeBackDialog": lambda: order_dialogs.TakeBackDialog(
            desk, order, ShipmentLine(5, DAY, D(10), "", "tester"), at),
        "credit.orders.entry_dialog.OrderDialog": lambda: order_entry_dialog.OrderDialog(desk, "CNY", lambda: index, who, at)}


def of_customers(firm: Firm) -> dict[str, Opener]:
    desk, at, who, session = firm.desk, firm.window, firm.customer, firm.session
    fact = Fact(9, who.id, "V1", "yes", "official", DAY)
    entry = FileEntry(4, who.id, "visit", DAY, {"visitor": "Li"})
    index = CustomerIndex.load(session)
    return {
        "customers.entry_dialog.EndDialog": lambda: entry_dialog.EndDialog(desk, entry, "visit", at),
        "customers.entry_dialog.EntryDialog": lambda: entry_dialog.EntryDialog(desk, who, KINDS["contract"], None, at),
        "customers.fact_dialogs.FactDialog": lambda: fact_dialogs.FactDialog(desk, who, at),
        "customers.fact_dialogs.SupersedeDialog": lambda: fact_dialogs.SupersedeDialog(desk, [fact], at),
        "customers.fact_dialogs.VerifyDialog": lambda: fact_dialogs.VerifyDialog(desk, fact, at),
        "customers.form.CustomerForm": lambda: form.CustomerForm(desk, company.profile(session), None, at),
        "customers.industry_dialog.IndustryDialog": lambda: industry_dialog.IndustryDialog(desk, [], at),
        "customers.merge_dialog.MergeDialog": lambda: merge_dialog.MergeDialog(desk, index, who, firm.other, {}, at),
        "customers.pasted_dialog.PastedDialog": lambda: pasted_dialog.PastedDialog(desk, who, at),
        "customers.promise_dialog.PromiseDialog": lambda: promise_dialog.PromiseDialog(desk, who, "CNY", None, at),
        "customers.statement_dialog.StatementDialog": lambda: figures_dialog.StatementDialog(desk, who, (), at),
        "registers.dialogs.EndRegisterDialog": lambda: registers.EndRegisterDialog(desk, entry, "policy", at),
        "registers.dialogs.RegisterDialog": lambda: registers.RegisterDialog(desk, "policy", None, index, at)}


def of_ledger(firm: Firm) -> dict[str, Opener]:
    desk, at, session = firm.desk, firm.window, firm.session
    index = CustomerIndex.load(session)
    paid = Allocation(2, 99, firm.invoice.id, D(10), DAY)

    @cache
    def bill() -> lists.DocumentView:
        return firm.view(posting.post_document(session, DocumentDraft(
            "receipt", firm.customer.id, DAY, D(400), "CNY", no="H-1", method="bank_acceptance", maturity=date(2027, 2, 1))))

    return {
        "ledger.bill_dialog.BillDialog": lambda: bill_dialog.BillDialog(desk, bill(), at),
        "ledger.document_dialogs.CloseDisputeDialog": lambda: document_dialogs.CloseDisputeDialog(
            desk, firm.invoice, Dispute(1, firm.invoice.id, "D-1", D(10), "price", DAY), at),
        "ledger.document_dialogs.DisputeDialog": lambda: document_dialogs.DisputeDialog(desk, firm.view(), at),
        "ledger.document_dialogs.RecoverDialog": lambda: document_dialogs.RecoverDialog(desk, firm.view(), at),
        "ledger.document_dialogs.ReverseDialog": lambda: document_dialogs.ReverseDialog(desk, firm.invoice, at),
        "ledger.document_dialogs.UnallocateDialog": lambda: document_dialogs.UnallocateDialog(desk, [paid], "CNY", at),
        "ledger.document_dialogs.WriteOffDialog": lambda: document_dialogs.WriteOffDialog(desk, firm.view(), at),
        "ledger.entry_dialog.EntryDialog": lambda: document_entry.EntryDialog(desk, "CNY", lambda: index, parent=at)}


def of_users(firm: Firm) -> dict[str, Opener]:
    desk, at, session, work = firm.desk, firm.window, firm.session, firm.desk.work
    somebody = User("Bo", "Bo", ("sales",), True, False)
    line = next(line for line in policy_lines(session, DAY) if line.param.key == "order_check")
    return {
        "users.policy_page.ChangeDialog": lambda: policy_page.ChangeDialog(desk, policy_page.Row("Check", (line,)), [[]], at),
        "users.rulebook_dialog.RulebookDialog": lambda: rulebook_dialog.RulebookDialog(desk, at),
        "users.sign_in.OwnPasswordDialog": lambda: sign_in.OwnPasswordDialog(work, session, at),
        "users.sign_in.RecoverDialog": lambda: sign_in.RecoverDialog(work, session, "tester", at),
        "users.sign_in.SignInDialog": lambda: sign_in.SignInDialog(work, session, ["tester"], "Alder", at),
        "users.strategy_dialog.StrategyDialog": lambda: strategy_dialog.StrategyDialog(desk, [], at),
        "users.user_dialogs.PasswordDialog": lambda: user_dialogs.PasswordDialog(work, session, at, somebody),
        "users.user_dialogs.RemoveDialog": lambda: user_dialogs.RemoveDialog(work, session, at),
        "users.user_dialogs.ReviewDialog": lambda: user_dialogs.ReviewDialog(desk, at, self_review(session, DAY.replace(day=1))),
        "users.user_dialogs.SetUpDialog": lambda: user_dialogs.SetUpDialog(work, session, at),
        "users.user_dialogs.UserDialog": lambda: user_dialogs.UserDialog(work, session, at)}


ROOMS: dict[str, Callable[[Firm], dict[str, Opener]]] = {
    "collections": of_collections, "credit": of_credit, "credit.orders": of_orders, "customers": of_customers,
    "registers": of_customers, "ledger": of_ledger, "users": of_users}


@pytest.fixture
def opener(firm: Firm) -> Callable[[str], Opener]:
    """What opens the dialog of a name, such as "ledger.document_dialogs.DisputeDialog"."""
    def find(name: str) -> Opener:
        room = "credit.orders" if name.startswith("credit.orders") else name.partition(".")[0]
        found = ROOMS[room](firm) if room in ROOMS else {}
        assert name in found, f"{name} takes typed words: say in tests/ui/guards/conftest.py how it is opened"
        return found[name]
    return find
