"""Measuring in turns and printing what came out."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table: ours and the floor in `unit`, and the goal as a ratio (or, without a floor, a value)."""

    name: str
    ours: float
    floor: float | None
    goal: float
    unit: str = "ms"

    @property
    def figure(self) -> float:
        return self.ours / self.floor if self.floor else self.ours

    @property
    def met(self) -> bool:
        return self.figure <= self.goal


def median_ms(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def in_turns(works: Sequence[Callable[[], object]], rounds: int) -> list[float]:
    """Medians in ms of several pieces of work, done A B A B …, so that a slow moment of the machine hits all alike."""
    found: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for index, work in enumerate(works):
            found[index].append(median_ms(work))
    return [statistics.median(values) for values in found]


def show(lines: Sequence[Line]) -> None:
    """The table: ours, floor, ratio, goal."""
    width = max(len(line.name) for line in lines)
    print(f"{'':{width}}  {'ours':>12} {'floor':>12} {'ratio':>8} {'goal':>8}")
    for line in lines:
        floor = f"{line.floor:,.1f} {line.unit}" if line.floor else "-"
        ratio = f"{line.figure:.3g}" + ("" if line.floor else f" {line.unit}")
        print(f"{line.name:{width}}  {line.ours:>9,.1f} {line.unit:2} {floor:>12} {ratio:>8} {line.goal:>7g}"
              f"  {'' if line.met else 'MISSED'}")
