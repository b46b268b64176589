"""Write `resources/licences/NOTICE.txt`: what CreditDesk ships, under which licence, with the licences' own texts.

Read from the metadata of the installed packages that the program needs at run time (not the tools). Fails when one of
them is under a licence that a closed installer may not carry.

    python packaging/notices.py            write
    python packaging/notices.py --check    fail when the file no longer names what is installed
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.markers import default_environment
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
NOTICE = ROOT / "resources" / "licences" / "NOTICE.txt"
# pypdfium2 lists the parts of every way to build PDFium; these are not in the wheels we ship.
NOT_SHIPPED = re.compile(r"v8_xfa|android|musl|all_except_musl|catapult")
# A package that offers the LGPL among others is used under the LGPL.
CHOSEN = {
    "pyside6-essentials": "LGPL-3.0-only",
    "shiboken6": "LGPL-3.0-only",
    "reportlab": "BSD-3-Clause",
    "matplotlib": "Matplotlib licence (PSF based)",
    "pypdfium2": "BSD-3-Clause or Apache-2.0; PDFium BSD-3-Clause and Apache-2.0",
    "python-stdnum": "LGPL-2.1-or-later",
    "python-dateutil": "Apache-2.0 or BSD-3-Clause",
}

HEAD = """\
CreditDesk ships with the following works of others. CreditDesk itself is under the Apache License 2.0 (LICENSE).

Qt 6 (The Qt Company Ltd. and contributors, https://www.qt.io) and PySide6 are used under the GNU Lesser General Public
License, version 3 (LGPL-3.0.txt, which refers to GPL-3.0.txt). They are separate, unmodified shared libraries that you
may replace by your own build of the same version: in an installed program they lie in the folder PySide6 beside it.
Their source is at https://download.qt.io/official_releases/QtForPython/ and https://download.qt.io/official_releases/qt/.
Taking the program apart in order to debug such a change is permitted.

Phosphor Icons 1.3.0, copyright (c) 2020 Phosphor Icons, MIT licence; the font file comes with QtAwesome.

Noto Sans SC, copyright 2014-2021 Adobe (http://www.adobe.com/), with Reserved Font Name 'Source', SIL Open Font License
1.1; the font file comes with zhplot.

DejaVu Sans, copyright (c) 2003 Bitstream, Inc. (Bitstream Vera) and DejaVu changes in the public domain, Bitstream Vera
licence; the font file comes with matplotlib.

Python, copyright (c) 2001 Python Software Foundation, PSF License Version 2 (bundled programs only).
"""


def wanted(name: str, found: dict[str, Distribution]) -> None:
    """`name` and everything it requires here, into `found`."""
    key = re.sub(r"[-_.]+", "-", name).lower()
    if key in found:
        return
    found[key] = distribution(name)
    environment = {**default_environment(), "extra": ""}
    for line in found[key].requires or []:
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate(environment):  # type: ignore[arg-type]
            wanted(requirement.name, found)


def shipped() -> dict[str, Distribution]:
    """The runtime packages by name, as pyproject.toml asks for them."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found: dict[str, Distribution] = {}
    for line in project["dependencies"]:
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate():
            wanted(requirement.name, found)
    return dict(sorted(found.items()))


def licence_of(name: str, package: Distribution) -> str:
    """The SPDX expression or the words of the package's metadata."""
    if name in CHOSEN:
        return CHOSEN[name]
    metadata = package.metadata
    words = (metadata.get_all("License-Expression") or [""])[0]
    if not words:
        kinds = [kind.split("::")[-1].strip() for kind in metadata.get_all("Classifier") or [] if "License ::" in kind]
        words = ", ".join(kind for kind in kinds if kind != "OSI Approved")
    words = words or (metadata.get_all("License") or [""])[0]
    return words.strip().splitlines()[0] if words.strip() else "see its text"


def texts_of(package: Distribution) -> list[tuple[str, str]]:
    """The licence files inside the package's metadata, and font licences inside the package."""
    texts = []
    for file in package.files or []:
        path = str(file)
        is_text = re.search(r"dist-info/.*(LICEN|COPYING|NOTICE)", path, re.IGNORECASE) or path.endswith("OFL.txt")
        if is_text and not NOT_SHIPPED.search(path):
            texts.append((path.split("dist-info/")[-1], Path(str(file.locate())).read_text("utf-8", "replace").strip()))
    return texts


def notice() -> str:
    """The whole file; equal texts stand once, under the first package that has them."""
    parts = [HEAD, "Packages\n"]
    seen: dict[str, str] = {}
    bodies = []
    for name, package in shipped().items():
        licence = licence_of(name, package)
        if re.search(r"\bA?GPL", licence):
            sys.exit(f"{name} is under {licence}, which a closed installer may not carry")
        title = f"{package.metadata['Name']} {package.version}"
        parts.append(f"- {title}: {licence}")
        for file, text in texts_of(package):
            same = " ".join(text.split())
            if same in seen:
                bodies.append(f"{'=' * 100}\n{title}: {file}\nThe same text as {seen[same]}.\n")
                continue
            seen[same] = f"{title}: {file}"
            bodies.append(f"{'=' * 100}\n{title}: {file}\n\n{text}\n")
    lines = "\n".join([*parts, "", *bodies]).splitlines()
    return "\n".join(line.rstrip() for line in lines) + "\n"


def main(arguments: list[str]) -> int:
    text = notice()
    if "--check" in arguments:
        current = NOTICE.read_text(encoding="utf-8") if NOTICE.is_file() else ""
        names = {line for line in text.splitlines() if line.startswith("- ")}
        lost = sorted(names - set(current.splitlines()))
        stale = ["resources/licences/NOTICE.txt is stale, run make notices:", *lost]
        print("\n".join(stale) if lost else "The notices name what is installed.")
        return 1 if lost else 0
    NOTICE.parent.mkdir(parents=True, exist_ok=True)
    NOTICE.write_text(text, encoding="utf-8")
    print(f"{NOTICE.relative_to(ROOT)}: {len(text) // 1024} KB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
