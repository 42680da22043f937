"""The server's disk and log hold nothing that was typed, and no ids in the log."""

from __future__ import annotations

import base64
from pathlib import Path

from protocol import cbor
from server.key import load_or_create
from tests.support.agency_server import ServerProcess
from tests.support.sample_agency import SampleAgency

MARKER = "Amina Yusuf Hauptstrasse"


def test_what_was_typed_is_nowhere_on_the_server(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    agency = SampleAgency(1, server_key=load_or_create(data).public_key().public_bytes_raw())
    (anna,) = agency.workers
    with ServerProcess(data, agency.root) as process:
        admin = agency.found(process.url)
        client = agency.client(process.url, anna)
        chain = agency.chain(anna)
        sets = chain.many(30, cbor.encode({"note": MARKER}))
        client.push([*sets, *sets])
        client.changes(chain.stream.hex(), after=0)
        process.kill()
        process.start()
        client.heads()
        client.close()
        admin.close()
        process.kill()
    files = {path.name: path.read_bytes() for path in data.iterdir()}
    assert {"agency.db", "server.key"} <= set(files)
    files["log"] = "".join(process.log).encode()
    forms = [MARKER.encode(), MARKER.encode("utf-16-le"), base64.b64encode(MARKER.encode())[:-4]]
    forms += [b"note", MARKER.encode()[:8]]
    assert not [(name, form) for name, body in files.items() for form in forms if form in body]
    ids = [anna.id, chain.stream, agency.circle, agency.id]
    assert not [one.hex() for one in ids if one.hex() in "".join(process.log)]
    assert any(chain.stream in body for body in files.values()), "the scan would see an id"
