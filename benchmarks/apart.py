"""A measurement in a process of its own: nothing loaded before it, and a peak of memory that is its alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


def apart(module: str, *words: object, home: Path | None = None) -> dict[str, Any]:
    """What `python -m benchmarks.MODULE WORDS` prints as JSON; BENCH_START tells it when it was started (s)."""
    more = {"CREDITDESK_HOME": str(home)} if home else {}
    # compiled code is kept, as it is where the program was installed, whatever this environment says
    base = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    more["PYTHONPYCACHEPREFIX"] = str(Path(tempfile.gettempdir()) / "creditdesk-benchmarks" / "compiled")
    found = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{module}", *map(str, words)], capture_output=True, text=True, cwd=ROOT,
        env={**base, **more, "BENCH_START": repr(time.time())})
    if found.returncode:
        raise RuntimeError(f"benchmarks.{module}: {found.stderr[-3000:]}")
    answer: dict[str, Any] = json.loads(found.stdout.splitlines()[-1])
    return answer


def since_start() -> float:
    """ms since the process was asked for."""
    return (time.time() - float(os.environ["BENCH_START"])) * 1000


def answer(tasks: Mapping[str, Callable[..., dict[str, Any]]]) -> None:
    """Run the task that the first word names with the other words, and print what it found."""
    print(json.dumps(tasks[sys.argv[1]](*sys.argv[2:])))


def peak_mb() -> float:
    """Most memory this process has held; of the process alone, which `ru_maxrss` after a fork is not."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(row for row in status.read_text().splitlines() if row.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    import resource  # macOS counts bytes
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024
