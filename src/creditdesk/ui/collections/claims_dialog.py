"""A customer's open claims: interest to date with its segments, and until when they can be sued for (DOMAIN H3, H4)."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from PySide6.QtWidgets import QWidget

from creditdesk.domain.collections import limitation
from creditdesk.domain.collections.regimes import CONTRACT_ONLY
from creditdesk.domain.money import display
from creditdesk.i18n import _
from creditdesk.services.collections.claims import claims_of, OpenClaim
from creditdesk.services.collections.letter_fields import percent
from creditdesk.ui.collections import words
from creditdesk.ui.desk import Desk
from creditdesk.ui.tables.columns import Column, Tag
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.tables.model import TableModel
from creditdesk.ui.widgets.controls import label, Note
from creditdesk.ui.widgets.dialog import Dialog

_TONES = {limitation.NOT_STARTED: ("track", "clock"), limitation.GREEN: ("ok", "check-circle"), limitation.YELLOW: ("track", "clock"),
          limitation.ORANGE: ("warn", "clock"), limitation.RED: ("danger", "warning-circle"),
          limitation.FLASHING: ("danger", "warning-circle"), limitation.EXPIRED: ("danger", "x-circle")}


def state_tag(claim: OpenClaim) -> Tag | None:
    """The traffic light of the limitation clock, in words."""
    if claim.clock is None:
        return None
    tone, sign = _TONES[claim.clock.state]
    return Tag(_(limitation.STATE_NAMES[claim.clock.state]), tone, sign)


def interest_tip(claim: OpenClaim) -> str:
    """Where the interest comes from, a segment a line."""
    found = claim.interest
    if found is None:
        return ""
    lines = [_("{principal} × {rate} × {days} days = {interest} ({first} to {last})").format(
        principal=display(row.principal, claim.currency), rate=percent(row.rate), days=row.days,
        interest=display(row.interest, claim.currency), first=row.from_date.isoformat(), last=row.to_date.isoformat())
        for row in found.rows]
    if found.compensation:
        lines.append(_("Fixed compensation {amount}").format(amount=display(found.compensation, claim.currency)))
    warnings = words.warning_words((*found.warnings, *(["contract_only"] if found.regime == CONTRACT_ONLY else [])))
    return "\n".join([*lines, *([warnings] if warnings else [])])


def clock_tip(claim: OpenClaim) -> str:
    """What last restarted the period."""
    if claim.clock is None:
        return _("No limitation period is tracked for this claim. Enter one in the rules of the book.")
    if claim.clock.interrupted_on is None:
        return _("Running since the due date")
    return _("Restarted on {day}").format(day=claim.clock.interrupted_on.isoformat())


class ClaimsDialog(Dialog):
    """Read only: what changes it are proofs, plans and payments."""

    def __init__(self, desk: Desk, customer: tuple[int, str], parent: QWidget | None = None) -> None:
        super().__init__(_("Interest and limitation of {name}").format(name=customer[1]), _("Close"), parent, width=900)
        self.setMinimumHeight(460)
        self.cancel_button.hide()
        self.submitted.connect(self.accept)
        self.model = TableModel([
            Column("no", _("Invoice"), width=140), Column("due_date", _("Due"), "date", width=96),
            Column("open", _("Unpaid amount"), "money", width=116, currency=lambda row: row.currency),
            Column("days", _("Days"), "days", value=lambda row: row.interest.days if row.interest else None, width=60),
            Column("rate", _("Rate a year"), align="right", width=76,
                   value=lambda row: percent(row.interest.rate) if row.interest and row.interest.rate is not None else "—"),
            Column("interest", _("Interest"), "money", width=104, currency=lambda row: row.currency, tip=interest_tip,
                   value=lambda row: row.interest.interest if row.interest else None),
            Column("compensation", _("Fixed sum"), "money", width=92, currency=lambda row: row.currency, shown=False,
                   value=lambda row: row.interest.compensation if row.interest else None),
            Column("expires", _("Can be sued for until"), "date", width=132, tip=clock_tip,
                   value=lambda row: row.clock.expires if row.clock else None),
            Column("state", _("State"), "tag", value=state_tag, width=132),
            Column("currency", _("Currency"), width=64, shown=False)], key=lambda row: row.document_id)
        self.table = DataTable(self.model, _("Open claims"), settings=desk.settings, name="open_claims")
        self.table.set_empty(_("No claim is open."), "", "", "check-circle")
        self.table.current_changed.connect(self._explain)
        self.body.addWidget(self.table, 1)
        self.detail = label("", "sec", wrap=True, selectable=True)
        self.body.addWidget(self.detail)
        self.urgent = Note("", "danger")
        self.urgent.hide()
        self.body.addWidget(self.urgent)
        session, today = desk.session, desk.today()
        self.model.set_loading()
        desk.work.read(lambda _progress: claims_of(session, customer[0], today), self._show, group=(id(self), "claims"),
                       label=_("Counting the interest"))

    def _show(self, found: list[OpenClaim]) -> None:
        self.model.set_rows(found)
        sums: defaultdict[str, Decimal] = defaultdict(Decimal)
        for claim in found:
            if claim.interest is not None:
                sums[claim.currency] += claim.interest.total
        self.note.setText(" · ".join(_("Interest and fixed sums {amount} {currency}").format(
            amount=display(total, currency), currency=currency) for currency, total in sorted(sums.items()) if total))
        near = [claim for claim in found if claim.clock is not None and claim.clock.state in (limitation.RED, limitation.FLASHING)]
        if near:
            first = min(claim.clock.expires for claim in near if claim.clock and claim.clock.expires)
            self.urgent.set_text(_("The first claim becomes time-barred after {day}: get a delivered demand, a signature or a payment, "
                                   "or file suit.").format(day=first.isoformat()))
            self.urgent.show()
        self.table.select_first()
        self.table.view.setFocus()

    def _explain(self, claim: OpenClaim | None) -> None:
        """The same as the tips, for the keyboard."""
        self.detail.setText("\n".join(filter(None, (interest_tip(claim), clock_tip(claim)))) if claim else "")
