"""The credit policy printed with the book's live figures (DOMAIN K)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from ...domain.collections.letter_content import Grid, GridColumn
from ...domain.credit.approval import ApprovalMatrix, COLUMNS, name_of, REQUIREMENT_NAMES
from ...domain.credit.grades import GRADES
from ...domain.credit.limit_policy import NEUTRAL, POSTURE_NAMES
from ...domain.money import display
from ...domain.registers import OUTLOOKS, STRATEGY
from ...domain.roles import ROLE_NAMES
from ...i18n import N_, translator
from ...store import company, credit, registers
from ..insight.receivables import receivables_in
from ..rates import rate_book
from ..session import Session
from ..users import User, users_in
from .decisions import in_force
from .matrix import matrix_in
from .policy import CreditPolicy, policy_in
from .policy_params import TEXTS

if TYPE_CHECKING:
    from ...files.policy_paper import Section

_TITLE = N_("Credit policy")


def policy_document(session: Session, as_of: date, language: str) -> bytes:
    """The policy in force on a day as a PDF, in "zh" or "en"."""
    from ...files.policy_paper import policy_pdf, PolicyPaper
    words = PolicyWords(session, as_of, language)
    say = words.say
    subtitle = say(N_("In force on {day}")).format(day=as_of.isoformat())
    paper = PolicyPaper(say(_TITLE), words.company, subtitle, words.sections(),
                        (say(N_("Owner:")), *(() if words.single else (say(N_("Credit manager:")),)), say(N_("Date:"))), language)
    return policy_pdf(paper)


class PolicyWords:
    """The sentences of the policy in one language, over figures read in one transaction."""

    def __init__(self, session: Session, as_of: date, language: str) -> None:
        self.say, self.language = translator(language).gettext, language
        self.single = session.single_person
        with session.book.read() as connection:
            self.company = str(company.company(connection)["name"])
            rates = rate_book(connection)
            self.base = rates.base
            self.policy: CreditPolicy = policy_in(connection, as_of)
            self.texts = company.policy(connection, as_of)
            self.matrix: ApprovalMatrix = matrix_in(connection, as_of)
            self.people: list[User] = [user for user in users_in(connection) if user.active]
            owed = receivables_in(connection, as_of, rates)
            limits = in_force(connection, as_of, rates)
            self.strategy = next(iter(registers.of_kind(connection, STRATEGY, as_of)), None)
            self.graded = len(credit.grades(connection, as_of))
        self.balance, self.overdue = owed.balance, owed.overdue
        totals = [sum(row, Decimal(0)) for row in owed.by_customer.values()]
        self.largest = max(totals, default=Decimal(0))
        self.limits = [limit.amount for limit in limits.values() if limit.amount is not None]

    def money(self, amount: Decimal) -> str:
        return f"{display(amount.quantize(Decimal(1)), 'JPY')} {self.base}"

    def share(self, value: Decimal) -> str:
        return f"{(value * 100).normalize():f}%"

    def sections(self) -> tuple[Section, ...]:
        from ...files.policy_paper import Section
        say = self.say
        return (
            *(Section(say(title), (self.principle(key), *(self._outlooks() if key == "policy_strategy" else ())))
              for key, (title, _usual) in TEXTS.items()
              if key != "policy_overdue"),
            Section(say(N_("Where we stand")), self._standing()),
            Section(say(N_("Who decides what")), self.deciding(), self.matrix_grid()),
            Section(say(N_("Grades, shares and terms")), (say(N_(
                "Each customer is graded by the scorecard in force. The grade bounds the limit, the terms and the deposit.")),),
                self.grades_grid()),
            Section(say(N_("Our own tolerance")), self._tolerance()),
            Section(say(N_("Orders and shipments")), self.orders()),
            Section(say(TEXTS["policy_overdue"][0]), (self.principle("policy_overdue"),)),
            Section(say(N_("Duties")), (say(N_(
                "Whoever applies does not approve. Whoever posts receipts does not write claims off. The book keeps who "
                "did what, when and why; nothing posted is changed.")),)))

    def _outlooks(self) -> tuple[str, ...]:
        """What the strategy in force weighed, each outlook from 1 to 5 (DOMAIN A113)."""
        say, found = self.say, self.strategy
        if found is None:
            return ()
        judged = [f"{say(title)} {found.value(name)}" for name, title in OUTLOOKS.items() if found.value(name)]
        return (say(N_("Strategy {year}, outlooks from 1 to 5: {judged}.")).format(
            year=found.value("year"), judged=("、" if self.language == "zh" else ", ").join(judged)),) if judged else ()

    def _standing(self) -> tuple[str, ...]:
        say = self.say
        overdue = self.overdue / self.balance if self.balance > 0 else Decimal(0)
        found = [say(N_("Receivables {balance}, of them overdue {overdue} ({share}). Largest customer {largest}.")).format(
            balance=self.money(self.balance), overdue=self.money(self.overdue), share=self.share(overdue.quantize(Decimal("0.001"))),
            largest=self.money(self.largest)),
            say(N_("Limits in force: {count}, together {sum}. Customers graded: {graded}.")).format(
                count=len(self.limits), sum=self.money(sum(self.limits, Decimal(0))), graded=self.graded)]
        if self.policy.own_net_assets:
            found.append(say(N_("Own net assets {assets}; the largest customer is {share} of them.")).format(
                assets=self.money(self.policy.own_net_assets),
                share=self.share((self.largest / self.policy.own_net_assets).quantize(Decimal("0.001")))))
        return tuple(found)

    def deciding(self) -> tuple[str, ...]:
        say = self.say
        if self.single:
            return (say(N_("One person decides. Above the first line a decision rests {hours} hours and is written with its "
                           "reason; each month the decisions are gone through once more.")).format(
                               hours=self.matrix.cooling_hours),)
        listed = say("; ").join(say("{text} ({note})").format(
            text=user.title, note=say(", ").join(say(ROLE_NAMES[role]) for role in user.roles)) for user in self.people)
        return (say(N_("Nobody approves their own application, nor one of a customer they sell to. Applications are answered "
                       "within 3 working days.")), listed)

    def matrix_grid(self) -> Grid:
        say = self.say
        lines = []
        for row in self.matrix.rows:
            head = say(N_("up to {amount}")).format(amount=self.money(row.amount)) if row.amount is not None else say(
                N_("above, or over {share} of own net assets")).format(share=self.share(self.matrix.own_assets_share))
            lines.append((head, *(say(REQUIREMENT_NAMES[name_of(cell)]) for cell in row.columns)))
        return Grid((GridColumn(say(N_("Uninsured amount")), "left", True),
                     *(GridColumn(title, "left", True) for title in COLUMNS)), tuple(lines))

    def grades_grid(self) -> Grid:
        say = self.say
        heads = (N_("Grade"), N_("Score from"), N_("Default in a year"), N_("Net worth"), N_("Working capital"), N_("History factor"),
                 N_("Days at most"), N_("Deposit"), N_("Review, months"), N_("Dunning speed"))
        lines = []
        for grade in GRADES:
            terms = self.policy.limits.terms(grade.code)
            lines.append((grade.code, "" if grade.score is None else f"{grade.score}", self.share(grade.pd),
                          self.share(terms.net_worth), self.share(terms.working_capital), f"{terms.history:f}",
                          str(terms.max_days), self.share(terms.min_deposit),
                          "" if terms.review is None else str(terms.review), f"{terms.dunning.normalize():f}"))
        return Grid(tuple(GridColumn(say(head), "left" if place == 0 else "right") for place, head in enumerate(heads)),
                    tuple(lines))

    def _tolerance(self) -> tuple[str, ...]:
        say, rules, policy = self.say, self.policy.limits, self.policy
        own = [say(N_("Overdue at most {share} of receivables.")).format(share=self.share(policy.max_overdue or Decimal(0)))]
        if policy.max_loss is not None:
            own.append(say(N_("Losses at most {share} of sales.")).format(share=self.share(policy.max_loss)))
        if policy.min_grade:
            own.append(say(N_("Below grade {grade} nobody buys on account.")).format(grade=policy.min_grade))
        if report := self.report_rule():
            own.append(report)
        if policy.posture != NEUTRAL:
            own.append(say(N_("The posture of the year is {posture}: the shares of every grade are taken {factor} times.")).format(
                posture=say(POSTURE_NAMES[policy.posture]), factor=f"{policy.posture_factor.normalize():f}"))
        return (*own,
                say(N_("One customer uninsured at most {share} of own net assets and {budget} of the budget of receivables.")).format(
                    share=self.share(rules.single_own_assets), budget=self.share(rules.single_budget)),
                say(N_("One group at most {group}, one industry section at most {section} of the budget; new customers together "
                       "at most {new} of receivables.")).format(group=self.share(rules.group_budget),
                                                                section=self.share(rules.section_budget),
                                                                new=self.share(rules.new_customers)),
                say(N_("A first order on credit is at most {amount}.")).format(amount=self.money(rules.trial_amount)))

    def report_rule(self) -> str:
        """Which limits rest on an agency's report, "" where the policy has no such rule (DOMAIN A47)."""
        if self.policy.report_above is None:
            return ""
        return self.say(N_("Class A, and every limit from {amount} on, rests on an agency report of the last 12 months.")).format(
            amount=self.money(self.policy.report_above))

    def principle(self, key: str) -> str:
        """One of the policy's own texts, or the usual one."""
        return self.texts.get(key) or self.say(TEXTS[key][1])

    def orders(self) -> tuple[str, ...]:
        say, rules = self.say, self.policy.hold
        if not self.policy.order_check:
            return (say(N_("Orders are not checked automatically yet.")),)
        return (say(N_("An order is checked as it comes in and again before shipment. It is held above the limit by more than "
                       "{share} (at most {amount}), or when more than {overdue} is over {days} days late.")).format(
                           share=self.share(rules.tolerance_share), amount=self.money(rules.tolerance_amount),
                           overdue=self.money(rules.hold_tolerance), days=rules.overdue_days),)
