"""Build dist/creditdesk with PyInstaller and prove it: the built program plays the demo outside of this checkout.

    python packaging/bundle.py            build and prove
    python packaging/bundle.py --prove    prove what is built
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "dist" / "creditdesk"
PROGRAM = FOLDER / ("creditdesk-cli.exe" if os.name == "nt" else "creditdesk")
# What the demo must leave behind (CLI, `demo`): kind of file -> at least so many.
EXPECTED = {"*.pdf": 3, "*.xlsx": 1, "*.png": 8}


def build() -> None:
    for script in ("notices.py", "translations.py"):
        subprocess.run([sys.executable, ROOT / "packaging" / script], check=True)
    shutil.rmtree(FOLDER, ignore_errors=True)
    options = ["--noconfirm", "--log-level", "WARN", "--distpath", "dist", "--workpath", "build"]
    command = [sys.executable, "-m", "PyInstaller", *options, "packaging/creditdesk.spec"]
    subprocess.run(command, check=True, cwd=ROOT)
    size = sum(file.stat().st_size for file in FOLDER.rglob("*") if file.is_file() and not file.is_symlink())
    print(f"dist/creditdesk: {size // 1_000_000} MB")


def prove() -> None:
    """Run the demo without this checkout, its environment or its Python on any path."""
    for text in ("NOTICE.txt", "LICENSE"):
        if not any(FOLDER.rglob(text)):
            sys.exit(f"{text} is not in the bundle")
    kept = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "LANG", "LC_ALL")
    with tempfile.TemporaryDirectory(prefix="creditdesk-proof-") as folder:
        environment = {name: os.environ[name] for name in kept if name in os.environ}
        environment |= {"QT_QPA_PLATFORM": "offscreen", "CREDITDESK_HOME": folder, "HOME": folder}
        out = Path(folder) / "demo"
        began = time.monotonic()
        run = subprocess.run([PROGRAM, "demo", "--out", out], env=environment, cwd=folder, check=False)
        if run.returncode:
            sys.exit(f"The bundled program's demo ended with {run.returncode}")
        counts = {kind: len(list(out.rglob(kind))) for kind in EXPECTED}
        lacking = [f"{kind}: {counts[kind]} of {wanted}" for kind, wanted in EXPECTED.items() if counts[kind] < wanted]
        if lacking:
            sys.exit(f"The bundled program's demo left too little behind: {', '.join(lacking)}")
        made = ", ".join(f"{count} {kind}" for kind, count in counts.items())
        print(f"The bundled program played its demo in {time.monotonic() - began:.0f} s: {made}")


if __name__ == "__main__":
    if "--prove" not in sys.argv[1:]:
        build()
    prove()
