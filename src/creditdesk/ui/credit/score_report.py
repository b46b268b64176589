"""The score of a customer as a paper: the result, every factor with its source, what caps it, what would change it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton

from creditdesk.domain.collections.letter_content import Grid, GridColumn
from creditdesk.domain.credit.factors import KNOWN, NOT_APPLICABLE
from creditdesk.domain.credit.levers import Lever
from creditdesk.i18n import _, aside, current_language, listed, SEMICOLON, titled
from creditdesk.paths import documents_dir
from creditdesk.services.credit.score_paper import PaperPart, score_document
from creditdesk.services.credit.scoring import levers, ScoreView
from creditdesk.services.saving import save_paper
from creditdesk.ui.credit import reasons, words
from creditdesk.ui.credit.live_panel import cap_words, range_words
from creditdesk.ui.desk import Desk
from creditdesk.ui.printing import ask_and_print
from creditdesk.ui.style.icons import icon
from creditdesk.ui.work import Progress


def parts(view: ScoreView, limit: Sequence[str], opinion: str, changes: Sequence[Lever]) -> list[PaperPart]:
    """The paper's parts; `limit` are sentences about limit and terms, `opinion` what the person wrote."""
    found = view.result
    score = "—" if found.score is None else f"{found.score}"
    result = [_("Score {score} of 100, grade {grade}, scorecard {version}, as of {day}.").format(
                  score=score, grade=found.grade, version=found.version, day=view.as_of.isoformat()),
              _("Possible range {range}; with average answers {average}, from what is known alone {known}.").format(
                  range=range_words(found), average=_plain(found.if_average), known=_plain(found.known_only)),
              _("Coverage {coverage}, confidence {confidence}.").format(coverage=words.percent(found.coverage),
                                                                        confidence=words.percent(found.confidence)),
              listed((f"{_(name)} {_plain({**found.tags, **found.views}[code])}"
                      for code, name in (*words.TAG_NAMES.items(), *words.VIEW_NAMES.items())), SEMICOLON)]
    said = [titled(_("Next review"), words.day(view.next_review)), *limit]
    made = [PaperPart(_("Result"), [*result, *said]),
            PaperPart(_("Why {grade}").format(grade=found.grade),
                      [aside(reason.text, listed((reason.points, reason.source), SEMICOLON)) for reason in reasons.reasons(view)])]
    if found.caps:
        made.append(PaperPart(_("Vetoes and caps"), [cap_words(cap.code, cap.grade, cap.reason, cap.evidence) for cap in found.caps]))
    made.append(PaperPart(_("Every factor"), (), _grid(view)))
    shown = reasons.nearest(changes)
    made.append(PaperPart(_("What would change the grade"), [titled(reasons.lever_words(lever), reasons.lever_effect(lever))
                                                             for lever in shown] or [_("No single answer would change it.")]))
    if opinion.strip():
        made.append(PaperPart(_("Opinion"), opinion.strip().splitlines()))
    return made


def _plain(value: object) -> str:
    return "—" if value is None else str(value)


def _grid(view: ScoreView) -> Grid:
    rows = []
    for row in view.result.factors:
        value = (words.value_words(row.code, row.value) if row.state == KNOWN else
                 _("not applicable") if row.state == NOT_APPLICABLE else _("unknown"))
        rows.append((words.name(row.code), value, f"{row.weight:f}", words.points(row.points, 2),
                     words.origin_words(view.inputs[row.code], view.origins.get(row.code))))
    return Grid((GridColumn(_("Factor"), "left", True), GridColumn(_("Value")), GridColumn(_("Weight"), "right"),
                 GridColumn(_("Points"), "right"), GridColumn(_("Source and date"), "left", True)), tuple(rows))


@dataclass(frozen=True, slots=True)
class ReportOf:
    """What is to stand on the paper: the score, sentences about limit and terms, the opinion."""

    view: ScoreView
    limit: Sequence[str]
    opinion: str


class ReportMenu(QMenu):
    """The menu of a print button: onto a printer, or into a file. `read` says what, None while there is nothing."""

    def __init__(self, desk: Desk, target: QPushButton, read: Callable[[], ReportOf | None]) -> None:
        super().__init__(target)
        self._desk, self._target, self._read = desk, target, read
        self.addAction(icon("printer"), _("Print"), self._print)
        self.addAction(icon("file-pdf"), _("Save as PDF"), self._ask)
        target.setMenu(self)

    def _make(self, then: Callable[[bytes], object]) -> None:
        found, session, language = self._read(), self._desk.session, current_language()
        if found is None:
            return
        signing = (_("Scored by:"), _("Approved by:"), _("Date:"))

        def job(_progress: Progress) -> bytes:
            view = found.view
            return score_document(session, _("Score report"), f"{view.code} {view.name}",
                                  parts(view, found.limit, found.opinion, levers(view)), signing, language)

        self._desk.work.read(job, then)

    def _print(self) -> None:
        self._make(lambda pdf: ask_and_print(self._desk, self._target, [pdf], _("Score report")))

    def _ask(self) -> None:
        found = self._read()
        if found is None:
            return
        name = f"{_('Score report')} {found.view.name} {found.view.as_of.isoformat()}.pdf"
        chosen, _filter = QFileDialog.getSaveFileName(self._target, _("Save as PDF"), str(documents_dir() / name), "PDF (*.pdf)")
        if chosen:
            self.write(Path(chosen))

    def write(self, path: Path) -> None:
        """The report into a file."""
        self._make(lambda pdf: self._desk.work.read(
            lambda _progress: save_paper(path, pdf), lambda _path: self._desk.notices.toast(_("Written to {file}").format(file=path))))
