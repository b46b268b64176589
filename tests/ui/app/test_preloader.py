"""Qt's types are made in one thread: no job of the worker imports a module of the window."""

from __future__ import annotations

import subprocess
import sys

_ASKED = """
import sys, threading
from PySide6.QtWidgets import QApplication
from creditdesk.ui import preloader, work
app = QApplication([])
worker = threading.Thread(target=preloader.services)
worker.start()
worker.join()
of_the_window = [name for name in sys.modules if name.startswith("creditdesk.ui.customers")]
before = set(sys.modules)
loading = preloader.Preloader(work.Work(app), app)
loading.first()
loading.rest()
while loading._timer.isActive():
    app.processEvents()
print(len(of_the_window), "creditdesk.ui.customers.page" in sys.modules, "creditdesk.services.overview.today" in before,
      sorted(name for name in ("matplotlib", "openpyxl", "reportlab", "numpy") if name in sys.modules))
"""


def test_services_in_the_worker_and_pages_in_the_window() -> None:
    run = subprocess.run([sys.executable, "-c", _ASKED], capture_output=True, text=True, timeout=60, check=False)
    assert run.stdout.split("\n")[0] == "0 True True []", run.stderr
