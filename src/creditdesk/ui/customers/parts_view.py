"""The other parts of a customer's file as cards: people, papers, contracts, visits, references, group (DOMAIN B5-B10)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from creditdesk.domain.customers import file_entries as rule, file_kinds as kinds
from creditdesk.domain.customers.archive import ARCHIVE_NAMES
from creditdesk.domain.customers.file_entries import FileEntry
from creditdesk.domain.customers.file_kinds import KINDS
from creditdesk.domain.money import display
from creditdesk.i18n import _, listed, N_, ngettext
from creditdesk.services.credit import file_writing as service
from creditdesk.services.credit.covers import KIND_NAMES
from creditdesk.services.credit.credit_file import CreditFile, Link
from creditdesk.ui.credit.clauses_dialog import ClausesDialog
from creditdesk.ui.customers.contract_dialog import ContractDialog
from creditdesk.ui.customers.entry_dialog import EndDialog, EntryDialog
from creditdesk.ui.customers.entry_words import said
from creditdesk.ui.customers.file_words import key_name
from creditdesk.ui.customers.papers import open_paper, VersionsDialog
from creditdesk.ui.desk import Desk
from creditdesk.ui.insight import wording
from creditdesk.ui.widgets.badges import StatusTag
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.controls import icon_button, label, link
from creditdesk.ui.widgets.dialog import Dialog

_LEFT = (kinds.PERSON, kinds.PAPER, kinds.OWNER, kinds.BANK, kinds.FORMER_NAME, kinds.FOREIGN_ID)
_RIGHT = (kinds.CONTRACT, kinds.VISIT, kinds.REFERENCE, kinds.AGENCY, kinds.INSURER, kinds.EVENT, kinds.RISKS)


class PartsView(QScrollArea):
    """`customer_asked` (id) follows a member of the group or a suggested link."""

    customer_asked = Signal(int)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.file: CreditFile | None = None
        self.dialog: Dialog | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        inner = QWidget()
        inner.setProperty("plain", True)
        columns = QHBoxLayout(inner)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(12)
        self.archive, self.group, self.covers = Card(_("Archive")), Card(_("Group")), Card(_("Security held"))
        self._archive_box, self._group_box, self._cover_box = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
        for card, box in ((self.archive, self._archive_box), (self.group, self._group_box), (self.covers, self._cover_box)):
            card.body.addLayout(box)
        self._boxes: dict[str, QVBoxLayout] = {}
        self._cards: dict[str, Card] = {}
        self._earlier: dict[str, QWidget] = {}
        self.add_links: dict[str, QWidget] = {}
        for wanted, heads in ((_LEFT, (self.archive,)), (_RIGHT, (self.group, self.covers))):
            column = QVBoxLayout()
            column.setSpacing(12)
            for head in heads:
                column.addWidget(head)
            for kind in wanted:
                column.addWidget(self._card(kind))
            column.addStretch(1)
            columns.addLayout(column, 1)
        change = link(_("Edit"))
        change.setAccessibleName(_("Edit") + f" {_('Group')}")
        change.clicked.connect(lambda: self.enter(kinds.GROUP, self._of_kind(kinds.GROUP)))
        self.group.add_to_head(change)
        self.setWidget(inner)

    def _card(self, kind: str) -> Card:
        card = Card(_(KINDS[kind].titles))
        if kind == kinds.CONTRACT:
            clauses = link(_("Clauses"), tip=_("Standard clauses to take into a contract"))
            clauses.clicked.connect(self.show_clauses)
            card.add_to_head(clauses)
        earlier = link("")
        earlier.clicked.connect(lambda: self.show_earlier(kind))
        card.add_to_head(earlier)
        self._earlier[kind] = earlier
        add = link(_("Add"))
        add.setAccessibleName(f"{_('Add')} {_(KINDS[kind].title)}")
        add.clicked.connect(lambda: self.enter(kind))
        card.add_to_head(add)
        self.add_links[kind] = add
        box = QVBoxLayout()
        box.setSpacing(6)
        card.body.addLayout(box)
        self._boxes[kind], self._cards[kind] = box, card
        return card

    # Showing

    def show_file(self, found: CreditFile) -> None:
        self.file = found
        for kind, box in self._boxes.items():
            _clear(box)
            entries = [entry for entry in found.of_kind(kind) if kind != kinds.PAPER or not entry.value("of")]
            for entry in entries:
                box.addWidget(self._row(entry))
            if not entries:
                box.addWidget(label(_(_EMPTY[kind]) if kind in _EMPTY else "—", "mut", wrap=True))
            ended = sum(1 for entry in found.ended if entry.kind == kind)
            earlier = self._earlier[kind]
            earlier.setVisible(bool(ended))
            earlier.setText(ngettext("{count} earlier version", "{count} earlier versions", ended).format(  # type: ignore[attr-defined]
                count=ended))
        self._show_archive(found)
        self._show_group(found)
        self._show_covers(found)

    def _row(self, entry: FileEntry) -> QWidget:
        assert self.file is not None
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        text = QVBoxLayout()
        text.setSpacing(0)
        first, rest = said(entry, self.file.base, self.file.related)
        text.addWidget(label(first, "strong", wrap=True))
        for more in (rest, entry.value("note") if entry.kind in (kinds.PERSON, kinds.EVENT) else ""):
            if more:
                text.addWidget(label(more, "mut", wrap=True))
        self._add_tags(text, entry)
        line.addLayout(text, 1)
        papers = self.file.attached(entry)
        if entry.file_id or papers:
            one = entry.file_id and not papers
            show = link(_("Open") if one or len(papers) == 1 else ngettext("{count} paper", "{count} papers", len(papers)).format(
                count=len(papers)))
            show.setAccessibleName(f"{show.text()}: {first}")
            show.clicked.connect(lambda: self.open_papers(entry))
            line.addWidget(show)
        if entry.kind == kinds.CONTRACT:
            ledger = link(_("Ledger"))
            ledger.setAccessibleName(f"{_('Ledger')}: {first}")
            ledger.clicked.connect(lambda: self.show_contract(entry))
            line.addWidget(ledger)
        edit = icon_button("pencil-simple", _("Edit") + f": {first}")
        edit.clicked.connect(lambda: self.enter(entry.kind, entry))
        end = icon_button("x", _("No longer holds") + f": {first}")
        end.clicked.connect(lambda: self.end(entry, first))
        line.addWidget(edit)
        line.addWidget(end)
        return row

    def _add_tags(self, text: QVBoxLayout, entry: FileEntry) -> None:
        """Amber marks, and of a contract what is signed and what is due."""
        assert self.file is not None
        tags: list[tuple[str, str, str]] = []
        if entry.kind == kinds.CONTRACT:
            tags += [(_(flag), "warn", "warning") for flag in rule.contract_flags(entry, self.file.customer.size)]
            signed, every = sum(1 for who in rule.sign_offs(entry).values() if who), len(kinds.SIGN_OFFS)
            tags.append((_("signed off {count} of {all}").format(count=signed, all=every),
                         *(("ok", "check") if signed == every else ("track", "circle-dashed"))))
            steps = self.file.steps(entry)
            late = sum(1 for step in steps if rule.step_state(step, self.file.as_of) == "late")
            if late:
                tags.append((ngettext("{count} step late", "{count} steps late", late).format(count=late), "danger", "clock"))
        if entry.value("format") == "doubtful":
            tags.append((_("check the number"), "warn", "warning"))
        if entry.kind == kinds.BANK and entry.value("private"):
            tags.append((_("private account"), "warn", "warning"))
        rows: list[QHBoxLayout] = []
        for place, (words, tone, icon_name) in enumerate(tags):
            if place % 2 == 0:
                rows.append(QHBoxLayout())
                rows[-1].setContentsMargins(0, 3, 0, 2)
                rows[-1].setSpacing(6)
            rows[-1].addWidget(StatusTag(words, tone, icon_name))
        for made in rows:
            made.addStretch(1)
            text.addLayout(made)

    def _show_archive(self, found: CreditFile) -> None:
        _clear(self._archive_box)
        held = found.customer.abc_class or "C"
        self.archive.set_hint(_("{percent} complete for class {letter}").format(
            percent=wording.percent(found.complete, 0), letter=held))
        for item in found.archive:
            row = QWidget()
            line = QHBoxLayout(row)
            line.setContentsMargins(0, 0, 0, 0)
            line.addWidget(label(_(ARCHIVE_NAMES[item.code]), "sec"), 1)
            count = f"{min(item.present, item.wanted)}/{item.wanted}"
            line.addWidget(StatusTag(_("there") if item.complete and item.wanted == 1 else count if item.wanted > 1 else _("missing"),
                                     "ok" if item.complete else "warn", "check" if item.complete else "circle-dashed"))
            self._archive_box.addWidget(row)

    def _show_group(self, found: CreditFile) -> None:
        _clear(self._group_box)
        total = found.group_exposure
        self.group.set_hint(found.group)
        if found.group:
            for member in found.members:
                self._pair(member.customer_id, member.name, "—" if member.exposure is None else display(member.exposure, found.base),
                           own=member.customer_id == found.customer.id)
            self._pair(0, _("Together"), _("no exchange rate") if total is None else display(total, found.base), own=True, strong=True)
        for other in found.links[:5]:
            self._suggest(other)
        if not found.group and not found.links:
            self._group_box.addWidget(label(_("In no group; nobody shares its representative, address or telephone."), "mut",
                                            wrap=True))

    def _show_covers(self, found: CreditFile) -> None:
        _clear(self._cover_box)
        self.covers.setVisible(bool(found.covers))
        for cover in found.covers:
            until = _("until {day}").format(day=cover.until) if cover.until else ""
            words = " · ".join(part for part in (_(KIND_NAMES[cover.kind]), cover.provider, until) if part)
            row = QWidget()
            line = QHBoxLayout(row)
            line.setContentsMargins(0, 0, 0, 0)
            line.addWidget(label(words, "sec", wrap=True), 1)
            line.addWidget(label(display(cover.amount, cover.currency)))
            self._cover_box.addWidget(row)

    def _pair(self, customer_id: int, name: str, amount: str, *, own: bool, strong: bool = False) -> None:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        if own:
            line.addWidget(label(name, "strong" if strong else ""), 1)
        else:
            to = link(name)
            to.clicked.connect(lambda: self.customer_asked.emit(customer_id))
            line.addWidget(to)
            line.addStretch(1)
        line.addWidget(label(amount, "strong" if strong else ""))
        self._group_box.addWidget(row)

    def _suggest(self, other: Link) -> None:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(StatusTag(_("perhaps"), "tint", "link-simple"))
        shared = listed({"phone": _("Phone")}.get(mark, key_name(mark)) for mark in other.shared)
        line.addWidget(label(_("{name}: the same {what}").format(name=other.name, what=shared), wrap=True), 1)
        join = link(_("Same group"))
        join.setAccessibleName(f"{_('Same group')}: {other.name}")
        join.clicked.connect(lambda: self.join(other))
        line.addWidget(join)
        self._group_box.addWidget(row)

    # Acting

    def _of_kind(self, kind: str) -> FileEntry | None:
        return next(iter(self.file.of_kind(kind)), None) if self.file else None

    def enter(self, kind: str, before: FileEntry | None = None) -> None:
        """The dialog for a new entry of a kind, or for the successor of one."""
        if self.file is not None:
            self._open(EntryDialog(self._desk, self.file.customer, KINDS[kind], before, self))

    def end(self, entry: FileEntry, words: str) -> None:
        self._open(EndDialog(self._desk, entry, words, self))

    def show_earlier(self, kind: str) -> None:
        """Every entry of a kind that was replaced or ended, with its papers."""
        if self.file is not None:
            ended = [entry for entry in self.file.ended if entry.kind == kind]
            self._open(VersionsDialog(self._desk, self.file, _(KINDS[kind].titles), ended, self))

    def show_contract(self, entry: FileEntry) -> None:
        """The ledger of a contract: steps, review, sign-offs."""
        if self.file is not None:
            self._open(ContractDialog(self._desk, self.file, entry, self))

    def show_clauses(self) -> None:
        if self.file is not None:
            self._open(ClausesDialog(self._desk, self.file.customer, self))

    def _open(self, dialog: Dialog) -> None:
        self.dialog = dialog
        dialog.open()

    def join(self, other: Link) -> None:
        """Put both into one group, that of this customer or one named after it."""
        if self.file is None:
            return
        session, day, name = self._desk.session, self._desk.today(), self.file.group or self.file.customer.name
        ids: Sequence[int] = [other.customer_id] if self.file.group else [self.file.customer.id, other.customer_id]
        self._desk.work.write(lambda _progress: service.join_group(session, name, ids, day), lambda _done: (
            self._desk.notices.toast(_("{name} joined the group").format(name=other.name))), what="credit")

    def open_papers(self, entry: FileEntry) -> None:
        """The paper of an entry, or the list of those that hang on it."""
        assert self.file is not None
        papers = self.file.attached(entry)
        if entry.file_id and not papers:
            open_paper(self._desk, entry)
        elif len(papers) == 1:
            open_paper(self._desk, papers[0])
        else:
            self._open(VersionsDialog(self._desk, self.file, said(entry, self.file.base)[0], papers, self))


#: what an empty part is good for, so that an empty file invites
_EMPTY = {
    kinds.PERSON: N_("Who decides on payments, who signs statements, when not to call."),
    kinds.PAPER: N_("Licence, agency reports, photos: kept in the book with their hash, opened here."),
    kinds.OWNER: N_("Shareholders, controller, parent, guarantors; also whether we buy from them."),
    kinds.BANK: N_("The accounts they pay from; a payment from another one is looked at."),
    kinds.CONTRACT: N_("Terms, interest, review and sign-off; deliveries, acceptance and retention money."),
    kinds.VISIT: N_("Twelve things to look at, with photos; the result counts in the score."),
    kinds.REFERENCE: N_("How they pay other suppliers; two prompt answers are worth much in the score."),
    kinds.AGENCY: N_("Rating, suggested limit and figures of a report, typed in two minutes."),
    kinds.EVENT: N_("Lawsuits, lay-offs, price shocks, or a warning of your own."),
    kinds.RISKS: N_("Sixteen signs by which trouble is known early; what is seen counts as a risk.")}


def _clear(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if widget := item.widget():
            widget.hide()
            widget.deleteLater()


