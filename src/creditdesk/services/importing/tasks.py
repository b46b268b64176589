"""Import a file in one go: what the command line does (CLI Import)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ..session import Session
from .commit import run
from .options import ImportOptions, ImportResult
from .plan import make_plan
from .source import open_file


def import_file(session: Session, path: Path, options: ImportOptions,
                progress: Callable[[int], None] | None = None) -> ImportResult:
    """Check and, unless rehearsing or refused, write a file. FileError or InputError where it cannot be read at all."""
    source = open_file(session, path, options.kind, sheet=options.sheet, mapping=options.mapping)
    return run(session, make_plan(session, source, options, progress), progress)
