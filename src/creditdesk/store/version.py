"""What a file says of itself in its header."""

from __future__ import annotations

#: version of the schema, written to PRAGMA user_version and to alembic_version
SCHEMA_VERSION = 1
#: 'CDK1': says that a SQLite file is a CreditDesk book
APPLICATION_ID = 0x43444B31
