"""Work on very many small objects at once."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unhindered() -> Iterator[None]:
    """Without garbage collection: hundreds of thousands of new tuples would set it off again and again, for nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            # The collector need not look through what is alive now: one such look would hold every thread for 0.2 s.
            gc.freeze()
            gc.enable()
