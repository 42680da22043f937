"""``dev.py demo``: the demo agency with windows, or its main job without."""

from __future__ import annotations

import argparse
import contextlib
import signal
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from desktop.app import demo_agency, demo_folder, headless
from desktop.app.demo_agency import DemoAgency, DemoWorker
from desktop.app.demo_folder import DemoFolderError
from desktop.app.demo_window import DemoWindow
from desktop.app.server_process import ServerFolderInUseError, ServerProcess

_HOME = Path(__file__).resolve().parents[2] / "build" / "demo"
_EXIT_USAGE = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the options; see ``--help``."""
    parser = argparse.ArgumentParser(prog="dev.py demo", description=__doc__)
    parser.add_argument("--headless", action="store_true", help="the main job without windows")
    parser.add_argument("--dir", type=Path, help="folder for stores and server")
    parser.add_argument("--visits", type=_positive, default=200, help="headless: visits to record")
    parser.add_argument("--marker", default="", help="headless: text in a note of each visit")
    parser.add_argument(
        "--kill", nargs="?", type=_positive, const=headless.KILLS, default=0, metavar="TIMES",
        help="headless: kill client and server so often",
    )  # fmt: skip
    parser.add_argument("--worker", choices=("A", "B"), help="open only this worker's window")
    parser.add_argument("--language", choices=("de", "en"), help="otherwise the one used last")
    parser.add_argument("--fresh", action="store_true", help="found the demo agency anew")
    options = parser.parse_args(arguments)
    try:
        if options.headless:
            return _without_windows(options)
        directory = options.dir or _HOME
        was_there = (directory / demo_folder.MARKER).exists()
        with demo_folder.held(directory):
            return _with_windows(directory, options, was_there=was_there)
    except DemoFolderError as error:
        _complain(str(error))
        return _EXIT_USAGE
    except ServerFolderInUseError:
        _complain("In diesem Ordner läuft schon ein Server, vielleicht eine andere Vorführung.")
    except KeyboardInterrupt:
        _complain("Abgebrochen.")
    return 1


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("a whole number from 1 is needed")
    return int(text)


def _without_windows(options: argparse.Namespace) -> int:
    with contextlib.ExitStack() as stack:
        if options.dir is None:
            directory = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        else:
            directory = options.dir
            stack.enter_context(demo_folder.held(directory))
        return headless.run(directory, options.visits, options.marker, kills=options.kill)


def _with_windows(directory: Path, options: argparse.Namespace, *, was_there: bool) -> int:
    agency = None if options.fresh else demo_agency.load(directory)
    if agency is None:
        if was_there and not options.fresh:
            _say("Die Vorführung in diesem Ordner ist unvollständig; sie wird neu angelegt.")
        _say("Die Vorführung wird eingerichtet (einmalig, etwa zehn Sekunden) ...")
        agency = demo_agency.found(directory, progress=_say)
    server = agency.server()
    windows: list[DemoWindow] = []
    try:
        server.start()
        demo_agency.remember(agency, server.port)
        for worker in agency.workers:
            if worker.letter in (options.worker or "AB"):
                command = window_command(agency, worker, server, options.language)
                windows.append(DemoWindow(command, agency.profile(worker.letter)))
        _say(
            f"Passwort für beide: {demo_agency.PASSWORD}\n"
            "Eingabetaste: Server aus- und wieder einschalten (so wird aus offline online)."
        )
        threading.Thread(target=_switch_server, args=(server,), daemon=True).start()
        for window in windows:
            window.wait()
    except KeyboardInterrupt:
        _say("")
    finally:
        for window in windows:
            window.end()
        server.stop()
    return 0


def _end_politely_when_told() -> None:
    """SIGTERM and a closed terminal end the demo like an error does: children first."""

    def end(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    for name in ("SIGTERM", "SIGHUP", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), end)


def window_command(
    agency: DemoAgency, worker: DemoWorker, server: ServerProcess, language: str | None
) -> list[str]:
    """How a worker's window is started; without *language* it takes the one used last."""
    options = {
        "--profile": str(agency.profile(worker.letter)),
        "--server": server.address,
        "--place": f"{worker.letter} · {worker.name}",
    }
    if language:
        options["--language"] = language
    parts = (part for pair in options.items() for part in pair)
    return [sys.executable, "-m", "desktop", "--demo", *parts]


def _switch_server(server: ServerProcess) -> None:
    for _line in sys.stdin:
        if server.is_running:
            server.stop()
            _say("Server aus. Alles Gespeicherte bleibt auf den Laptops.")
        else:
            server.start()
            _say("Server an. Der Abgleich beginnt von selbst.")


def _complain(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201 - the demo talks to its terminal


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - the demo talks to its terminal


if __name__ == "__main__":
    _end_politely_when_told()
    sys.exit(main())
