"""What a person does beside and after an import: take the rows with errors along, merge two records of one firm."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from creditdesk.i18n import _, current_language, translator
from creditdesk.services import customers
from creditdesk.services.importing import preview
from creditdesk.ui.desk import Desk
from creditdesk.ui.importing import words
from creditdesk.ui.importing.done_view import Pair
from creditdesk.ui.importing.draft import ImportDraft


def export_bad(parent: QWidget, desk: Desk, draft: ImportDraft) -> None:
    """Ask for a place and write the rows with errors there, each with what is wrong."""
    found = draft.preview
    stem = draft.path.stem if draft.path else _("pasted")
    start = (draft.path.parent if draft.path else Path.home()) / f"{stem} - {_('rows with errors')}.xlsx"
    chosen, _filter = QFileDialog.getSaveFileName(parent, _("Export rows with errors"), str(start), "Excel (*.xlsx);;CSV (*.csv)")
    if not chosen or found is None:
        return
    path = Path(chosen) if Path(chosen).suffix else Path(f"{chosen}.xlsx")
    translate = translator(current_language()).gettext
    desk.work.read(lambda _progress: preview.export_bad_rows(found, path, translate, words.problem_words),
                   lambda written: desk.notices.toast(_("Saved {file}").format(file=written.name)))


def show_pairs(desk: Desk, batch: int | None, shown: Callable[[Sequence[Pair]], object]) -> None:
    """Customers that may be one firm; those with a customer of this import first."""
    session = desk.session

    def job(_progress: object) -> list[Pair]:
        pairs = customers.likely_duplicates(session)
        made = set(customers.of_batch(session, batch)) if batch is not None else set()
        return sorted(pairs, key=lambda pair: not (pair[0].id in made or pair[1].id in made))

    desk.work.read(job, shown, group="import pairs")


def merge(desk: Desk, pair: Pair, then: Callable[[], object]) -> None:
    """The second record goes into the first; it can be taken apart again."""
    first, second = pair
    session, work = desk.session, desk.work

    def arrived(_none: object) -> None:
        desk.notices.toast(_("Merged {second} into {first}").format(first=first.name, second=second.name), take_back)
        then()

    def take_back() -> None:
        work.write(lambda _progress: customers.unmerge(session, second.id), what="customers")

    work.write(lambda _progress: customers.merge(session, second.id, first.id, "duplicate found after an import"),
               arrived, what="customers")
