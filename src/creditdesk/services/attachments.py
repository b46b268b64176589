"""Papers kept in the book: read from their file once, checked before anything is written."""

from __future__ import annotations

from pathlib import Path

from ..domain.errors import FileError, N_, reason_of

#: documents above this stay outside the book, which is one file and is backed up whole
MAX_FILE_BYTES = 20_000_000


def read_document(path: Path) -> tuple[str, bytes]:
    """A document to be kept; FileError `not_found`, `unreadable`, `too_large`."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise FileError(N_("The file “{file}” was not found."), code="not_found", field="document",
                        file=path.name) from None
    except OSError as error:
        raise FileError(N_("“{file}” cannot be read: {reason}. Close it in other programs and try again."),
                        code="unreadable", field="document", file=path.name, reason=reason_of(error)) from error
    if len(content) > MAX_FILE_BYTES:
        raise FileError(N_("“{file}” is larger than 20 MB. Keep it beside the book, or save it smaller."),
                        code="too_large", field="document", file=path.name)
    return path.name, content
