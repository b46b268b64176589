"""Batch entry: the grid, what is wrong with its rows, and the keys; saves the good rows and leaves the rest."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from creditdesk.domain.customers.records import Customer
from creditdesk.domain.errors import CreditDeskError
from creditdesk.i18n import _, listed, ngettext, translate_error
from creditdesk.services import customers
from creditdesk.services.ledger import entry_check, posting
from creditdesk.services.ledger.entry_check import Checked
from creditdesk.services.ledger.reversible import Reversible
from creditdesk.ui.desk import Desk
from creditdesk.ui.ledger.customer_picker import CustomerIndex
from creditdesk.ui.ledger.document_columns import totals_by_currency
from creditdesk.ui.ledger.entry_dialog import enter_moves
from creditdesk.ui.ledger.entry_grid import EntryGrid
from creditdesk.ui.ledger.entry_history import EntryHistory
from creditdesk.ui.ledger.entry_lines import EntryModel, Line, LineReader
from creditdesk.ui.ledger.keeping import Keeper
from creditdesk.ui.style.icons import IconMark
from creditdesk.ui.undoing import told_with_undo
from creditdesk.ui.widgets.badges import StatusTag
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.controls import button, label, link

_SHOWN_PROBLEMS = 40


class BatchEntry(QWidget):
    """`ready_changed` carries the number of rows that can be saved; `navigate` asks for another page."""

    ready_changed = Signal(int)
    navigate = Signal(str, dict)

    def __init__(self, desk: Desk, base: str, index: Callable[[], CustomerIndex], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.model = EntryModel(LineReader(index, base, desk.today))
        self.grid = EntryGrid(self.model, index, desk.today, lambda: enter_moves(desk.settings))
        self._later = QTimer(self, singleShot=True, interval=120)
        self._later.timeout.connect(self._check)
        self._cell: tuple[int, str, str] | None = None
        self._keeper = Keeper(desk.settings, f"entry/{desk.session.book.path}", lambda: self.model.dump(self._cell), self)
        self.grid.typing.connect(self._in_cell)
        self.grid.left_out.connect(self._tell_left_out)
        self._saving = False
        self.model.typed.connect(self._typed)
        self._build()
        self.model.load(self._keeper.kept)
        self._history = EntryHistory(self.model, desk.notices)
        self._show()

    def _build(self) -> None:
        self._card = Card(_("Batch entry"), flush=True)
        carry = QCheckBox(_("Repeat the date of the row above"))
        carry.setChecked(True)
        carry.toggled.connect(self._carry)
        self._card.add_to_head(carry)
        self._card.add(self.grid, 1)
        self._problems = Card(_("Check results"))
        self._bad_tag, self._good_tag = StatusTag(), StatusTag()
        self._problems.add_to_head(self._bad_tag)
        self._problems.add_to_head(self._good_tag)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setAccessibleName(_("Check results"))
        self._problems.add(self._area, 1)
        self._keys = _keys_card()
        below = QHBoxLayout()
        below.setSpacing(12)
        below.addWidget(self._problems, 3)
        below.addWidget(self._keys, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(12)
        box.addWidget(self._card, 5)
        box.addLayout(below, 2)

    def _carry(self, on: bool) -> None:
        self.model.carry_date = on

    def set_compact(self, compact: bool) -> None:
        """In the small window the keys give their room to the problems."""
        self._keys.setVisible(not compact)

    # Checking

    def _typed(self) -> None:
        self._show()
        self._later.start()
        self._cell = None
        self._keeper.later()

    def _tell_left_out(self, names: tuple[str, ...]) -> None:
        self._desk.notices.toast(_("Columns without a place here were left out: {names}").format(names=listed(names)),
                                 icon="warning")

    def _in_cell(self, row: int, key: str, text: str) -> None:
        self._cell = (row, key, text)
        self._keeper.later()

    def _check(self) -> None:
        lines = [line for line in self.model.used if line.draft is not None]
        found = [line.draft for line in lines if line.draft is not None]
        session, today = self._desk.session, self._desk.today()
        self._desk.work.read(lambda _progress: entry_check.check_drafts(session, found, today),
                             lambda checked: self._checked(list(zip(lines, found, checked, strict=True))),
                             group=("batch", id(self)))

    def _checked(self, found: list[tuple[Line, object, Checked]]) -> None:
        # a line changed since the question was asked waits for the next answer
        self.model.show_checked([(line, checked) for line, draft, checked in found if line.draft is draft])
        self._show()

    @property
    def ready(self) -> list[Line]:
        """Lines that can be saved."""
        return [line for line in self.model.used if line.good]

    def _show(self) -> None:
        used = self.model.used
        ready = sum(line.good for line in used)
        wrong = sum(any(error.code != "required" for error in line.problems()) for line in used)
        drafts = [line.draft for line in used if line.draft is not None]
        hint = ngettext("{count} row filled", "{count} rows filled", len(used)).format(count=len(used))
        self._card.set_hint(f"{hint} · {totals_by_currency(drafts)}" if drafts else hint if used else "")
        self._bad_tag.set_status(ngettext("{count} row to correct", "{count} rows to correct", wrong).format(
            count=wrong) if wrong else "", "danger", "prohibit")
        self._good_tag.set_status(ngettext("{count} row can be saved", "{count} rows can be saved", ready).format(
            count=ready) if ready else "", "ok", "check-circle")
        self._list_problems()
        self.ready_changed.emit(ready)

    def _list_problems(self) -> None:
        inner = QWidget()
        inner.setProperty("plain", True)
        box = QVBoxLayout(inner)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        shown = 0
        for place, line in enumerate(self.model.lines):
            if not line.touched or shown >= _SHOWN_PROBLEMS:
                continue
            remarks = list(line.checked.remarks) if line.checked and line.draft else []
            for error, serious in [*((one, True) for one in line.problems() if one.code != "required"),
                                   *((one, False) for one in remarks)]:
                box.addWidget(self._problem(place, line, error, serious))
                shown += 1
        if not shown:
            box.addWidget(label(_("Nothing to correct. Over the limit is a remark: such a row can be saved."), "mut",
                                wrap=True))
        box.addStretch(1)
        self._area.setWidget(inner)

    def _problem(self, place: int, line: Line, error: CreditDeskError, serious: bool) -> QWidget:
        row = QWidget()
        box = QHBoxLayout(row)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(IconMark("prohibit" if serious else "warning", "dan" if serious else "war", 15))
        who = _("Row {row}").format(row=place + 1) + (f" · {line.customer}" if line.customer else "")
        go = link(who)
        go.clicked.connect(lambda: self._go_to(line, error.field or "no"))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(go, 0, Qt.AlignmentFlag.AlignLeft)
        words.addWidget(label(translate_error(error), "" if serious else "sec", wrap=True))
        box.addLayout(words, 1)
        for text, act in self._ways_out(line, error):
            way = button(text, small=True)
            way.clicked.connect(act)
            box.addWidget(way)
        return row

    def _ways_out(self, line: Line, error: CreditDeskError) -> list[tuple[str, Callable[[], object]]]:
        """What a person can do about a problem, besides correcting the cell."""
        drop = (_("Delete row"), lambda: self._drop(line))
        if error.code == "over_limit" and line.owner is not None:
            owner = line.owner.id
            cash = (_("Make it cash"), lambda: self._put(line, "terms", "COD"))
            shown = (_("Show the limit"), lambda: self.navigate.emit("credit", {"customer_id": owner}))
            return [cash, shown, drop] if line.terms != "COD" else [shown, drop]
        if error.code == "twin":
            found = error.fields.get("document_id")
            return [(_("Show {no}").format(no=error.fields.get("no")),
                     lambda: self.navigate.emit("invoices", {"document_id": found})), drop]
        if error.code == "unknown_customer":
            return [(_("Create the customer"), lambda: self._create(line.customer.strip())), drop]
        return [drop]

    def _drop(self, line: Line) -> None:
        if line in self.model.lines:
            self.grid.remove_row(self.model.lines.index(line))

    def _put(self, line: Line, key: str, text: str) -> None:
        if line in self.model.lines:
            row = self.model.lines.index(line)
            self.model.put(row, key, text)
            self.model.tell(row, row)

    def _create(self, name: str) -> None:
        """A customer typed here for the first time; the rest of its file is filled in later."""
        session = self._desk.session
        self._desk.work.write(lambda _progress: customers.save(session, Customer(0, "", name)),
                              lambda _key: self._desk.notices.toast(_("{name} created").format(name=name)),
                              failed=self._desk.notices.failed, what="customers")

    def customers_changed(self) -> None:
        """Read the lines again whose customer was not known."""
        self.model.read_again([line for line in self.model.used if "customer" in line.errors])

    def _go_to(self, line: Line, key: str) -> None:
        if line in self.model.lines:
            self.grid.go_to(self.model.lines.index(line), key)

    # Saving

    def save(self) -> None:
        """Post every row that can be posted, in one transaction; the others stay where they are."""
        lines = [line for line in self.model.used if line.draft is not None]
        found = [line.draft for line in lines if line.draft is not None]
        if self._saving or not found:
            if not found:
                self._desk.notices.toast(_("No row is complete yet"), icon="info")
            return
        session, today = self._desk.session, self._desk.today()
        self._saving = True

        def job(_progress: object) -> tuple[list[Line], list[int]]:
            checked = entry_check.check_drafts(session, found, today)
            good = [place for place, one in enumerate(checked) if not one.errors]
            ids = posting.post_many(session, [found[place] for place in good]) if good else []
            return [lines[place] for place in good], ids

        self._desk.work.write(job, self._saved, failed=self._failed, what="ledger", label=_("Saving"))

    def _saved(self, result: tuple[list[Line], list[int]]) -> None:
        lines, ids = result
        self._saving = False
        self.model.drop(lines)
        self._history.reset()
        self.keep()
        if not ids:
            self._desk.notices.toast(_("No row can be saved yet: see the list of problems"), icon="warning")
            return
        text = ngettext("{count} invoice saved", "{count} invoices saved", len(ids)).format(count=len(ids))
        told_with_undo(self._desk, text, Reversible(tuple(ids)), lambda: self._put_back(lines))
        self.grid.view.setFocus()

    def _put_back(self, lines: list[Line]) -> None:
        """Saving was undone: the rows stand here again, to be corrected."""
        if isValid(self):  # the page may have been made anew in another language meanwhile
            self.model.put_back(lines)
            self._history.reset()

    def _failed(self, error: BaseException) -> None:
        self._saving = False
        self._desk.notices.failed(error)

    def keep(self) -> None:
        """Write down what stands in the grid, so that closing the window loses nothing."""
        self._keeper.now()


def _keys_card() -> Card:
    card = Card(_("Keys"), _("without the mouse"))
    pairs = (("Enter", _("next cell")), ("F4", _("customers, calendar")), ("Ctrl D", _("copy the row above")),
             ("Ctrl V", _("paste from Excel")), ("Ctrl ⌫", _("delete the row")), ("1200*3", _("sums in amounts")),
             ("12.5w", "125,000"), ("Ctrl S", _("save all")), ("..", _("as above")), ("Ctrl Z", _("undo")))
    grid = QGridLayout()
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(5)
    for place, (keys, words) in enumerate(pairs):
        row, column = divmod(place, 2)
        grid.addWidget(label(keys, "key"), row, column * 2, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(label(words, "sec"), row, column * 2 + 1)
    grid.setColumnStretch(1, 1)
    grid.setColumnStretch(3, 1)
    card.body.addLayout(grid)
    card.body.addStretch(1)
    return card
