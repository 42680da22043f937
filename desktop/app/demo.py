"""``dev.py demo``: the demo agency with windows, or its main job without."""

from __future__ import annotations

import argparse
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from desktop.app import demo_agency, headless
from desktop.app.demo_agency import DemoAgency, DemoWorker
from desktop.app.server_process import ServerProcess

_HOME = Path(__file__).resolve().parents[2] / "build" / "demo"


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the options; see ``--help``."""
    parser = argparse.ArgumentParser(prog="dev.py demo", description=__doc__)
    parser.add_argument("--headless", action="store_true", help="the main job without windows")
    parser.add_argument("--dir", type=Path, help="folder for stores and server")
    parser.add_argument("--visits", type=int, default=200, help="headless: visits to record")
    parser.add_argument("--marker", default="", help="headless: text in a note of each visit")
    parser.add_argument("--kill", action="store_true", help="headless: kill client and server")
    parser.add_argument("--worker", choices=("A", "B"), help="open only this worker's window")
    parser.add_argument("--language", choices=("de", "en"), default="de")
    parser.add_argument("--fresh", action="store_true", help="found the demo agency anew")
    options = parser.parse_args(arguments)
    _end_politely_when_told()
    if options.headless:
        return headless.run(options.dir, options.visits, options.marker, kill=options.kill)
    return _with_windows(
        options.dir or _HOME, options.worker or "AB", options.language, fresh=options.fresh
    )


def _with_windows(directory: Path, letters: str, language: str, *, fresh: bool) -> int:
    agency = None if fresh else demo_agency.load(directory)
    if agency is None:
        _say("Die Vorführung wird eingerichtet (einmalig, etwa zehn Sekunden) ...")
        agency = demo_agency.found(directory, progress=_say)
    server = agency.server()
    windows: list[subprocess.Popen[bytes]] = []
    try:
        server.start()
        demo_agency.remember(agency, server.port)
        for worker in agency.workers:
            if worker.letter in letters:
                windows.append(_open_window(agency, worker, server, language))
        _say(
            f"Passwort für beide: {demo_agency.PASSWORD}\n"
            "Eingabetaste: Server aus- und wieder einschalten (so wird aus offline online)."
        )
        threading.Thread(target=_switch_server, args=(server,), daemon=True).start()
        for window in windows:
            window.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        for window in windows:
            window.terminate()
        server.stop()
    return 0


def _end_politely_when_told() -> None:
    """SIGTERM and a closed terminal end the demo like an error does: children first."""

    def end(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    for name in ("SIGTERM", "SIGHUP", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), end)


def _open_window(
    agency: DemoAgency, worker: DemoWorker, server: ServerProcess, language: str
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "desktop",
            "--profile",
            str(agency.profile(worker.letter)),
            "--server",
            server.address,
            "--language",
            language,
            "--place",
            f"{worker.letter} · {worker.name}",
            "--demo-password",
            demo_agency.PASSWORD,
        ]
    )


def _switch_server(server: ServerProcess) -> None:
    for _line in sys.stdin:
        if server.is_running:
            server.stop()
            _say("Server aus. Alles Gespeicherte bleibt auf den Laptops.")
        else:
            server.start()
            _say("Server an. Der Abgleich beginnt von selbst.")


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - the demo talks to its terminal


if __name__ == "__main__":
    sys.exit(main())
