"""CreditDesk: trade credit and receivables of one company, in one file."""

__version__ = "0.1.0"
