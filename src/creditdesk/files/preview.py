"""Reading our own PDFs again: pages as pictures for the preview and the printer, one letter out of a batch."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from creditdesk.domain.errors import FileError, N_, RuleError


def _open(pdf: bytes) -> Any:
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        raise FileError(N_("This is not a PDF that can be shown."), code="bad_pdf") from error


def _check(document: Any, first: int, count: int) -> None:
    pages = len(document)
    if first < 1 or count < 1 or first + count - 1 > pages:
        raise RuleError(N_("The PDF has {pages} pages; page {page} is not among them."), code="no_such_page",
                        field="page", pages=pages, page=first + max(count, 1) - 1 if first >= 1 else first)


def page_count(pdf: bytes) -> int:
    """Number of pages; FileError `bad_pdf`."""
    document = _open(pdf)
    try:
        return len(document)
    finally:
        document.close()


def extract_pages(pdf: bytes, first: int, count: int) -> bytes:
    """`count` pages from page `first` (counted from 1) as a PDF; RuleError `no_such_page`, FileError `bad_pdf`."""
    import pypdfium2

    source = _open(pdf)
    target = pypdfium2.PdfDocument.new()
    try:
        _check(source, first, count)
        target.import_pages(source, list(range(first - 1, first - 1 + count)))
        buffer = BytesIO()
        target.save(buffer)
        return buffer.getvalue()
    finally:
        target.close()
        source.close()


def page_size(pdf: bytes, page: int) -> tuple[float, float]:
    """Width and height of page `page` (from 1) in points."""
    document = _open(pdf)
    try:
        _check(document, page, 1)
        width, height = document.get_page_size(page - 1)
        return float(width), float(height)
    finally:
        document.close()


def render_page(pdf: bytes, page: int, scale: float) -> tuple[int, int, bytes]:
    """(width, height, RGBA bytes without padding) of page `page` (from 1); scale 1 is 72 dpi."""
    document = _open(pdf)
    try:
        _check(document, page, 1)
        bitmap = document[page - 1].render(scale=scale, rev_byteorder=True, force_bitmap_format=4)
        width, height, stride = bitmap.width, bitmap.height, bitmap.stride
        data = bytes(bitmap.buffer)
        if stride != 4 * width:
            data = b"".join(data[row * stride:row * stride + 4 * width] for row in range(height))
        return width, height, data
    finally:
        document.close()
