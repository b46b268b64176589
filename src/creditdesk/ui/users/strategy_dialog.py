"""The strategy of a year: outlooks from 1 to 5, the posture they suggest, the one chosen and why (DOMAIN A113)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from creditdesk.domain.credit.limit_policy import NEUTRAL, POSTURE_NAMES
from creditdesk.domain.customers import file_entries
from creditdesk.domain.customers.file_entries import FileEntry
from creditdesk.domain.registers import OUTLOOKS, REGISTERS, STRATEGY, suggested_posture
from creditdesk.i18n import _
from creditdesk.services.credit import strategy
from creditdesk.ui.customers.entry_dialog import EntryDialog
from creditdesk.ui.desk import Desk
from creditdesk.ui.widgets.choice import Choice
from creditdesk.ui.widgets.controls import label


class StrategyDialog(EntryDialog):
    """Begins with what was said last; saving lets the policy's posture and words follow from the day on."""

    def __init__(self, desk: Desk, earlier: Sequence[FileEntry], parent: QWidget | None) -> None:
        super().__init__(desk, None, REGISTERS[STRATEGY], None, parent)
        last = earlier[0] if earlier else None
        for name in OUTLOOKS:
            self.controls[name].chosen.connect(lambda _value: self.suggest())
        if earlier:
            told = [f"{item.value('year')}  {_(POSTURE_NAMES[item.value('posture')])}  {item.date.isoformat()}  {item.created_by}"
                    for item in earlier[:5]]
            self.body.addWidget(label(_("Earlier") + "\n" + "\n".join(told), "mut", wrap=True))
        self.kept.switch("strategy", lambda: self._begin(last))

    def _begin(self, last: FileEntry | None) -> None:
        """The outlooks of the last time; the year and the day are the present ones."""
        self.controls["year"].setText(str(self._desk.today().year))
        self.day.set_day(self._desk.today())
        for name in (*OUTLOOKS, "posture"):
            control = self.controls[name]
            assert isinstance(control, Choice)
            control.set_value(last.value(name) if last else NEUTRAL if name == "posture" else "")
        if last is not None:
            self.controls["reasons"].setPlainText(last.value("reasons"))
        self.suggest()

    def suggest(self) -> None:
        """Say which posture the outlooks suggest."""
        found = suggested_posture(self.values())
        self.note.setText(_("The outlooks suggest: {posture}. Limits of every grade follow the posture chosen.").format(
            posture=_(POSTURE_NAMES[found])) if found else _("Judge at least three outlooks to see what they suggest."))

    def checked(self, draft: FileEntry) -> FileEntry:
        return file_entries.checked(draft, REGISTERS)

    def save(self, draft: FileEntry, read: Sequence[tuple[str, bytes]], to_record: bool) -> int:
        return strategy.save_strategy(self._desk.session, draft, self._desk.today(), read[0] if read else None)
