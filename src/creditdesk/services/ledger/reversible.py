"""What one action wrote to the ledger, for taking it back."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reversible:
    """Documents an action posted, and allocations it made of documents that were there before."""

    documents: tuple[int, ...] = ()
    allocations: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.documents or self.allocations)
