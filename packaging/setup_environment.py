"""Build .venv from the locked requirements and make sure that Qt finds its system libraries. Standard library only.

    python packaging/setup_environment.py run    what the program needs
    python packaging/setup_environment.py dev    its tests and tools too
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCKS = {"run": "requirements.lock", "dev": "requirements-dev.lock"}

# Qt is a wheel, the libraries it opens at run time are the system's (Debian and Ubuntu names).
OFFSCREEN = ["libegl1", "libgl1", "libxkbcommon0", "libdbus-1-3", "libfontconfig1", "libglib2.0-0"]
WINDOW = [
    "libxcb-icccm4", "libxcb-keysyms1", "libxcb-cursor0", "libxcb-image0", "libxcb-randr0", "libxcb-render-util0",
    "libxcb-shape0", "libxcb-xkb1", "libxkbcommon-x11-0",
]  # fmt: skip
RENAMED = {"libglib2.0-0": "libglib2.0-0t64"}  # Debian 13, Ubuntu 24.04


def make_venv() -> None:
    if PYTHON.exists():
        probe = subprocess.run([PYTHON, "-c", "import pip"], capture_output=True, check=False)
        if probe.returncode == 0:
            return
        print("The environment in .venv is broken and is built again.")
        shutil.rmtree(VENV)
    print(f"Building .venv with Python {sys.version.split()[0]}", flush=True)
    venv.create(VENV, with_pip=True, symlinks=os.name != "nt")


def install(what: str) -> None:
    lock = ROOT / LOCKS[what]
    size = 250 if what == "dev" else 170
    print(f"Installing {lock.name} (the first time this downloads about {size} MB)", flush=True)
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "-q"]
    subprocess.run([*pip, "install", "--require-hashes", "--only-binary", ":all:", "-r", str(lock)], check=True)
    link_project()


def link_project() -> None:
    """As `pip install -e .` would, but offline: src on the path, and the command."""
    purelib = subprocess.run(
        [PYTHON, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    Path(purelib, "creditdesk.pth").write_text(f"{ROOT / 'src'}\n", encoding="utf-8")
    if os.name != "nt":
        command = VENV / "bin" / "creditdesk"
        command.write_text(
            f"#!{PYTHON}\nimport sys\n\nfrom creditdesk.__main__ import main\n\nsys.exit(main())\n", encoding="utf-8"
        )
        command.chmod(0o755)


def missing_libraries(*, window: bool) -> set[str]:
    """Shared libraries that Qt's modules (or its X11 plugin) ask for and the system does not have."""
    if not sys.platform.startswith("linux") or shutil.which("ldd") is None:
        return set()
    find = "import importlib.util as u; print(u.find_spec('PySide6').submodule_search_locations[0])"
    folder = Path(subprocess.run([PYTHON, "-c", find], capture_output=True, text=True, check=True).stdout.strip())
    plugins = folder / "Qt" / "plugins" / "platforms"
    files = [plugins / "libqxcb.so"] if window else [*folder.glob("Qt[CGW]*.abi3.so"), plugins / "libqoffscreen.so"]
    missing: set[str] = set()
    for file in files:
        listing = subprocess.run(["ldd", file], capture_output=True, text=True, check=False).stdout
        missing |= {line.split()[0] for line in listing.splitlines() if "not found" in line}
    return missing


def installed(package: str) -> bool:
    query = ["dpkg-query", "-W", "-f", "${Status}", package]
    status = subprocess.run(query, capture_output=True, text=True, check=False)
    return status.stdout.endswith(" installed")


def install_packages(packages: list[str]) -> bool:
    """As root on Debian and Ubuntu; refreshes the package lists only when that is needed."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    print(f"Installing {' '.join(packages)}", flush=True)
    for last in (False, True):
        if subprocess.run(command, env=quiet, stdout=subprocess.DEVNULL, check=False).returncode == 0:
            return True
        if not last:
            subprocess.run(["apt-get", "update", "-qq"], env=quiet, check=False)
    return False


def system_libraries() -> None:
    """Install what Qt lacks as root on Debian and Ubuntu; otherwise say the one command.

    Without the libraries of the X11 window the tests and the command line still run, so that is told and no more
    on a computer without a display.
    """
    needed, window = missing_libraries(window=False), missing_libraries(window=True)
    if not needed | window:
        return
    print(f"Qt needs system libraries that are missing: {', '.join(sorted(needed | window))}")
    if shutil.which("apt-get") is None:
        advice = "Install the packages that hold them with your system's package manager, then run make again."
    else:
        named = OFFSCREEN + WINDOW
        packages = [p for p in named if not installed(p) and not installed(RENAMED.get(p, p))] or named
        command = ["sudo", "apt-get", "install", "-y", "--no-install-recommends", *packages]
        advice = f"Run this, then make again:\n    {' '.join(command)}"
        if os.geteuid() == 0 and install_packages(packages):
            needed, window = missing_libraries(window=False), missing_libraries(window=True)
            advice = f"Still missing after the installation: {', '.join(sorted(needed | window))}"
    if needed or (window and os.environ.get("DISPLAY")):
        sys.exit(advice)
    if window:
        print(f"A window on an X11 display will not open yet. {advice}")


def prove() -> None:
    """A widget is made offscreen, so that a failure shows here and not at the first use."""
    code = (
        "from PySide6.QtWidgets import QApplication, QLabel; import sqlalchemy, matplotlib, openpyxl, reportlab;"
        "a = QApplication([]); QLabel('x').grab()"
    )
    offscreen = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    result = subprocess.run([PYTHON, "-c", code], env=offscreen, capture_output=True, text=True, check=False)
    if result.returncode:
        sys.exit(f"Qt does not start:\n{result.stderr.strip()}")


def main(what: str) -> None:
    began = time.monotonic()
    try:
        make_venv()
        install(what)
    except subprocess.CalledProcessError as error:
        sys.exit(f"This step failed (see above): {' '.join(map(str, error.cmd))}")
    system_libraries()
    prove()
    for name in ("run", "dev") if what == "dev" else ("run",):
        (VENV / f".ready-{name}").touch()
    print(f"Ready in {time.monotonic() - began:.0f} s.")


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in LOCKS:
        sys.exit(__doc__)
    main(sys.argv[1])
