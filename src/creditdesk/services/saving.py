"""A finished paper written where the person wants it."""

from __future__ import annotations

from pathlib import Path


def save_paper(path: Path, content: bytes) -> Path:
    """Write a PDF already drawn to `path`, the whole file or none; answers it. FileError `not_written`."""
    from ..files.writing import write_bytes
    write_bytes(path, content)
    return path
