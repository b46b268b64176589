"""An import on its way, kept on this computer until it is written or left: closing the window loses no correction."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from creditdesk.ui.desk import Desk
from creditdesk.ui.importing.draft import ImportDraft

#: a pasted block larger than this is not kept: it still stands in Excel
_LARGEST = 1_000_000


class KeptImport:
    """One book's unfinished import among the settings. Kept as soon as a person has corrected something in it."""

    def __init__(self, desk: Desk) -> None:
        book = hashlib.sha256(str(desk.session.book.path).encode()).hexdigest()[:12]
        self._settings, self._key = desk.settings, f"drafts/{book}/import"
        self._written = ""

    def keep(self, draft: ImportDraft) -> None:
        """Write down what was chosen and corrected; nothing where the file says it all."""
        worth = draft.step == 1 and draft.source is not None and (draft.edits or draft.corrected)
        text = "" if not worth or len(draft.pasted) > _LARGEST else json.dumps(_state(draft), ensure_ascii=False)
        if text != self._written:
            self._written = text
            self._settings.setValue(self._key, text)

    def take(self) -> tuple[ImportDraft, dict[str, Any]] | None:
        """The import that was left half-way: the draft to open its file with, and the rest for `resume`."""
        try:
            state = json.loads(str(self._settings.value(self._key) or "{}"))
            if not state:
                return None
            draft = ImportDraft(kind=state["kind"], path=Path(state["path"]) if state["path"] else None, pasted=state["pasted"],
                                date_order=state["date_order"], decimal=state["decimal"], currency=state["currency"],
                                remember=state["remember"], sum_lines=state["sum_lines"])
            return draft, state
        except (ValueError, KeyError, TypeError, AttributeError):
            self._settings.setValue(self._key, "")  # written by another version: there is nothing to take up
            return None

    def forget(self) -> None:
        """It was written, or left knowingly."""
        self._written = ""
        self._settings.setValue(self._key, "")


def _state(draft: ImportDraft) -> dict[str, Any]:
    assert draft.source is not None
    return {"kind": draft.kind, "path": str(draft.path) if draft.path else "", "pasted": draft.pasted,
            "sheet": draft.source.layout.sheet_name, "digest": draft.source.digest,
            "columns": dict(draft.source.layout.columns), "edits": [[*place, text] for place, text in draft.edits.items()],
            "date_order": draft.date_order, "decimal": draft.decimal, "currency": draft.currency, "remember": draft.remember,
            "sum_lines": draft.sum_lines}


def resume(draft: ImportDraft, state: dict[str, Any]) -> bool:
    """Put back what was corrected, once the file is open again; False where it is another file by now."""
    if draft.source is None or draft.source.digest != state["digest"]:
        return False
    draft.source = draft.source.mapped({str(field): int(column) for field, column in state["columns"].items()})
    draft.edits = {(int(row), int(column)): str(text) for row, column, text in state["edits"]}
    return True
