"""The scorecard editor: versions at the left, factors with their weights, bands of the chosen factor (DOMAIN C4, C12)."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from creditdesk.domain.credit.card_standing import ACTIVE
from creditdesk.domain.credit.scorecard import Factor
from creditdesk.i18n import _, translate_error
from creditdesk.services.credit import card_test, cards as service
from creditdesk.services.credit.cards import CardVersion, DRAFT
from creditdesk.ui.credit import words
from creditdesk.ui.credit.cards.activate_dialog import ActivateDialog, EndDialog, StepDialog
from creditdesk.ui.credit.cards.card_edit import BandLine, CardEdit
from creditdesk.ui.credit.cards.footer import CardFooter
from creditdesk.ui.credit.cards.industries import IndustriesField
from creditdesk.ui.credit.cards.story import story
from creditdesk.ui.credit.cards.test_dialog import CardTestDialog
from creditdesk.ui.credit.cards.versions_card import VersionsCard
from creditdesk.ui.desk import Desk
from creditdesk.ui.page import Page
from creditdesk.ui.style.theme import active
from creditdesk.ui.tables.columns import Column
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.tables.model import TableModel
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.controls import button, Note
from creditdesk.ui.widgets.dialog import Dialog


class ScorecardsPage(Page):
    """`edit` holds the version shown; only drafts can be changed, others are copied first."""

    wide = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("Scorecards"))
        self._desk = desk
        self.head.search.hide()
        self.edit: CardEdit | None = None
        self.version: CardVersion | None = None
        self._wanted, self._factor = "", ""
        self.dialog: Dialog | None = None
        validation = self.head.add_secondary(button(_("Validation"), "chart-line-up"))
        validation.clicked.connect(lambda: self.navigate.emit("credit/validation", {}))
        self._left = VersionsCard()
        self.versions, self.version_table = self._left.model, self._left.table
        self.version_table.current_changed.connect(self._version_chosen)
        self._build_factors()
        self._build_bands()
        row = QHBoxLayout()
        row.setSpacing(12)
        for part, stretch in ((self._left, 0), (self._middle, 1), (self._right, 0)):
            row.addWidget(part, stretch)
        self.body.addLayout(row, 1)
        self.problem = Note("", "warn")
        self.problem.hide()
        self.body.addWidget(self.problem)
        self.footer = CardFooter()
        self.footer.copy.clicked.connect(self.copy_version)
        self.footer.test.clicked.connect(self.test)
        self.footer.save.clicked.connect(lambda: self.save())
        self.footer.discard.clicked.connect(self.discard)
        self.footer.activate.clicked.connect(self.put_in_force)
        self.footer.end.clicked.connect(self.end)
        self.set_footer(self.footer)

    # Building

    def _build_factors(self) -> None:
        self.factors = TableModel([
            Column("code", _("Code"), width=60, tone=lambda _row: "t2"),
            Column("name", _("Factor"), value=lambda row: _(row.name)),
            Column("dimension", _("Dimension"), value=lambda row: _(words.DIMENSIONS[words.dimension(row.code)]), width=140,
                   tone=lambda _row: "t2"),
            Column("weight", _("Weight"), "ratio", value=self._weight, decimals=1, width=84, boxed=lambda: self.editable,
                   edit=self._type_weight)], key=lambda row: row.code)
        self.factor_table = DataTable(self.factors, _("Factors and weights"))
        self.factor_table.current_changed.connect(self._factor_chosen)
        self.factors.edited.connect(lambda _row, _key: self._tell())
        self._middle = Card(_("Factors and weights"), flush=True)
        self.industries = IndustriesField()
        self.industries.chosen.connect(self._take_industries)
        self._middle.add(self.industries)
        self._middle.add(self.factor_table, 1)
        self.add_factor, self.remove_factor = button(_("Add factor"), "plus", small=True), button(_("Remove"), small=True)
        self.add_factor.setMenu(QMenu(self.add_factor))
        self.add_factor.menu().aboutToShow.connect(self._list_factors)
        self.remove_factor.clicked.connect(self._remove_factor)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(15, 8, 15, 10)
        row.addWidget(self.add_factor)
        row.addWidget(self.remove_factor)
        row.addStretch(1)
        self._middle.add(holder)

    def _build_bands(self) -> None:
        self.bands = TableModel([
            Column("condition", _("Value"), edit=self._type_edge, value=lambda row: self._line(row).condition),
            Column("score", _("Score"), width=74, align="right", boxed=lambda: self.editable, edit=self._type_score,
                   value=lambda row: f"{self._line(row).score.normalize():f}")], key=lambda row: (row.kind, row.place))
        self.band_table = DataTable(self.bands, _("Bands"))
        self.bands.edited.connect(lambda _row, _key: self._tell())
        self._right = Card(_("Bands"), flush=True)
        self._right.setFixedWidth(active().px(304))
        self._right.add(self.band_table, 1)
        self.add_band, self.remove_band = button(_("Add band"), "plus", small=True), button(_("Remove"), small=True)
        self.add_band.clicked.connect(self._add_band)
        self.remove_band.clicked.connect(self._remove_band)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(15, 8, 15, 10)
        row.addWidget(self.add_band)
        row.addWidget(self.remove_band)
        row.addStretch(1)
        self._right.add(holder)

    # Reading

    def set_context(self, **args: object) -> None:
        """`version` chooses the one to show."""
        self._wanted = str(args.get("version") or "")
        self.edit = None

    def refresh(self) -> None:
        session, day = self._desk.session, self._desk.today()
        self._desk.work.read(lambda _progress: service.versions(session, day), self._show, group=(id(self), "versions"))

    def _show(self, found: tuple[CardVersion, ...]) -> None:
        wanted = self._wanted or (self.version.version if self.version else "")
        typed = self.edit if self.edit is not None and self.edit.changed else None
        self._left.set_rows(found)
        self._make_room()
        self._wanted = ""
        if typed is not None:
            return
        chosen = next((item for item in found if item.version == wanted), found[0])
        self.version_table.select_key(chosen.version)
        self._take(chosen)

    def _version_chosen(self, row: Any) -> None:
        if row is None or (self.version is not None and self.edit is not None and row.version == self.version.version):
            return
        if self.edit is not None and self.edit.changed:
            self._ask(lambda: self._take(row))
        else:
            self._take(row)

    def _take(self, row: CardVersion) -> None:
        self.version = row
        self.edit = CardEdit(row.scorecard, parent=row.parent, reason=row.reason)
        self._fill()

    def _fill(self) -> None:
        edit = self.edit
        assert edit is not None
        known = [factor.code for factor in edit.card.factors]
        code = self._factor if self._factor in known else known[0]
        self.factors.set_rows(edit.card.factors)
        self._factor = code  # the table tells of its first row while it is filled
        self.factor_table.select_key(code)
        self._fill_bands()
        self._tell()

    def _fill_bands(self) -> None:
        if self.edit is None:
            return
        self.bands.set_rows(self.edit.lines(self._factor))
        factor = self.edit.card.factor(self._factor)
        self._right.set_title(f"{factor.code} {_(factor.name)}")
        movable = self.editable and any(line.movable for line in self.bands.rows)
        self.add_band.setVisible(movable)
        self.remove_band.setVisible(movable)

    @property
    def editable(self) -> bool:
        """Whether what is shown can be changed: a draft, saved or not."""
        return self.edit is not None and (self.edit.fresh or (self.version is not None and self.version.changeable))

    def _tell(self) -> None:
        """Totals, problems and which buttons there are."""
        edit = self.edit
        assert edit is not None
        problems = edit.problems()
        self.factor_table.set_totals({"name": _("Total of the weights"), "weight": edit.total})
        self.head.set_context(f"{edit.card.version} · {_(words.CARDS[edit.card.type])}")
        draft = self.editable
        for part in (self.add_factor, self.remove_factor):
            part.setVisible(draft)
        self.industries.show_sections(edit.card.sections, editable=draft)
        self.problem.setVisible(bool(problems))
        if problems:
            self.problem.set_text(" ".join(translate_error(problem) for problem in problems[:3]))
        self.footer.note.setText("" if draft else _("Only a draft can be changed: make a new version from this one."))
        status = DRAFT if edit.fresh or self.version is None else self.version.status
        self.footer.copy.setVisible(not draft)
        self.footer.discard.setVisible(draft)
        self.footer.save.setVisible(draft)
        self.footer.save.setEnabled(edit.changed and not problems)
        self.footer.test.setEnabled(not problems)
        self.footer.end.setVisible(not edit.fresh and self.version is not None and self.version.can_end)
        self.footer.activate.setVisible(status != ACTIVE)
        self.footer.activate.setEnabled(not problems)
        self._left.story.setText(story(edit, self.version))

    # Editing

    def _factor_chosen(self, row: Factor | None) -> None:
        if row is not None and row.code != self._factor:
            self._factor = row.code
            self._fill_bands()

    def _take_industries(self, sections: tuple[str, ...]) -> None:
        self._must_edit().set_sections(sections)
        self._tell()

    def _type_weight(self, row: Factor, text: str) -> None:
        self._must_edit().set_weight(row.code, text)

    def _type_edge(self, row: BandLine, text: str) -> None:
        if row.movable:
            self._must_edit().set_edge(self._factor, row, text)

    def _type_score(self, row: BandLine, text: str) -> None:
        self._must_edit().set_score(self._factor, row, text)

    def _must_edit(self) -> CardEdit:
        """What is typed into a version that is or was in force begins a new one."""
        if not self.editable:
            self._begin_copy()
        assert self.edit is not None
        return self.edit

    def _weight(self, row: Factor) -> Decimal:
        """What was typed last: the row is the factor as it was when the version was shown."""
        return self.edit.card.factor(row.code).weight if self.edit is not None else row.weight

    def _line(self, row: BandLine) -> BandLine:
        found = self.edit.lines(self._factor) if self.edit is not None else []
        return next((line for line in found if (line.kind, line.place) == (row.kind, row.place)), row)

    def _list_factors(self) -> None:
        """What the card could take up: factors of the other card, the optional ones."""
        menu = self.add_factor.menu()
        menu.clear()
        for factor in service.further_factors(self.edit.card) if self.edit is not None else ():
            menu.addAction(f"{factor.code} {_(factor.name)}").triggered.connect(partial(self._take_up, factor))

    def _take_up(self, factor: Factor, _checked: bool = False) -> None:
        self._must_edit().add_factor(factor)
        self._factor = factor.code
        self._fill()

    def _remove_factor(self) -> None:
        if self._must_edit().remove_factor(self._factor):
            self._fill()

    def _rebanded(self) -> None:
        self._fill_bands()
        self._tell()

    def _add_band(self) -> None:
        if self.edit is not None and self.edit.add_band(self._factor):
            self._rebanded()

    def _remove_band(self) -> None:
        line = self.band_table.current_row()
        if self.edit is not None and line is not None and line.movable and self.edit.remove_band(self._factor, line.place):
            self._rebanded()

    def copy_version(self) -> None:
        """A draft with what is shown, under the next free name."""
        self._begin_copy()
        self._fill()

    def _begin_copy(self) -> None:
        assert self.edit is not None
        self.edit = self.edit.copied([item.version for item in self.versions.rows])

    # What is done with it

    def save(self, then: Any = None) -> None:
        """Keep the draft; `then(version)` goes on."""
        edit, session = self.edit, self._desk.session
        if edit is None or not self.footer.save.isEnabled():
            return

        def done(version: str) -> None:
            edit.saved(version)
            self._wanted = version
            self.refresh()
            if then is not None:
                then(version)
            else:
                self._desk.notices.toast(_("Saved draft {version}").format(version=version))

        card, parent, reason = edit.card, edit.parent, edit.reason
        self._desk.work.write(lambda _progress: service.save_draft(session, card, parent=parent, reason=reason), done,
                              failed=self._desk.notices.failed)

    def test(self) -> None:
        """Score the whole book on what is shown, saved or not."""
        edit, session, day = self.edit, self._desk.session, self._desk.today()
        if edit is None or edit.problems():
            return
        card = edit.card
        self._desk.work.read(lambda _progress: card_test.try_card(session, card, day), self._show_test,
                             failed=self._desk.notices.failed, group=(id(self), "test"), label=_("Scoring the whole book"))

    def _show_test(self, found: card_test.CardTest) -> None:
        assert self.edit is not None
        self.dialog = CardTestDialog(self._desk, self.edit.card, found, self)
        self.dialog.submitted.connect(self.put_in_force)
        self.dialog.open()

    def put_in_force(self) -> None:
        """Ask from when, why and whether silently first; a draft is saved before."""
        edit = self.edit
        if edit is None or edit.problems():
            return
        if self.dialog is not None:
            self.dialog.accept()
        if edit.changed:
            self.save(self._ask_activation)
        else:
            self._ask_activation(edit.card.version)

    def end(self) -> None:
        """Ask from when and why a variant or a challenger ends."""
        if self.version is not None:
            self._open(EndDialog(self._desk, self.version, self))

    def _ask_activation(self, version: str) -> None:
        self._open(ActivateDialog(self._desk, version, self.edit.card.sections if self.edit is not None else (), self))

    def _open(self, dialog: StepDialog) -> None:
        dialog.done_with.connect(self._activated)
        self.dialog = dialog
        dialog.open()

    def _activated(self, version: str) -> None:
        self.edit = None
        self._wanted = version
        self.refresh()

    def discard(self) -> None:
        """Throw the draft away; one that was saved asks first."""
        edit, version, session = self.edit, self.version, self._desk.session
        if edit is None:
            return
        if edit.fresh and version is not None:
            self._ask(self._forget) if edit.touched else self._forget()
            return
        name = edit.card.version

        def gone(_answer: object) -> None:
            self.edit, self.version = None, None
            self.refresh()

        self._desk.notices.confirm(
            _("Discard draft {version}?").format(version=name), _("What was entered for it is lost."), _("Discard draft"),
            lambda: self._desk.work.write(lambda _progress: service.discard_draft(session, name), gone,
                                          failed=self._desk.notices.failed))

    def leave(self) -> bool:
        if self.edit is None or not self.edit.changed:
            return True
        self._ask(lambda: self._forget())
        return False

    def _forget(self) -> None:
        if self.version is not None:
            self._take(self.version)

    def _ask(self, then: Any) -> None:
        self._desk.notices.confirm(_("Discard the changes?"), _("The changes to {version} are not saved.").format(
            version=self.edit.card.version if self.edit else ""), _("Discard changes"), then, stay=_("Keep editing"))

    @property
    def weights(self) -> dict[str, Decimal]:
        """The weights as shown, by factor."""
        return {row.code: self._weight(row) for row in self.factors.rows}

    def set_compact(self, compact: bool) -> None:
        super().set_compact(compact)
        if hasattr(self, "_left"):
            self._left.set_compact(compact)
            self._make_room()
            self._right.setFixedWidth(active().px(286 if compact else 340))

    def _make_room(self) -> None:
        """In a small window the weights come before the dimension, which the code tells too."""
        self.factor_table.set_narrow(("dimension",) if self._left.crowded else ())
