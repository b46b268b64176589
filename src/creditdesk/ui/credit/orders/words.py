"""What orders wait for and what holds them, in a word or two."""

from __future__ import annotations

from creditdesk.domain.credit import order_check as rule
from creditdesk.domain.errors import N_
from creditdesk.i18n import _
from creditdesk.services.credit.order_list import DONE, OrderRow, STAGE_NAMES, TO_INVOICE, TO_SHIP, WAITS
from creditdesk.services.credit.orders import CANCELLED
from creditdesk.ui.tables.columns import Tag

HELD_FOR = {rule.OVER_LIMIT: N_("over the limit"), rule.OVERDUE: N_("long overdue"), rule.GRADE: N_("grade without credit"),
            rule.VETO: N_("veto"), rule.REVIEW_EXPIRED: N_("review overdue"), rule.FROZEN: N_("frozen"),
            rule.BROKEN_PROMISE: N_("broken promise"), rule.TERMS_TOO_LONG: N_("terms too long"),
            rule.GROUP_LIMIT: N_("group over its limit"), rule.NO_RATE: N_("no exchange rate")}
_TONES = {WAITS: ("danger", "prohibit"), TO_SHIP: ("tint", "clock"), TO_INVOICE: ("warn", "file-text"),
          DONE: ("ok", "check-circle"), CANCELLED: ("track", "x")}


def stage_tag(row: OrderRow) -> Tag:
    """What an order waits for as a tag."""
    tone, icon = _TONES[row.stage]
    return Tag(_(STAGE_NAMES[row.stage]), tone, icon)
