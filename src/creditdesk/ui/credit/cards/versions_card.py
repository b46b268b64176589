"""The versions of both kinds of scorecard, each with its standing, and where the chosen one comes from."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from creditdesk.domain.credit.card_standing import ACTIVE, CHALLENGER, RETIRED
from creditdesk.i18n import _
from creditdesk.services.credit.cards import CardVersion, DRAFT, STATUS_NAMES
from creditdesk.ui.credit import words
from creditdesk.ui.style.theme import active
from creditdesk.ui.tables.columns import Column, Tag
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.tables.model import TableModel
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.controls import label

_TONES = {ACTIVE: "ok", CHALLENGER: "tint", DRAFT: "warn", RETIRED: "track"}
#: the column of industries and its width
_INDUSTRIES, _MORE = "sections", 76


class VersionsCard(Card):
    """`model` holds the versions; the column of industries is there once a version is for some of them only."""

    def __init__(self) -> None:
        super().__init__(_("Versions"), flush=True)
        self.model = TableModel([
            Column("version", _("Version"), width=68, strong=True),
            Column(_INDUSTRIES, _("Industries"), width=_MORE, value=lambda row: " ".join(row.scorecard.sections) or _("All"),
                   tip=lambda row: words.industries(row.scorecard.sections), tone=lambda _row: "t2"),
            Column("status", _("Status"), "tag", value=lambda row: Tag(_(STATUS_NAMES[row.status]), _TONES[row.status]),
                   width=92),
            Column("effective_from", _("In force from"), "date", width=98,
                   value=lambda row: None if row.built_in and row.effective_from and row.effective_from.year < 2000
                   else row.effective_from)], key=lambda row: row.version)
        self.table = DataTable(self.model, _("Versions"))
        self.add(self.table, 1)
        self.story = label("", "mut", wrap=True)
        self.story.setMinimumHeight(active().px(20))
        holder = QWidget()
        box = QVBoxLayout(holder)
        box.setContentsMargins(15, 8, 15, 12)
        box.addWidget(self.story)
        self.add(holder)
        self._compact = self._some = False
        self._fit()

    def set_rows(self, found: Sequence[CardVersion]) -> None:
        self._some = any(row.scorecard.sections for row in found)
        self.table.set_narrow(() if self._some else (_INDUSTRIES,))
        self._fit()
        self.model.set_rows(found)

    def set_compact(self, compact: bool) -> None:
        self._compact = compact
        self._fit()

    @property
    def crowded(self) -> bool:
        """Whether the window is small and the versions take more of it than they did without industries."""
        return self._compact and self._some

    def _fit(self) -> None:
        self.setFixedWidth(active().px((262 if self._compact else 300) + (_MORE if self._some else 0)))
