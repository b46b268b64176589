"""Today's tables, one file a subject. Migrations are frozen steps and never read these."""

from . import approval, audit, collections, company, cover, credit, customers, insight, ledger, plans, registers, users
from .base import metadata

__all__ = ["approval", "audit", "collections", "company", "cover", "credit", "customers", "insight", "ledger", "metadata", "plans",
           "registers", "users"]
