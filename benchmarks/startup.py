"""From the start of the process to the first paint of the window, and to the dashboard's figures, against a bare window."""

from __future__ import annotations

import statistics

from .apart import apart
from .books import AS_OF, folder, large_book
from .first_paint import HEAVY
from .table import Line


def run(invoices: int = 100_000, rounds: int = 7) -> list[Line]:
    book, home = large_book(invoices, 2_000), folder() / "home"
    floor, painted, figures, every = [], [], [], []
    heavy: set[str] = set()
    for _ in range(2):  # the first starts write settings and compiled code
        apart("first_paint", "bare")
        apart("first_paint", "window", book, AS_OF, home=home)
    for _ in range(rounds):
        floor.append(apart("first_paint", "bare")["painted"])
        found = apart("first_paint", "window", book, AS_OF, home=home)
        painted.append(found["painted"])
        figures.append(found["figures"])
        every.append(found["all"])
        heavy |= set(found["heavy"])
    base = statistics.median(floor)
    return [Line("first paint of the window against a bare window", statistics.median(painted), base, 1.5),
            Line(f"what is owed of {invoices:,} invoices on the dashboard, against a bare window", statistics.median(figures), base, 4),
            Line("every card of it and the largest debtors, against a bare window", statistics.median(every), base, 4),
            Line(f"of {', '.join(HEAVY)} loaded by then", len(heavy), None, 0, "")]

