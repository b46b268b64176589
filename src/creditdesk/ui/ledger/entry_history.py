"""Undo and redo of what was typed, pasted or deleted in the entry grid, in turn with what the window can undo."""

from __future__ import annotations

from collections import deque

from shiboken6 import isValid

from creditdesk.i18n import _
from creditdesk.ui.ledger.entry_lines import EntryModel, Texts
from creditdesk.ui.notices import Notices

_KEPT = 100


class EntryHistory:
    """Keeps how the grid stood before each change. `reset` after rows were saved: saving has an undo of its own.

    However many changes there are, the window's list of twenty holds one place for them, so that typing does not push
    out what was posted.
    """

    def __init__(self, model: EntryModel, notices: Notices) -> None:
        self._model, self._notices = model, notices
        self._past: deque[Texts] = deque(maxlen=_KEPT)
        self._future: list[Texts] = []
        self._offered = False
        self._now = model.texts()
        model.typed.connect(self._changed)

    def reset(self) -> None:
        """Nothing before now can be undone from here."""
        self._past.clear()
        self._future.clear()
        self._now = self._model.texts()

    def _changed(self) -> None:
        now = self._model.texts()
        if now != self._now:
            self._past.append(self._now)
            self._future.clear()
            self._now = now
            self._offer()

    def _offer(self) -> None:
        if not self._offered:
            self._offered = True
            self._notices.offer_undo(self._undo, self._redo)

    def _undo(self) -> None:
        self._offered = False
        if not self._past or not isValid(self._model):
            self._notices.undo_last()  # saved meanwhile: what was done before
            return
        self._future.append(self._now)
        self._put(self._past.pop())
        self._notices.toast(_("Entry undone"), icon="arrow-counter-clockwise")

    def _redo(self) -> None:
        if not self._future or not isValid(self._model):
            self._notices.redo_last()
            return
        self._past.append(self._now)
        self._put(self._future.pop())

    def _put(self, texts: Texts) -> None:
        self._now = texts  # so that this is no change of its own
        self._model.restore(texts)
        self._now = self._model.texts()
        if self._past:
            self._offer()
