"""Walks every page and dialog of the demo in the smallest window and prints what is broken: `sweep.py zh 100 [screen …]`."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))

from looking import problems

#: tables that may scroll sideways: a file's own columns, and a fact's many sides beside the list of customers
_WIDE = ("import-checked", "customer-facts")


def walk(home: Path, language: str, size: int, only: tuple[str, ...] = ()) -> list[str]:
    """Every problem found, each with its screen; `home` holds books and settings meanwhile."""
    from creditdesk.demo.screens import sample_of, SCREENS, SMALL
    from creditdesk.demo.stage import Stage
    from creditdesk.i18n import set_language
    from creditdesk.services.sample import SAMPLE_AS_OF

    def look(name: str) -> list[str]:
        found = []
        for root in stage.dialogs() or [stage.window]:
            # with large letters a table may scroll
            found += [line for line in dict.fromkeys(problems(root))
                      if not ("scrolls sideways" in line and (size > 100 or name in _WIDE))]
            if root is not stage.window and root.height() > root.screen().availableGeometry().height():
                found.append(f"higher than the screen: {root.windowTitle()}")
        return [f"{name}: {line}" for line in found]

    set_language(language)
    stage = Stage(home, SAMPLE_AS_OF, language, "light")
    found: list[str] = []
    try:
        stage.resize(*SMALL)
        stage.program.choose_text_size(size)
        stage.program.show_start()
        stage.settle()
        found += look("first-run")
        sample = sample_of(home / "sample.creditdesk", home, SAMPLE_AS_OF, language)
        stage.open_book(sample.book)
        for screen in SCREENS:
            if screen.size == SMALL or (only and screen.name not in only):
                continue
            screen.reach(stage, sample)
            found += look(screen.name)
            stage.close_dialogs()
    finally:
        stage.close()
    return found


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CREDITDESK_HOME"] = folder
        for line in walk(Path(folder), sys.argv[1], int(sys.argv[2]), tuple(sys.argv[3:])):
            print(line)
