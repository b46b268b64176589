"""The first version: every table the program began with, as frozen SQL."""

from __future__ import annotations

from typing import Any

from ...paths import resource


def upgrade(operations: Any) -> None:
    """Create tables and indexes."""
    operations.execute("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
    text = resource("schema/0001.sql").read_text(encoding="utf-8")
    for statement in text.split(";\n"):
        if lines := [line for line in statement.splitlines() if line.strip() and not line.startswith("--")]:
            operations.execute("\n".join(lines))
