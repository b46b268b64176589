"""The other parts of a customer's file as cards: people, papers, contracts, visits, references, group (DOMAIN B5-B10)."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from creditdesk.domain.customers import file_entries as rule
from creditdesk.domain.customers.file_entries import EntryField, FileEntry, KINDS
from creditdesk.domain.money import display, parse
from creditdesk.i18n import _, N_, ngettext
from creditdesk.services.credit import credit_file as service
from creditdesk.services.credit.credit_file import CreditFile, Link
from creditdesk.ui.customers.entry_dialog import EndDialog, EntryDialog
from creditdesk.ui.customers.file_words import key_name
from creditdesk.ui.desk import Desk
from creditdesk.ui.insight import wording
from creditdesk.ui.widgets.badges import StatusTag
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.controls import icon_button, label, link
from creditdesk.ui.widgets.dialog import Dialog

_LEFT = (rule.PERSON, rule.PAPER, rule.OWNER, rule.BANK, rule.FORMER_NAME)
_RIGHT = (rule.CONTRACT, rule.VISIT, rule.REFERENCE, rule.FOREIGN_ID)


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
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        inner.setProperty("plain", True)
        columns = QHBoxLayout(inner)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(12)
        self.archive, self.group = Card(_("Archive")), Card(_("Group"))
        self._archive_box, self._group_box = QVBoxLayout(), QVBoxLayout()
        self.archive.body.addLayout(self._archive_box)
        self.group.body.addLayout(self._group_box)
        self._boxes: dict[str, QVBoxLayout] = {}
        self._cards: dict[str, Card] = {}
        self.add_links: dict[str, QWidget] = {}
        for kinds, head in ((_LEFT, self.archive), (_RIGHT, self.group)):
            column = QVBoxLayout()
            column.setSpacing(12)
            column.addWidget(head)
            for kind in kinds:
                column.addWidget(self._card(kind))
            column.addStretch(1)
            columns.addLayout(column, 1)
        change = link(_("Edit"))
        change.clicked.connect(lambda: self.enter(rule.GROUP, self._of_kind(rule.GROUP)))
        self.group.add_to_head(change)
        self.setWidget(inner)

    def _card(self, kind: str) -> Card:
        card = Card(_(KINDS[kind].titles))
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
            entries = found.of_kind(kind)
            for entry in entries:
                box.addWidget(self._row(entry))
            if not entries:
                box.addWidget(label("—", "mut"))
            ended = sum(1 for entry in found.ended if entry.kind == kind)
            self._cards[kind].set_hint(ngettext("{count} earlier version", "{count} earlier versions", ended).format(
                count=ended) if ended else "")
        self._show_archive(found)
        self._show_group(found)

    def _row(self, entry: FileEntry) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        text = QVBoxLayout()
        text.setSpacing(0)
        first, rest = _said(entry)
        text.addWidget(label(first, "strong", wrap=True))
        if rest:
            text.addWidget(label(rest, "mut", wrap=True))
        flags = list(rule.contract_flags(entry)) if entry.kind == rule.CONTRACT else []
        if entry.value("format") == "doubtful":
            flags.append(N_("check the number"))
        if flags:
            tags = QHBoxLayout()
            tags.setContentsMargins(0, 3, 0, 2)
            tags.setSpacing(6)
            for flag in flags:
                tags.addWidget(StatusTag(_(flag), "warn", "warning"))
            tags.addStretch(1)
            text.addLayout(tags)
        line.addLayout(text, 1)
        if entry.file_id:
            show = link(_("Open"))
            show.clicked.connect(lambda: self.open_document(entry))
            line.addWidget(show)
        edit = icon_button("pencil-simple", _("Edit") + f": {first}")
        edit.clicked.connect(lambda: self.enter(entry.kind, entry))
        end = icon_button("x", _("No longer holds") + f": {first}")
        end.clicked.connect(lambda: self.end(entry, first))
        line.addWidget(edit)
        line.addWidget(end)
        return row

    def _show_archive(self, found: CreditFile) -> None:
        _clear(self._archive_box)
        held = found.customer.abc_class or "C"
        self.archive.set_hint(_("{percent} complete for class {letter}").format(
            percent=wording.percent(found.complete, 0), letter=held))
        for item in found.archive:
            row = QWidget()
            line = QHBoxLayout(row)
            line.setContentsMargins(0, 0, 0, 0)
            line.addWidget(label(_(rule.ARCHIVE_NAMES[item.code]), "sec"), 1)
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
                self._pair(member.customer_id, member.name, "—" if member.exposure is None else display(member.exposure, "CNY"),
                           own=member.customer_id == found.customer.id)
            self._pair(0, _("Together"), _("no exchange rate") if total is None else display(total, "CNY"), own=True, strong=True)
        for other in found.links:
            self._suggest(other)
        if not found.group and not found.links:
            self._group_box.addWidget(label(_("In no group; nobody shares its representative, address or telephone."), "mut",
                                            wrap=True))

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
        shared = {"phone": _("Phone")}.get(other.shared, key_name(other.shared))
        line.addWidget(label(_("{name}: the same {what}").format(name=other.name, what=shared), wrap=True), 1)
        join = link(_("Same group"))
        join.clicked.connect(lambda: self.join(other))
        line.addWidget(join)
        self._group_box.addWidget(row)

    # Acting

    def _of_kind(self, kind: str) -> FileEntry | None:
        return next(iter(self.file.of_kind(kind)), None) if self.file else None

    def enter(self, kind: str, before: FileEntry | None = None) -> None:
        """The dialog for a new entry of a kind, or for the successor of one."""
        if self.file is not None:
            self.dialog = EntryDialog(self._desk, self.file.customer, KINDS[kind], before, self)
            self.dialog.open()

    def end(self, entry: FileEntry, said: str) -> None:
        self.dialog = EndDialog(self._desk, entry, said, self)
        self.dialog.open()

    def join(self, other: Link) -> None:
        """Put both into one group, that of this customer or one named after it."""
        if self.file is None:
            return
        session, day, name = self._desk.session, self._desk.today(), self.file.group or self.file.customer.name
        ids: Sequence[int] = [other.customer_id] if self.file.group else [self.file.customer.id, other.customer_id]
        self._desk.work.write(lambda _progress: service.join_group(session, name, ids, day), lambda _done: (
            self._desk.notices.toast(_("{name} joined the group").format(name=other.name))), what="credit")

    def open_document(self, entry: FileEntry) -> None:
        """Show a document with the system's program, from a copy that cannot be mistaken for the original."""
        session, file_id = self._desk.session, entry.file_id
        self._desk.work.read(lambda _progress: _copy(*service.stored_document(session, file_id)),
                             lambda path: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))))


def _copy(name: str, content: bytes) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="creditdesk-"))
    path = folder / Path(name).name
    path.write_bytes(content)
    os.chmod(path, stat.S_IREAD)
    return path


def _said(entry: FileEntry) -> tuple[str, str]:
    """An entry in two lines: its name, and the rest that lists show."""
    kind = KINDS[entry.kind]
    texts = {name: _shown(kind.field(name), entry.values) for name in kind.shown}
    first = texts.pop(kind.shown[0])
    if entry.kind == rule.VISIT:
        return f"{entry.date} · {first}", " · ".join(text for text in texts.values() if text)
    rest = [text for text in texts.values() if text]
    if entry.kind == rule.PAPER:
        rest += [entry.file_name, entry.date.isoformat()]
    elif entry.kind == rule.REFERENCE:
        rest.append(entry.date.isoformat())
    return first, " · ".join(rest)


def _shown(field: EntryField, values: Mapping[str, str]) -> str:
    text = values.get(field.name, "")
    if not text:
        return ""
    if field.kind == rule.CHOICE and field.choices is not None:
        return _(field.choices[text]) if text in field.choices else text
    if field.kind == rule.FLAG:
        return _(field.title)
    if field.kind == rule.AMOUNT:
        return display(parse(text), "CNY")
    if field.kind == rule.SHARE:
        return f"{_(field.title)} {wording.percent(parse(text), 1)}"
    if field.kind == rule.DATE:
        return f"{_(field.title)} {text}"
    return _("result {level} of 5").format(level=text) if field.name == "level" else text


def _clear(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if widget := item.widget():
            widget.hide()
            widget.deleteLater()
