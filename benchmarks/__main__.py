"""`python -m benchmarks [--small] [NAME …]`: measure and print one table; `--small` is a quick rehearsal, no verdict."""

from __future__ import annotations

import argparse
import importlib
import os
import time

from .table import Line, show

#: name → what `run` is called with in a rehearsal
NAMES: dict[str, dict[str, int]] = {
    "startup": {"invoices": 2_000, "rounds": 2}, "aging": {"invoices": 20_000}, "importing": {"rows": 3_000, "rounds": 1},
    "letters": {"count": 40, "rounds": 1}, "lists": {"invoices": 2_000}, "save": {"count": 20},
    "scoring": {"invoices": 2_000, "customers": 50, "keys": 4, "orders": 10},
    "heartbeat": {"invoices": 2_000, "rows": 3_000, "letters": 40},
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--small", action="store_true", help="small sizes: does it run, not how fast")
    given = parser.parse_args()
    unknown = [name for name in given.names if name not in NAMES]
    if unknown:
        parser.error(f"no benchmark {', '.join(unknown)}; there are {', '.join(NAMES)}")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    lines: list[Line] = []
    for name in given.names or NAMES:
        start = time.perf_counter()
        lines += importlib.import_module(f"benchmarks.{name}").run(**(NAMES[name] if given.small else {}))
        print(f"{name}: {time.perf_counter() - start:.0f} s", flush=True)
    show(lines)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
