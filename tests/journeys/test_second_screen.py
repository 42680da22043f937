"""The client's window on a second screen; a program of its own, since Qt fixes its screens."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

_SCREENS = {
    "screens": [
        {"name": name, "x": x, "y": 0, "width": width, "height": height,
         "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
        for name, x, width, height in (("laptop", 0, 1366, 768), ("second", 1366, 1920, 1080))
    ]
}  # fmt: skip
_SCRIPT = """
import sys, tempfile
from pathlib import Path
from PySide6.QtWidgets import QApplication
application = QApplication([])
from desktop.app.client_view import ClientView, screen_beside
from desktop.i18n.context import LocaleContext
from desktop.ui.tasks import Tasks
from tests.ui.form_desk import Desk

tasks = Tasks()
desk = Desk(Path(tempfile.mkdtemp()), tasks)
page = desk.open()
page.show()
view = ClientView(page, desk.services.pin, tasks, LocaleContext("de"))
other = screen_beside(page)
window = view.show_on(other, page.conversation)
application.processEvents()
print(page.screen().name(), window.screen().name(), window.geometry().getRect(),
      window.isFullScreen(), page.isVisible())
tasks.close()
page.conversation.close()
desk.close()
sys.stdout.flush()
import os; os._exit(0)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="screens of the offscreen platform")
def test_the_client_window_fills_the_screen_the_worker_is_not_on(tmp_path: Path) -> None:
    screens = tmp_path / "screens.json"
    screens.write_text(json.dumps(_SCREENS))
    environment = {**os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={screens}"}
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT],
        capture_output=True, text=True, check=False, env=environment,
        cwd=Path(__file__).parents[2], timeout=60,
    )  # fmt: skip
    assert done.stdout.strip() == "laptop second (1366, 0, 1920, 1080) True True", done.stderr
