"""Commands that write to the ledger: import, undo-import, post."""

from __future__ import annotations

from pathlib import Path

from creditdesk.i18n import _, N_, ngettext, translate_error
from creditdesk.services.post.entries import EntryProblem, post_entries, read_entries

from .command import Answer, argument, book_argument, Call, command, DONE, PATH, REFUSED_ROWS


def post(call: Call, book: Path, file: Path) -> Answer:
    """Post the entries of a JSON file, all or none."""
    entries = read_entries(file)
    with call.book(book) as session:
        found = post_entries(session, entries)
    data: dict[str, object] = {"posted": found.posted, "duplicates": found.duplicates,
            "problems": [_problem(problem) for problem in found.problems]}
    if found.warnings:
        data["warnings"] = [_problem(warning) for warning in found.warnings]
    notes = [_("Entry {index}, {field}: {message}").format(
        index=problem.index, field=problem.field or "-", message=translate_error(problem.error))
        for problem in (*found.problems, *found.warnings)]
    if found.problems:
        return Answer(data, [_("Nothing was posted.")], notes, REFUSED_ROWS)
    lines = [ngettext("{count} entry was posted.", "{count} entries were posted.", found.posted).format(
        count=found.posted)]
    if found.duplicates:
        lines.append(ngettext("{count} entry was in the book already.", "{count} entries were in the book already.",
                              found.duplicates).format(count=found.duplicates))
    return Answer(data, lines, notes, DONE)


def _problem(problem: EntryProblem) -> dict[str, object]:
    return {"index": problem.index, "field": problem.field, "value": problem.value, "code": problem.error.code,
            "message": translate_error(problem.error)}


COMMANDS = (
    command("post", N_("Post entries of a JSON file, all or none."), (
        book_argument(), argument("file", type=PATH)), post),
)
