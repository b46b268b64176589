"""The frozen steps, one file a version. A step never reads today's tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

NAMES = {1: "v0001_foundation"}


def steps(after: int, to: int) -> Iterator[tuple[int, Callable[[Any], None]]]:
    """(version, upgrade) of every step after one version up to another, in order."""
    for number in range(after + 1, to + 1):
        yield number, import_module(f"{__name__}.{NAMES[number]}").upgrade
