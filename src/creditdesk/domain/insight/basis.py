"""What an item is aged by, and where open credits stand: the words of the command line and of the pages (CLI Aging)."""

from __future__ import annotations

BY_DUE, BY_INVOICE = "due", "invoice"
OWN_COLUMN, BY_DATE = "own-column", "by-date"
