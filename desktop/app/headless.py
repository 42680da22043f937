"""The main job without windows: a real server process, two real client processes."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from desktop.app import demo_agency
from desktop.app.demo_agency import DemoAgency
from desktop.app.server_process import ServerProcess

KILLS = 20
_WAIT_S = 120.0
_CLOSE_S = 20.0
_BYTES = ("bytes_up", "bytes_down")
_MINE, _THEIRS = "0351 555 01", "0351 555 77"


class ClientProcess:
    """One client without window; commands go in and answers come out as JSON lines."""

    def __init__(self, profile: Path, server: str) -> None:
        self._profile = profile
        self._server = server
        self._note = profile / "traffic.json"
        self._before_kills = dict.fromkeys(_BYTES, 0)
        self._start()

    def ask(self, do: str, **arguments: Any) -> dict[str, Any]:
        """Send one command and wait for its answer; raises RuntimeError if it fails."""
        self.send(do, **arguments)
        return self.answer()

    def send(self, do: str, **arguments: Any) -> None:
        """Send one command; ``answer`` takes the reply."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": do, **arguments}) + "\n")
        self._process.stdin.flush()

    def answer(self) -> dict[str, Any]:
        """Wait for the reply to the command sent last."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the client process ended")
        found: dict[str, Any] = json.loads(line)
        if "error" in found:
            raise RuntimeError(f"client: {found['error']}")
        return found

    def kill(self) -> None:
        """End the process at once, in the middle of whatever it does (SIGKILL)."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.communicate()
            for name, value in self._noted().items():
                self._before_kills[name] += value

    def connect(self) -> None:
        """Start the exchange with the server."""
        self.ask("connect", traffic_file=str(self._note))

    def traffic(self) -> dict[str, int]:
        """Change sets exchanged, and bytes of all whole rounds of all processes so far.

        The bytes are a lower bound: a round that a kill cuts short is not counted.
        """
        found = self.ask("traffic")
        return found | {name: int(found[name]) + self._before_kills[name] for name in _BYTES}

    def _noted(self) -> dict[str, int]:
        """What the process that was killed has noted; nothing if it had no whole round."""
        try:
            noted = json.loads(self._note.read_text(encoding="ascii"))
        except FileNotFoundError:
            return {}
        self._note.unlink()
        return {name: int(noted[name]) for name in _BYTES}

    def restart(self) -> None:
        """Start anew over the same profile, as after a crash."""
        self._start()

    def close(self) -> None:
        """Close the store properly and end."""
        self.ask("close")
        self._process.communicate(timeout=_CLOSE_S)

    def _start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "desktop.app.headless_client"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        try:
            self.ask(
                "unlock",
                profile=str(self._profile),
                password=demo_agency.PASSWORD,
                server=self._server,
            )
        except BaseException:
            self.kill()
            raise


class MainJob:
    """The phases in order; ``result`` grows with each."""

    def __init__(self, directory: Path, visits: int, marker: str, *, kills: int) -> None:
        self._directory = directory
        self._visits = visits
        self._marker = marker
        self._kills = kills
        self._chance = Random()
        self._seconds: dict[str, float] = {}
        self._entered: dict[str, dict[str, str]] = {}
        self._save_seconds: list[float] = []

    def run(self) -> dict[str, Any]:
        """Do everything and return the JSON object of the report.

        With kills, ``bytes_up`` and ``bytes_down`` are lower bounds: see ClientProcess.traffic.
        """
        agency = self._timed("setup", lambda: demo_agency.found(self._directory, progress=_quiet))
        with contextlib.ExitStack() as children:
            server = agency.server()
            children.callback(server.stop)
            first, second = self._clients(agency, server, children)
            return self._phases(server, first, second)

    def _phases(
        self, server: ServerProcess, first: ClientProcess, second: ClientProcess
    ) -> dict[str, Any]:
        person = first.ask("first_person")["person"]
        before = [client.traffic() for client in (first, second)]
        self._timed("record", lambda: self._record(first))
        self._timed("edit", lambda: _edit(first, second, person))
        self._timed("sync", lambda: self._sync(server, first, second))
        resolved = self._timed("resolve", lambda: self._resolve(first, second))
        report = self._timed("compare", lambda: self._compare(first, second, person, resolved))
        traffic = [client.traffic() for client in (first, second)]
        for client in (first, second):
            client.close()
        return {
            "saved": len(self._entered),
            "pushed": _grown("pushed", before, traffic),
            "pulled": _grown("pulled", before, traffic),
            **report,
            "bytes_up": _grown("bytes_up", before, traffic),
            "bytes_down": _grown("bytes_down", before, traffic),
            "kills": self._kills,
            "save_ms_p95": round(_p95(self._save_seconds) * 1000, 2),
            "seconds": {name: round(value, 2) for name, value in self._seconds.items()},
        }

    def _clients(
        self, agency: DemoAgency, server: ServerProcess, children: contextlib.ExitStack
    ) -> tuple[ClientProcess, ClientProcess]:
        made = []
        for worker in agency.workers:
            made.append(ClientProcess(agency.profile(worker.letter), server.address))
            children.callback(made[-1].kill)
        first, second = made
        return first, second

    def _record(self, first: ClientProcess) -> None:
        done = first.ask("record", first=0, count=self._visits, seed=1, marker=self._marker)
        self._entered.update(done["entered"])
        self._save_seconds += done["seconds"]

    def _sync(self, server: ServerProcess, first: ClientProcess, second: ClientProcess) -> None:
        server.start()
        self._killing(server, first)
        for client in (first, second):
            client.connect()
        for client in (first, second):
            _require(client.ask("wait_sent", timeout=_WAIT_S), "sent")
        wanted = list(self._entered)
        for client in (second, first):
            _require(client.ask("wait_visits", records=wanted, timeout=_WAIT_S), "pulled")
            client.ask("sync_now")
        for client in (first, second):
            client.ask("wait_conflicts", count=1, timeout=_WAIT_S)

    def _killing(self, server: ServerProcess, first: ClientProcess) -> None:
        """Kill the pushing client and the server at random moments, each ``kills`` times."""
        for number in range(self._kills):
            first.connect()
            if number:
                done = first.ask(
                    "record", first=self._visits + number, count=1, seed=2, marker=self._marker
                )
                self._entered.update(done["entered"])
            first.send("wait_sent", timeout=self._chance.uniform(0.0, 0.4))
            _pause(self._chance.uniform(0.0, 0.15))
            server.kill()
            _pause(self._chance.uniform(0.0, 0.05))
            first.kill()
            server.start()
            first.restart()

    def _resolve(self, first: ClientProcess, second: ClientProcess) -> dict[str, Any]:
        resolved = first.ask("resolve")
        first.ask("wait_sent", timeout=_WAIT_S)
        second.ask("sync_now")
        for client in (first, second):
            _require(client.ask("wait_conflicts", count=0, timeout=_WAIT_S), "resolved")
        return resolved

    def _compare(
        self, first: ClientProcess, second: ClientProcess, person: str, resolved: dict[str, Any]
    ) -> dict[str, Any]:
        """Both stores, value by value, with what was entered."""
        dumps = [client.ask("dump", person=person) for client in (first, second)]
        lost = differing = 0
        for record, answers in self._entered.items():
            for dump in dumps:
                found = dump["forms"].get(record)
                lost += found is None
                differing += found is not None and found != answers
        expected = {"phone": (resolved["kept"] or [""])[0], "phone_note": "nur abends"}
        for dump in dumps:
            differing += any(dump["person"][name] != value for name, value in expected.items())
            differing += dump["person"]["email"] != "familie@example.org"
        differing += dumps[0] != dumps[1]
        versions = resolved["versions"]
        return {
            "conflicts_found": len(versions),
            "conflicts_resolved": resolved["resolved"] if versions == [2] else 0,
            "lost": lost,
            "differing": differing,
        }

    def _timed(self, name: str, work: Callable[[], Any]) -> Any:
        started = time.perf_counter()
        try:
            return work()
        finally:
            self._seconds[name] = time.perf_counter() - started


def run(directory: Path, visits: int, marker: str, *, kills: int) -> int:
    """Print one JSON object; 0 only if nothing is lost or differs and one conflict was found."""
    result = MainJob(directory, visits, marker, kills=kills).run()
    print(json.dumps(result))  # noqa: T201 - the answer of the command
    good = result["lost"] == 0 and result["differing"] == 0 and result["conflicts_found"] == 1
    return 0 if good else 1


def _grown(name: str, before: list[dict[str, int]], after: list[dict[str, int]]) -> int:
    """How much a counter of both clients grew."""
    return sum(new[name] - old[name] for old, new in zip(before, after, strict=True))


def _edit(first: ClientProcess, second: ClientProcess, person: str) -> None:
    """Both change the phone number; each changes one field of its own besides."""
    first.ask("edit", person=person, unit="phone", value=_MINE)
    second.ask("edit", person=person, unit="phone", value=_THEIRS)
    first.ask("edit", person=person, unit="phone_note", value="nur abends")
    second.ask("edit", person=person, unit="email", value="familie@example.org")


def _require(answer: dict[str, Any], what: str) -> None:
    if not answer["reached"]:
        raise RuntimeError(f"not {what} in time: {answer}")


def _pause(seconds: float) -> None:
    """Let the other processes work for so long; the moment of a kill is a time, not an event."""
    threading.Event().wait(seconds)


def _quiet(_text: str) -> None:
    """Progress of the set-up is not part of the report."""


def _p95(values: list[float]) -> float:
    ordered = sorted(values)
    return ordered[int(len(ordered) * 0.95)] if ordered else 0.0
