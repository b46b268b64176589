"""What collections is called on screen: letters, stages, contacts and their results (DOMAIN I1, I3)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from creditdesk.domain.collections import stages
from creditdesk.domain.collections.worklist import CHIP_NAMES
from creditdesk.domain.errors import N_
from creditdesk.i18n import _, current_language
from creditdesk.services.collections.board import ChaseRow
from creditdesk.services.collections.letter_fields import Missing, MISSING_NAMES

#: the titles the letters themselves bear
LETTERS = {"L1": N_("Payment due reminder"), "L2": N_("First reminder"), "L3": N_("Second reminder"),
           "L4": N_("Formal demand letter"), "L5": N_("Final notice"), "L6": N_("Statement of account"),
           "L7": N_("Credit limit notice"), "L8": N_("Payment plan agreement"), "L9": N_("Shipment suspension notice"),
           "L10": N_("Letter of good standing")}
POLICIES = {stages.PRE_DUE: N_("Watch each instalment"), stages.REMIND: N_("Payment reminder"),
            stages.NEGOTIATE: N_("Learn the cause, agree a plan"), stages.FORMAL: N_("Formal demand"),
            stages.LEGAL: N_("Legal steps or agency")}
TOKENS = {stages.PRE_DUE: "a0", stages.REMIND: "a1", stages.NEGOTIATE: "a2", stages.FORMAL: "a3", stages.LEGAL: "a4"}
CHANNELS = {"phone": N_("Phone call"), "wechat": N_("WeChat"), "visit": N_("Visit"), "email": N_("E-mail"), "sms": N_("SMS"),
            "letter_ems": N_("Letter by EMS"), "letter_courier": N_("Letter by courier"), "lawyer": N_("Lawyer")}
RESULTS = {"": N_("Nothing in particular"), "promise": N_("Reached: promises to pay"), "dispute": N_("Reached: disputes it"),
           "no_commitment": N_("Reached: no commitment"), "asked_for_copy": N_("Asked for a copy"),
           "plan_talk": N_("Talks about a plan"), "refused": N_("Refuses to pay"), "no_answer": N_("No answer"),
           "left_message": N_("Left a message"), "wrong_number": N_("Wrong number")}
CAUSES = {"": N_("Not known"), "cash_shortage": N_("Short of cash"), "internal_approval": N_("Internal approval"),
          "waiting_for_customer": N_("Waits for its own customer"), "dispute": N_("Dispute"),
          "invoice_not_received": N_("Invoice not received"), "forgot": N_("Forgot"), "unwilling": N_("Unwilling"),
          "insolvent": N_("Insolvent")}
LANGUAGES = {"zh": "中文", "en": "English"}


#: what to know of the interest a letter states (domain.collections.interest, regimes)
WARNINGS = {"provisional_rate": N_("The interest is provisional: no reference rate is known up to the day it was fixed for."),
            "before_rate_table": N_("No reference rate reaches back so far: that interest is left out."),
            "may_be_reduced": N_("The agreed rate is above four times the LPR: a court may reduce it."),
            "raised_to_lpr": N_("The agreed rate lies below the LPR at signing: the LPR is taken."),
            "compensation_other_currency": N_("The fixed compensation is left out: the invoice is in another currency."),
            "contract_only": N_("The law there gives no interest without an agreed rate.")}


def warning_words(warnings: Iterable[str]) -> str:
    """Each warning once, a sentence a line."""
    return "\n".join(_(WARNINGS[code]) for code in dict.fromkeys(warnings) if code in WARNINGS)


def letter_name(kind: str) -> str:
    """"First reminder"."""
    return _(LETTERS.get(kind, kind))


def bucket_words(stage: int) -> str:
    """The days of a stage: "31–60 days", "90+ days"."""
    first, last, end = stages.StagePolicy().bounds
    if stage == stages.PRE_DUE:
        return _("On a payment plan")
    if stage >= stages.LEGAL:
        return _("{days}+ days").format(days=end)
    lower, upper = {stages.REMIND: (1, first), stages.NEGOTIATE: (first + 1, last), stages.FORMAL: (last + 1, end)}[stage]
    return _("{first}–{last} days").format(first=lower, last=upper)


def next_step(row: ChaseRow) -> str:
    """What was agreed last, else the rule's own action."""
    if row.agreed:
        return row.agreed
    if row.work.skip == "disputed":
        return _("Settle the dispute")
    return _(stages.ACTIONS.get(row.work.next_action, row.work.next_action))


def short_day(day: date | None, today: date) -> str:
    """"11-25" in this year, else the whole date."""
    if day is None:
        return ""
    return day.isoformat()[5:] if day.year == today.year else day.isoformat()


def skip_words(reason: str) -> str:
    """Why there is no letter."""
    return _(stages.SKIP_REASONS.get(reason, reason))


def missing_words(missing: Iterable[Missing]) -> str:
    """What the letterhead and address lack, each once: "phone, bank account (USD)"."""
    names = [_(MISSING_NAMES.get(row.code, row.code)) + (f" ({row.currency})" if row.currency else "") for row in missing]
    return ("、" if current_language() == "zh" else ", ").join(dict.fromkeys(names))


def without_words(name: str, reason: str) -> str:
    """Who gets no letter and why."""
    return _("{name}: {reason}").format(name=name, reason=skip_words(reason))


def held_words(name: str) -> str:
    """Why a customer with a dispute is left out."""
    return _("{name}: a part is disputed, left out by default").format(name=name)


def count_words(count: int, kind: str) -> str:
    """"4 × First reminder"."""
    return _("{count} × {letter}").format(count=count, letter=letter_name(kind))


def gap_words(gap: int, kind: str, stage: int) -> str:
    """The gap between age and sequence; "" where there is none."""
    due = stages.letter_of_stage(stage)
    if not gap or due is None:
        return ""
    if gap > 0:
        return _("By its age it would be “{due}”; the letters before it come first.").format(due=letter_name(due))
    return _("Raised above its age, which asks for “{due}”.").format(due=letter_name(due))


def order_words(row: ChaseRow, amount: str, value: str) -> str:
    """Why the customer stands where it stands, a factor a line."""
    tiers = {"T0": _("First of all: a right is about to be lost"), "T1": _("Before the others: a promise is due or broken"),
             "T2": _("By amount and age")}
    lines = [tiers.get(row.work.tier, row.work.tier), _("Undisputed overdue {amount}").format(amount=amount)]
    lines += [f"× {factor:f}  {_(CHIP_NAMES[name])}" for name, factor in row.work.chips]
    return "\n".join([*lines, f"= {value}"])
