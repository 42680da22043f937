"""Two independent COSE libraries agree with ours, in both directions (hardening T43).

They live in ``.venv-oracle`` (from ``oracle.lock``, made by ``dev.py``), because they are used
for nothing but this.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from protocol import changeset, cose, envelope
from protocol.statements import PURPOSE as ROSTER_PURPOSE
from tests.unit.protocol.sealing import PUBLIC, SIGNING, STREAM_KEY, sealed_set

_ROOT = Path(__file__).parents[2]
_PYTHON = _ROOT / ".venv-oracle" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
_SCRIPT = Path(__file__).with_name("cose_oracle.py")

pytestmark = [
    pytest.mark.hardening("T43"),
    pytest.mark.skipif(not _PYTHON.exists(), reason="dev.py makes .venv-oracle"),
]


def _oracle(way: str, **case: bytes) -> dict[str, bytes]:
    run = subprocess.run(
        [_PYTHON, "-W", "ignore", _SCRIPT, way],
        input=json.dumps({name: value.hex() for name, value in case.items()}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return {name: bytes.fromhex(text) for name, text in json.loads(run.stdout).items()}


@pytest.mark.parametrize("library", ["pycose", "cwt"])
def test_they_open_our_change_sets(library: str) -> None:
    sealed = sealed_set(b"a visit", n=7, prev=bytes(32))
    head = changeset.read_head(sealed.head)
    found = _oracle(
        f"read-{library}",
        sign1=sealed.head,
        kid=b"",
        public=PUBLIC.public_bytes_raw(),
        sign_aad=changeset.PURPOSE,
        encrypt0=sealed.body,
        key=STREAM_KEY,
        encrypt_aad=head.binding(),
    )
    assert found["payload"] == head.encode()
    assert envelope.unpack(found["plain"]) == b"a visit"


@pytest.mark.parametrize("library", ["pycose", "cwt"])
def test_they_verify_our_roster_entries(library: str) -> None:
    entry = cose.sign1(b"entry", SIGNING, kid=b"device", aad=ROSTER_PURPOSE)
    found = _oracle(
        f"read-{library}",
        sign1=entry,
        kid=b"device",
        public=PUBLIC.public_bytes_raw(),
        sign_aad=ROSTER_PURPOSE,
        encrypt0=cose.encrypt0(b"x", STREAM_KEY, aad=b""),
        key=STREAM_KEY,
        encrypt_aad=b"",
    )
    assert found == {"payload": b"entry", "plain": b"x", "kid": b"device"}


@pytest.mark.parametrize("library", ["pycose", "cwt"])
def test_we_open_theirs(library: str) -> None:
    theirs = _oracle(
        f"write-{library}",
        payload=b"entry",
        public=PUBLIC.public_bytes_raw(),
        private=SIGNING.private_bytes_raw(),
        sign_aad=b"why",
        plain=b"words",
        key=STREAM_KEY,
        encrypt_aad=b"head",
    )
    assert cose.verify1(theirs["sign1"], PUBLIC, aad=b"why") == b"entry"
    assert theirs["sign1"] == cose.sign1(b"entry", SIGNING, aad=b"why")
    assert cose.decrypt0(theirs["encrypt0"], STREAM_KEY, aad=b"head") == b"words"
