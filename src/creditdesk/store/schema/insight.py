"""What people said of the figures: lines of the day's list that were ticked off (DESIGN 9, screen 01)."""

from sqlalchemy import Index, Table

from .base import day, key, metadata, text

day_mark = Table(
    "day_mark", metadata,
    key(), text("task"), day("day", required=True), text("worth"), text("created_at"), text("created_by"),
)
Index("ix_day_mark", day_mark.c.task, day_mark.c.day)
