"""The door: no argument or a book opens the window, a command word runs without one.

Each half is imported only when it is wanted, so that the command line needs no Qt and the window no click.
"""

from __future__ import annotations

import sys
from pathlib import Path


def opens_window(arguments: list[str]) -> bool:
    """Whether the arguments ask for the window: none, `--sample`, or the path of a book."""
    if not arguments or arguments[0] == "--sample":
        return True
    first = arguments[0]
    return not first.startswith("-") and (first.lower().endswith(".creditdesk") or Path(first).is_file())


def main(arguments: list[str] | None = None) -> int:
    """Run CreditDesk and return the exit code (CLI, "Exit codes")."""
    given = sys.argv[1:] if arguments is None else arguments
    if opens_window(given):
        from creditdesk.app import main as open_window

        return open_window(given)
    from creditdesk.cli import main as run_command

    return run_command(given)


if __name__ == "__main__":
    sys.exit(main())
