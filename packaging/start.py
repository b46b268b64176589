"""The bundled program's entry: PyInstaller runs a script, not a module."""

import multiprocessing
import sys

from creditdesk.__main__ import main

if __name__ == "__main__":
    multiprocessing.freeze_support()
    sys.exit(main())
