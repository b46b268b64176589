"""Write docs/pictures anew: four screens of the demo for the README, in 256 colours to keep the repository small.

    python packaging/pictures.py
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "pictures"
#: picture -> screen of the demo
SCREENS = {"dashboard": "dashboard", "import": "import-checked", "limit": "limit", "collections": "collections"}
LOOK = "en-light"


def main() -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PIL import Image

    from creditdesk.demo.run import run_demo
    from creditdesk.services.sample import SAMPLE_AS_OF

    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as out:
        run_demo(Path(out), SAMPLE_AS_OF, only=LOOK)
        for name, screen in SCREENS.items():
            picture = Image.open(Path(out) / "pictures" / f"{screen}-{LOOK}.png").convert("RGB")
            picture.quantize(256, dither=Image.Dither.NONE).save(FOLDER / f"{name}.png", optimize=True)
            print(f"docs/pictures/{name}.png: {(FOLDER / f'{name}.png').stat().st_size // 1000} kB")


if __name__ == "__main__":
    sys.exit(main())
