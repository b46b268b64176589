"""Who may decide a limit, by amount and grade, and the states an application passes (DOMAIN D12, D13)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from ..errors import N_, RuleError

CREDIT_MANAGER, OWNER = "credit_manager", "owner"
DRAFT, SUBMITTED, UNDER_REVIEW, NEEDS_INFORMATION = "draft", "submitted", "under_review", "needs_information"
APPROVED, APPROVED_LOWER, REJECTED, WITHDRAWN = "approved", "approved_lower", "rejected", "withdrawn"
EFFECTIVE, SUPERSEDED, EXPIRED, FROZEN, CANCELLED = "effective", "superseded", "expired", "frozen", "cancelled"
STATE_NAMES = {
    DRAFT: N_("Draft"), SUBMITTED: N_("Submitted"), UNDER_REVIEW: N_("Under review"),
    NEEDS_INFORMATION: N_("Needs information"), APPROVED: N_("Approved"), APPROVED_LOWER: N_("Approved at less"),
    REJECTED: N_("Rejected"), WITHDRAWN: N_("Withdrawn"), EFFECTIVE: N_("In force"), SUPERSEDED: N_("Superseded"),
    EXPIRED: N_("Expired"), FROZEN: N_("Frozen"), CANCELLED: N_("Cancelled")}
#: a returned application is a draft again
TRANSITIONS: dict[str, frozenset[str]] = {
    DRAFT: frozenset({SUBMITTED, WITHDRAWN}),
    SUBMITTED: frozenset({UNDER_REVIEW, DRAFT, WITHDRAWN}),
    UNDER_REVIEW: frozenset({NEEDS_INFORMATION, APPROVED, APPROVED_LOWER, REJECTED, DRAFT, WITHDRAWN}),
    NEEDS_INFORMATION: frozenset({UNDER_REVIEW, WITHDRAWN}),
    APPROVED: frozenset({EFFECTIVE, CANCELLED}), APPROVED_LOWER: frozenset({EFFECTIVE, CANCELLED}),
    REJECTED: frozenset(), WITHDRAWN: frozenset(),
    EFFECTIVE: frozenset({SUPERSEDED, EXPIRED, FROZEN, CANCELLED}),
    FROZEN: frozenset({EFFECTIVE, SUPERSEDED, EXPIRED, CANCELLED}),
    EXPIRED: frozenset({SUPERSEDED}), SUPERSEDED: frozenset(), CANCELLED: frozenset()}
_COLUMN = {"AAA": 0, "AA": 0, "A": 0, "BBB": 1, "BB": 1, "B": 2, "CCC": 2, "NR": 2, "CC": 3, "C": 3, "D": 3}


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a decision needs: the approver's role and what stands beside it; `allowed` False: nobody may."""

    role: str
    allowed: bool = True
    second_person: bool = False
    deposit: bool = False
    secured_only: bool = False
    opinion: bool = False


#: working days within which an application is answered
SLA_DAYS = 3
#: the cells a matrix can hold, by the names they have in the policy
REQUIREMENTS = {
    "manager": Requirement(CREDIT_MANAGER), "manager_deposit": Requirement(CREDIT_MANAGER, deposit=True),
    "manager_second": Requirement(CREDIT_MANAGER, second_person=True), "owner": Requirement(OWNER),
    "owner_secured": Requirement(OWNER, secured_only=True), "owner_opinion": Requirement(OWNER, opinion=True),
    "nobody": Requirement(OWNER, allowed=False)}
REQUIREMENT_NAMES = {
    "manager": N_("credit manager"), "manager_deposit": N_("credit manager, with a deposit"),
    "manager_second": N_("credit manager and a second person"), "owner": N_("owner"),
    "owner_secured": N_("owner, only against security"), "owner_opinion": N_("owner, with a written opinion"),
    "nobody": N_("not allowed")}
#: grades of the matrix's columns
COLUMNS = ("AAA–A", "BBB–BB", "B–CCC, NR", "CC–D")
_MANAGER, _BOSS, _NOBODY = Requirement(CREDIT_MANAGER), Requirement(OWNER), Requirement(OWNER, allowed=False)
_OPINION = Requirement(OWNER, opinion=True)


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """Requirements up to `amount` (None: any), by the columns AAA–A, BBB–BB, B–CCC and NR, CC–D."""

    amount: Decimal | None
    columns: tuple[Requirement, Requirement, Requirement, Requirement]


@dataclass(frozen=True, slots=True)
class ApprovalMatrix:
    """Rows by rising amount, base currency, of the uninsured amount; above the share of own net assets the last row."""

    rows: tuple[MatrixRow, ...] = (
        MatrixRow(Decimal(50_000), (_MANAGER, _MANAGER, Requirement(CREDIT_MANAGER, deposit=True), _BOSS)),
        MatrixRow(Decimal(200_000), (_MANAGER, _MANAGER, _BOSS, Requirement(OWNER, secured_only=True))),
        MatrixRow(Decimal(500_000), (Requirement(CREDIT_MANAGER, second_person=True), _BOSS, _BOSS, _NOBODY)),
        MatrixRow(None, (_BOSS, _OPINION, _OPINION, _NOBODY)))
    own_assets_share: Decimal = Decimal("0.05")
    cooling_hours: int = 24

    @property
    def first_line(self) -> Decimal:
        return self.rows[0].amount or Decimal(0)


def requirement(amount: Decimal, grade: str, *, own_net_assets: Decimal | None = None,
                matrix: ApprovalMatrix | None = None) -> Requirement:
    """What deciding `amount` (uninsured, base currency) for a grade needs; the strictest matching row applies.

    RuleError `no_policy` for a grade the matrix lacks.
    """
    table = matrix or ApprovalMatrix()
    if grade not in _COLUMN:
        raise RuleError(N_("The policy has no figures for grade {grade}."), code="no_policy", field="grade", grade=grade)
    row = next((entry for entry in table.rows if entry.amount is None or amount <= entry.amount), table.rows[-1])
    if own_net_assets is not None and amount > own_net_assets * table.own_assets_share:
        row = table.rows[-1]
    return row.columns[_COLUMN[grade]]


def check_transition(old: str, new: str) -> None:
    """RuleError `bad_transition` for a change of state that D13 does not know."""
    if new not in TRANSITIONS.get(old, frozenset()):
        raise RuleError(N_("An application cannot go from {old} to {new}."), code="bad_transition", field="state",
                        old=RuleError(STATE_NAMES[old]), new=RuleError(STATE_NAMES[new]))


def check_approver(approver: str, *, applicant: str, salesperson: str, role: str, needed: Requirement,
                   single_person: bool = False, cosigners: Sequence[str] = ()) -> None:
    """Refuse self-approval, a lower role, a missing second person, and what nobody may approve (DOMAIN D12).

    RuleError `not_allowed`, `no_right`, `own_application`, `second_person`.
    """
    if not needed.allowed:
        raise RuleError(N_("This amount is not allowed for this grade."), code="not_allowed")
    if (needed.role == OWNER and role != OWNER) or role not in (CREDIT_MANAGER, OWNER):
        who = N_("Only the owner may approve this.") if needed.role == OWNER else N_(
            "Only a credit manager or the owner may approve this.")
        raise RuleError(who, code="no_right")
    if single_person:
        return
    if approver in (applicant, salesperson):
        raise RuleError(N_("Nobody approves their own application or customer."), code="own_application")
    others = set(cosigners) - {approver, applicant, salesperson}
    if needed.second_person and not others:
        raise RuleError(N_("A second person has to agree."), code="second_person")


def one_level_higher(needed: Requirement) -> Requirement:
    """What a temporary limit needs: the approver above the one of a standing limit of the sum (DOMAIN D9)."""
    return replace(needed, role=OWNER, second_person=False)


def for_owner(needed: Requirement) -> Requirement:
    """An owner decides larger amounts alone, so no second person beside one is asked for."""
    return replace(needed, second_person=False)


def late_on(submitted: date, today: date, days: int = SLA_DAYS) -> bool:
    """Whether an application has waited longer than three working days (Monday to Friday) (DOMAIN D13)."""
    passed, day = 0, submitted
    while day < today and passed <= days:
        day += timedelta(1)
        passed += day.weekday() < 5
    return passed > days


def standing_state(state: str, as_of: date, *, begins: date | None, until: date | None, withdrawn: bool, replaced: bool,
                   frozen: bool) -> str:
    """What became of an approved application by a day: its decision may run, end, be replaced or taken back."""
    if state not in (APPROVED, APPROVED_LOWER):
        return state
    if withdrawn:
        return CANCELLED
    if begins is not None and begins > as_of:
        return state
    if replaced:
        return SUPERSEDED
    if until is not None and until < as_of:
        return EXPIRED
    return FROZEN if frozen else EFFECTIVE


def name_of(needed: Requirement) -> str:
    """The name of a cell of the matrix."""
    return next(name for name, known in REQUIREMENTS.items() if known == needed)


def cooling_hours(amount: Decimal, matrix: ApprovalMatrix | None = None) -> int:
    """Hours a single person waits before their own decision counts: none up to the first line (DOMAIN D12)."""
    table = matrix or ApprovalMatrix()
    return 0 if amount <= table.first_line else table.cooling_hours
