"""Where a table as shown goes: a workbook, a PDF, or the clipboard for Excel."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from creditdesk.domain.insight.tables import Table
from creditdesk.i18n import _, current_language
from creditdesk.services import company
from creditdesk.services.insight import reports
from creditdesk.ui.choosing import target_dialog
from creditdesk.ui.desk import Desk
from creditdesk.ui.style.icons import icon
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.window_keys import PRINT
from creditdesk.ui.work import Progress


def export_grid(desk: Desk, grid: DataTable, ending: str) -> None:
    """Ask where to save a grid as it is shown, and write it there: what every table's menu offers (DOMAIN N, Excel everywhere)."""
    above: QWidget | None = grid
    while above is not None and not above.isWindow():
        if isinstance(mine := getattr(above, "exporter", None), Exporter):  # the page knows its report better
            mine.ask(ending)
            return
        above = above.parentWidget()
    title = grid.view.accessibleName()
    subtitle = _("As of {day}").format(day=desk.today().isoformat())
    grid.read_table(title, subtitle, lambda table: Exporter(grid, desk, lambda: table).ask(ending))


class Exporter(QObject):
    """Asks for the file, writes it in the worker, and tells where it is. `table` answers what is shown now."""

    def __init__(self, owner: QWidget, desk: Desk, table: Callable[[], Table]) -> None:
        super().__init__(owner)
        self._owner, self._desk, self._table = owner, desk, table

    def menu(self) -> QMenu:
        """Excel, PDF, clipboard."""
        menu = QMenu(self._owner)
        menu.addAction(icon("table"), _("Excel workbook (.xlsx)"), lambda: self.ask(".xlsx"))
        menu.addAction(icon("file-pdf"), _("PDF, A4 landscape"), lambda: self.ask(".pdf"))
        menu.addAction(icon("file-text"), _("Text for other programs (.csv)"), lambda: self.ask(".csv"))
        menu.addAction(icon("printer"), _("Print") + "\tCtrl+P", self.print)
        menu.addSeparator()
        menu.addAction(icon("copy"), _("Copy the table for Excel"), self.copy)
        return menu

    def ask(self, ending: str) -> QFileDialog | None:
        """Ask where to save; the file is written when a name was chosen. PRINT asks for the printer instead."""
        if ending == PRINT:
            self.print()
            return None
        table = self._table()
        dialog = target_dialog(self._owner, _("Export"))
        dialog.setDefaultSuffix(ending[1:])
        dialog.setNameFilter(f"*{ending}")
        dialog.selectFile(_file_name(table) + ending)
        dialog.fileSelected.connect(lambda chosen: self.write(Path(chosen)))
        dialog.open()
        return dialog

    def write(self, path: Path) -> None:
        """Write what is shown now to `path`; its ending says as what."""
        table, session, language = self._table(), self._desk.session, current_language()

        def job(progress: Progress) -> Path:
            name = company.profile(session).name
            return reports.write_table(table, path, company=name, language=language, progress=progress)

        self._desk.work.read(job, self._written, label=_("Writing {name}").format(name=path.name))

    def print(self) -> None:
        """Print what is shown now on A4 landscape."""
        table, session, language = self._table(), self._desk.session, current_language()

        def job(_progress: Progress) -> bytes:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "table.pdf"
                reports.write_table(table, path, company=company.profile(session).name, language=language)
                return path.read_bytes()

        def ready(pdf: bytes) -> None:
            from creditdesk.ui.printing import ask_and_print
            ask_and_print(self._desk, self._owner, (pdf,), table.title, landscape=True)

        self._desk.work.read(job, ready, label=_("Writing {name}").format(name=table.title))

    def _written(self, path: Path) -> None:
        self._desk.notices.toast(_("Saved to {path}").format(path=path))

    def copy(self) -> str:
        """Put the whole table on the clipboard as tab-separated text; returns it."""
        table = self._table()
        lines = ["\t".join(column.heading for column in table.columns)]
        cells = [*table.rows, *([table.totals] if table.totals is not None else [])]
        lines += ["\t".join(_plain(cell) for cell in row) for row in cells]
        text = "\n".join(lines)
        QGuiApplication.clipboard().setText(text)
        self._desk.notices.toast(_("Copied {count} rows").format(count=len(table.rows)), icon="copy")
        return text


def _file_name(table: Table) -> str:
    return re.sub(r'[\\/:*?"<>|\s]+', "-", f"{table.title} {table.subtitle.split(' · ')[0]}".strip())[:80]


def _plain(cell: object) -> str:
    """A cell for another program; a text that a spreadsheet would take for a formula stays a text."""
    text = "" if cell is None else str(cell).replace("\t", " ").replace("\n", " ")
    return f"'{text}" if isinstance(cell, str) and text[:1] in ("=", "+", "-", "@") else text
