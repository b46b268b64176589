"""Moments as people read them: the book writes UTC, the window shows the time of the place."""

from __future__ import annotations

from datetime import datetime


def local_moment(stamp: str) -> str:
    """A UTC stamp as day and minute where the person is; a stamp that cannot be read stays as it is."""
    try:
        return datetime.fromisoformat(stamp).astimezone().strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return stamp
