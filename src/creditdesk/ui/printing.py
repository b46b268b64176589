"""PDF pages onto a printer: the very pages of the file, drawn at the printer's resolution."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter, QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from creditdesk.domain.errors import FileError, N_
from creditdesk.i18n import _, ngettext
from creditdesk.services import paper
from creditdesk.ui.desk import Desk
from creditdesk.ui.style.theme import active
from creditdesk.ui.work import Progress

MOST_DPI = 600  # above it a page takes over 150 MB and no eye sees the difference


def image_of(picture: paper.Picture) -> QImage:
    """A picture as Qt draws it; the pixels are copied, so that they may go."""
    shown = QImage(picture.pixels, picture.width, picture.height, 4 * picture.width, QImage.Format.Format_RGBX8888)
    return shown.copy()


def print_pages(printer: QPrinter, files: Sequence[bytes], progress: Progress) -> int:
    """Draw every page of every PDF on the printer; runs in the worker. Pages printed; FileError `not_printed`."""
    sizes = [paper.page_sizes(pdf) for pdf in files]
    total, done = sum(len(pages) for pages in sizes), 0
    painter = QPainter()
    try:
        for pdf, pages in zip(files, sizes, strict=True):
            for number, (width, height) in enumerate(pages, 1):
                progress(done, total)
                if not done and not painter.begin(printer):
                    raise FileError(N_("The printer did not accept the pages. Check it and print again."), code="not_printed",
                                    field="printer")
                if done and not printer.newPage():
                    raise FileError(N_("The printer stopped after {pages} pages. Check it and print again."),
                                    code="not_printed", field="printer", pages=done)
                _draw(painter, printer, pdf, number, (width, height))
                done += 1
    finally:
        if painter.isActive():
            painter.end()
    progress(total, total)
    return done


def _draw(painter: QPainter, printer: QPrinter, pdf: bytes, page: int, size: tuple[float, float]) -> None:
    """One page in its own size, moved by the printer's margins, so that nothing is shrunk."""
    dpi = printer.resolution()
    picture = image_of(paper.page_picture(pdf, page, min(dpi, MOST_DPI) / 72))
    corner = printer.pageLayout().paintRectPixels(dpi).topLeft()
    full = QRectF(-corner.x(), -corner.y(), size[0] / 72 * dpi, size[1] / 72 * dpi)
    painter.drawImage(full, picture)


def new_printer(name: str, *, landscape: bool = False) -> QPrinter:
    """A printer for A4 without margins of its own: letters and reports bring theirs."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setPageOrientation(QPageLayout.Orientation.Landscape if landscape else QPageLayout.Orientation.Portrait)
    printer.setFullPage(True)
    printer.setDocName(name)
    return printer


def print_text(owner: QWidget, name: str, text: str) -> QPrintDialog:
    """Ask for the printer and print a few lines: nothing of them is written to a file on the way."""
    printer = new_printer(name)
    printer.setFullPage(False)
    document = QTextDocument(text, owner)
    document.setDefaultFont(active().font(13))
    dialog = QPrintDialog(printer, owner)
    dialog.setWindowTitle(_("Print {name}").format(name=name))
    dialog.finished.connect(lambda result: document.print_(printer) if result == QDialog.DialogCode.Accepted else None)
    QDialog.open(dialog)
    return dialog


def ask_and_print(desk: Desk, owner: QWidget, files: Sequence[bytes], name: str, *, landscape: bool = False) -> QPrintDialog:
    """Ask for the printer, then print in the worker and tell how many pages went out."""
    printer = new_printer(name, landscape=landscape)
    dialog = QPrintDialog(printer, owner)
    dialog.setWindowTitle(_("Print {name}").format(name=name))

    def chosen(result: int) -> None:
        if result == QDialog.DialogCode.Accepted:
            desk.work.read(lambda progress: print_pages(printer, files, progress), told,
                           label=_("Printing {name}").format(name=name))

    def told(pages: int) -> None:
        desk.notices.toast(ngettext("{count} page sent to the printer", "{count} pages sent to the printer", pages).format(
            count=pages), icon="printer")

    dialog.finished.connect(chosen)
    QDialog.open(dialog)  # QPrintDialog hides it behind an open of its own
    return dialog
