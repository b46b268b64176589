"""`post`: entries of all kinds from one JSON document, in order, all or nothing (CLI Post)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from ...domain.errors import CreditDeskError, FileError, InputError, ManyErrors, N_, reason_of
from ...domain.roles import right_to_post
from ...store import posted as store
from ..session import Session
from . import claims, documents, masters, orders
from .fields import Fields
from .names import unknown_fields
from .run import Kind, Run

KINDS: dict[str, Kind] = {**masters.KINDS_OF_STATE, **masters.KINDS_OF_MASTERS,
                          **documents.KINDS_OF_DOCUMENTS, **orders.KINDS_OF_ORDERS, **claims.KINDS_OF_CLAIMS}


@dataclass(frozen=True, slots=True)
class EntryProblem:
    """What is wrong with one entry: `index` from 0, `value` as it was written, None where there is none."""

    index: int
    field: str | None
    value: str | None
    error: CreditDeskError


@dataclass(frozen=True, slots=True)
class PostResult:
    """Entries written and entries that were in the book already; with problems nothing was written.

    `warnings` say what a person may want to look at: a field without effect, a tax number of odd form.
    """

    posted: int
    duplicates: int
    problems: tuple[EntryProblem, ...] = ()
    warnings: tuple[EntryProblem, ...] = ()


class _RefusedError(Exception):
    """Rolls the transaction back."""


def read_entries(path: Path) -> list[Any]:
    """The list `documents` of a JSON file in UTF-8; FileError where there is none."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise FileError(N_("There is no file {path}."), code="not_found", field="file", path=path) from None
    except UnicodeDecodeError:
        raise FileError(N_("{path} is not UTF-8 text."), code="unreadable", field="file", path=path) from None
    except OSError as error:
        raise FileError(N_("{path} cannot be read: {reason}."), code="unreadable", field="file", path=path,
                        reason=reason_of(error)) from None
    try:
        found = json.loads(text)
        json.dumps(found, ensure_ascii=False).encode()  # half of a surrogate pair is JSON, but no text
    except (ValueError, RecursionError) as error:
        raise FileError(N_("{path} is not JSON: {reason}."), code="unreadable", field="file", path=path,
                        reason=str(error)) from None
    entries = found.get("documents") if isinstance(found, dict) else None
    if not isinstance(entries, list):
        raise FileError(N_("{path} has no list “documents”."), code="unreadable", field="file", path=path)
    return entries


def post_entries(session: Session, entries: Sequence[Any]) -> PostResult:
    """Post the entries in one transaction; any problem rolls all of them back and every entry's problem is told.

    An entry that fails only because it names one that failed before it is not told again.
    """
    problems: list[EntryProblem] = []
    warnings: list[EntryProblem] = []
    failed: set[str] = set()
    taken = duplicates = 0
    try:
        with session.book.write() as connection:
            run = Run(connection, session)
            for index, values in enumerate(entries):
                # no `with`: a full disk ends the whole transaction, and then there is no savepoint to go back to
                savepoint = connection.savepoint()
                try:
                    done = _post(run, values)
                except CreditDeskError as error:
                    savepoint.undo()
                    run.drop()
                    found = _problems(index, values, error)
                    problems += [one for one in found if not _follows(one, failed)]
                    failed |= _names(values)
                    continue
                savepoint.release()
                warnings += [found for told in run.told for found in _problems(index, values, told)]
                taken, duplicates = (taken + 1, duplicates) if done else (taken, duplicates + 1)
            run.flush()
            if problems or failed:
                raise _RefusedError
    except _RefusedError:
        taken = 0
    return PostResult(taken, duplicates, tuple(problems), tuple(warnings))


def _post(run: Run, values: Any) -> bool:
    if not isinstance(values, dict):
        raise InputError(N_("An entry is an object with a “kind”."), code="bad_value", field=None)
    kind = values.get("kind")
    if kind in (None, ""):
        raise InputError(N_("An entry is an object with a “kind”."), code="unknown_kind", field="kind")
    post = KINDS.get(kind) if isinstance(kind, str) else None
    if post is None:
        raise InputError(N_("“{value}” is not a kind of entry."), code="unknown_kind", field="kind", value=Fields(values).value("kind"))
    assert isinstance(kind, str)
    run.session.require(right_to_post(kind))
    refused, told = unknown_fields(kind, values)
    if refused:
        raise ManyErrors(refused)
    run.begin(told)
    item = Fields(values)
    if kind in masters.KINDS_OF_STATE:
        return post(run, item)
    digest = run.digest(values)
    if store.is_known(run.connection, digest):
        return False
    done = post(run, item)
    if done:
        run.remember(kind, digest)
    return done


def _problems(index: int, values: Any, error: CreditDeskError) -> list[EntryProblem]:
    errors = error.problems if isinstance(error, ManyErrors) else (error,)
    found = []
    for one in errors:
        value = one.fields.get("value")
        written = Fields(values).value(one.field) if one.field and isinstance(values, Mapping) else None
        if value is None or (written is not None and _same_figure(value, written)):
            value = written
        found.append(EntryProblem(index, one.field, None if value is None else str(value), one))
    return found


def _same_figure(value: object, written: str) -> bool:
    """Whether a figure is only written otherwise: 0 for 0.00."""
    try:
        return Decimal(str(value)) == Decimal(written)
    except InvalidOperation:
        return False


def _follows(problem: EntryProblem, failed: set[str]) -> bool:
    return problem.error.code in ("unknown_document", "unknown_customer") and problem.value in failed


def _names(values: Any) -> set[str]:
    """The number or code a refused entry would have brought in."""
    if not isinstance(values, Mapping):
        return set()
    return {str(values[name]).strip() for name in ("no", "code", "name") if values.get(name)}
