"""The watch list: who is watched, restricted or stopped, and why (DOMAIN A40, D11)."""

from __future__ import annotations

from collections.abc import Callable

from creditdesk.i18n import _, listed, ngettext, pgettext
from creditdesk.services.credit.standing import RED_NAMES, Standing, STATE_NAMES
from creditdesk.ui.desk import Desk
from creditdesk.ui.tables.columns import Column, Tag
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.tables.model import TableModel
from creditdesk.ui.widgets.card import Card

#: how a state looks: tone and icon
STATE_LOOKS = {"normal": ("ok", "check-circle"), "watch": ("warn", "clock"), "restricted": ("danger", "warning-circle"),
               "stop": ("danger", "warning-circle")}


class WatchCard(Card):
    """`opened` is called with the id of the customer that is opened; `base` answers the book's currency."""

    def __init__(self, desk: Desk, base: Callable[[], str], opened: Callable[[int], object]) -> None:
        super().__init__(flush=True)
        self.model = TableModel([
            Column("code", _("Code"), width=80), Column("name", _("Customer"), width=220),
            Column("state", _("State"), "tag", width=104, value=lambda row: state_tag(row.state)),
            Column("why", _("Reason"), value=why, tip=why), Column("grade", _("Grade"), "grade", width=72),
            Column("worst_overdue", _("Days overdue"), "int", width=92, value=lambda row: row.worst_overdue or None),
            Column("exposure", _("Exposure"), "money", width=112, whole=True, currency=lambda _row: base()),
            Column("limit", _("Limit"), "money", width=112, whole=True, currency=lambda _row: base()),
            Column("used", pgettext("share", "Used"), "percent", width=76),
        ], key=lambda row: row.customer_id, search=lambda row: f"{row.code} {row.name}")
        self.table = DataTable(self.model, _("Watch list"), settings=desk.settings, name="watch_list")
        self.table.set_empty(_("Nobody is watched, restricted or stopped"), "", "", "check-circle")
        self.table.row_opened.connect(lambda row: opened(row.customer_id))
        self.add(self.table, 1)


def state_tag(state: str) -> Tag:
    """A state as a tag."""
    return Tag(_(STATE_NAMES[state]), *STATE_LOOKS[state])


def why(row: Standing) -> str:
    """What holds a customer on the list."""
    told = [_(RED_NAMES[name]) for name in row.red]
    if row.frozen:
        told.append(_("held by hand or by a proposal"))
    if row.worst_overdue and not told:
        told.append(ngettext("{count} day overdue", "{count} days overdue", row.worst_overdue).format(count=row.worst_overdue))
    return listed(told)
