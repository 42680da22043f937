"""A client without window, driven by JSON lines on standard input; for the headless demo.

It records and reads through the same services as the window. Passwords and texts come by
standard input only, never by command line or environment. Each command answers one line.
"""

from __future__ import annotations

import json
import os
import random
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from desktop.app.demo_answers import answer_visit
from desktop.app.running import Running
from desktop.domain.errors import KnownError
from desktop.domain.ids import RecordId
from desktop.services.conflicts import Resolution
from desktop.services.visits import VISIT, snapshot

Answer = dict[str, Any]


class HeadlessClient:
    """Holds one open profile and obeys one command after the other."""

    def __init__(self) -> None:
        self._running: Running | None = None

    @property
    def running(self) -> Running:
        """The open profile; commands other than ``unlock`` need it."""
        assert self._running is not None, "unlock comes first"
        return self._running

    def unlock(self, profile: str, password: str, server: str) -> Answer:
        """Open the profile; nothing is sent before ``connect``."""
        self._running = Running.open(Path(profile), password, server=server)
        return {}

    def connect(self, traffic_file: str) -> Answer:
        """Start the sync thread, as the window does after unlocking.

        The bytes exchanged are kept in *traffic_file* after each round, for the time after a
        kill; a round that is cut short is not in it.
        """
        half, whole = Path(traffic_file + ".new"), Path(traffic_file)

        def note() -> None:
            half.write_text(json.dumps(self.running.traffic()), encoding="ascii")
            half.replace(whole)

        self.running.services.sync.subscribe(note)
        self.running.connect()
        return {}

    def record(self, first: int, count: int, seed: int, marker: str) -> Answer:
        """Record visits with the form F2; returns what was entered and the seconds of each."""
        services = self.running.services
        cases = services.cases.list(limit=1000)
        entered: dict[str, dict[str, str]] = {}
        seconds: list[float] = []
        for number in range(first, first + count):
            chance = random.Random(f"{seed}/{number}")
            case = cases[number % len(cases)].case
            form = services.visits.begin(VISIT, case, None, "de", "ar")
            note = f"{marker} {number}" if marker else ""
            answer_visit(form.session, chance, note)
            frozen = snapshot(form, "de", "ar")
            saved = services.visits.finish(frozen)
            seconds.append(saved.seconds)
            entered[saved.records[1]] = dict(frozen.answers)
        return {"entered": entered, "seconds": seconds}

    def edit(self, person: str, unit: str, value: str) -> Answer:
        """Change one field of a person, as the overview does."""
        services = self.running.services
        for case in services.cases.list(limit=1000):
            for one in services.cases.view(case.case).persons:
                if one.person == person:
                    field = next(f for f in one.fields if f.unit == unit)
                    services.cases.save_field(field, value)
                    return {"replaced": field.value}
        return {"error": "person not here"}

    def first_person(self) -> Answer:
        """The id of some person of the agency, the same on every device."""
        services = self.running.services
        rows = sorted(services.cases.list(limit=1000), key=lambda row: row.case)
        return {"person": services.cases.view(rows[0].case).persons[0].person}

    def wait_sent(self, timeout: float) -> Answer:
        """Wait until nothing is unsent any more."""
        services = self.running.services
        return {
            "reached": self.running.wait_for(lambda: services.sync.status().unsent == 0, timeout)
        }

    def wait_visits(self, records: list[str], timeout: float) -> Answer:
        """Wait until all form submissions named are in this store."""
        missing = set(records)

        def all_here() -> bool:
            reader = self.running.store.read()
            for record in list(missing):
                if reader.get("form_submission", RecordId(record)) is not None:
                    missing.discard(record)
            return not missing

        return {"reached": self.running.wait_for(all_here, timeout), "missing": len(missing)}

    def wait_conflicts(self, count: int, timeout: float) -> Answer:
        """Wait until exactly *count* conflicts stand open."""
        services = self.running.services
        reached = self.running.wait_for(lambda: len(services.conflicts.all()) == count, timeout)
        return {"reached": reached, "conflicts": len(services.conflicts.all())}

    def resolve(self) -> Answer:
        """Keep the first version of every conflict, as the button does."""
        services = self.running.services
        cards = services.conflicts.all()
        for card in cards:
            services.conflicts.resolve(card, Resolution(keep=card.versions[0].op))
        kept = [card.versions[0].value for card in cards]
        return {"resolved": len(cards), "versions": [len(c.versions) for c in cards], "kept": kept}

    def sync_now(self) -> Answer:
        """Press the button."""
        self.running.services.sync.now()
        return {}

    def traffic(self) -> Answer:
        """Bytes of this process so far; change sets on the server by the store's own word."""
        reader = self.running.store.read()
        device = self.running.store.device
        tips = [reader.tips(stream) for stream in reader.streams()]
        own = sum(tip[device][0] for tip in tips if device in tip)
        others = sum(n for tip in tips for author, (n, _) in tip.items() if author != device)
        sent = own - len(reader.unacknowledged())
        return {**self.running.traffic(), "pushed": sent, "pulled": others}

    def dump(self, person: str) -> Answer:
        """Every submission's answers and every field of one person, value by value."""
        reader = self.running.store.read()
        forms = {s.id: dict(s.answers) for s in reader.find("form_submission")}
        visits = {v.id: [v.outcome, v.state, v.arrived_at] for v in reader.find("visit")}
        found = reader.get("person", RecordId(person))
        fields = {name: getattr(found, name) for name in ("phone", "phone_note", "email")}
        return {"forms": forms, "visits": visits, "person": fields}

    def close(self) -> Answer:
        """Close the store properly."""
        self.running.close()
        return {}


def serve(lines: Any, out: Any) -> None:
    """Obey commands until ``close`` or the end of input; errors answer with their code."""
    client = HeadlessClient()
    for line in lines:
        command: Mapping[str, Any] = json.loads(line)
        arguments = {name: value for name, value in command.items() if name != "do"}
        try:
            answer = getattr(client, str(command["do"]))(**arguments)
        except KnownError as error:
            answer = {"error": error.code.value}
        out.write(json.dumps(answer) + "\n")
        out.flush()
        if command["do"] == "close":
            return


def commands(source: Iterable[str]) -> Iterator[str]:
    """The lines of *source*; when it ends without ``close``, so does this process, at once.

    The parent may be gone in the middle of a command that waits for minutes.
    """
    lines: SimpleQueue[str] = SimpleQueue()

    def read() -> None:
        for line in source:
            lines.put(line)
            if json.loads(line)["do"] == "close":
                return
        os._exit(1)  # a store survives this as it survives a power cut

    threading.Thread(target=read, name="commands", daemon=True).start()
    while True:
        yield lines.get()


if __name__ == "__main__":
    serve(commands(sys.stdin), sys.stdout)
