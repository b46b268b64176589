"""Today's tables, one file a subject. Migrations are frozen steps and never read these."""

from . import audit, collections, company, cover, credit, customers, ledger
from .base import metadata

__all__ = ["audit", "collections", "company", "cover", "credit", "customers", "ledger", "metadata"]
