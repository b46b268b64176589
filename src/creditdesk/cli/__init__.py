"""The command line: the tasks of the window without one, for schedulers, scripts and checks (CLI)."""

from .program import main

__all__ = ["main"]
