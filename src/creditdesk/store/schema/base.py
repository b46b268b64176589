"""The metadata all tables hang on, and the columns that recur."""

from __future__ import annotations

from sqlalchemy import Column, Integer, MetaData, String, Text

metadata = MetaData()



def key() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def text(name: str, default: str = "") -> Column[str]:
    """A text that is never NULL, so that equality and digests need no third value."""
    return Column(name, Text, nullable=False, server_default=default)


def day(name: str, *, required: bool = False) -> Column[str]:
    """A calendar day as ISO text: sorts and compares as a date in every database."""
    return Column(name, String(10), nullable=not required)


def minor(name: str) -> Column[int]:
    """An amount in minor units of the row's currency."""
    return Column(name, Integer, nullable=False)


def flag(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False, server_default="0")


def count(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False, server_default="0")


def event_seq(name: str = "event_seq") -> Column[int]:
    """The audit event that vouches for the row's columns."""
    return Column(name, Integer, nullable=True)
