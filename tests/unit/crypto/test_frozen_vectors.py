"""Files and messages of format version 1 open with every later program (hardening T43).

When one of these tests fails, the program is wrong, never the vector.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from desktop.crypto import keyfile
from desktop.crypto.agency import AgencySecrets
from desktop.crypto.device import DeviceKeys
from desktop.crypto.grants import open_grant, open_recovery
from desktop.crypto.streams import stream_key
from protocol import body, changeset, envelope, receipt, roster
from protocol.changeset import SealedSet
from tests.fixtures.vectors import freeze

pytestmark = pytest.mark.hardening("T43")


def _vector(name: str) -> Any:
    return json.loads((freeze.HERE / f"{name}_v1.json").read_text("utf-8"))


@pytest.mark.parametrize(
    ("name", "digest"),
    [
        ("key_file", "bbf90cac5a9e94f870f290bc642ff13af3bff8d909b644d66cc7d8565341c44c"),
        ("change_set", "973f55d6247ad995c4fffaaa10bf123c0469e8960b325a9fd23ce0377d922313"),
        ("roster", "ad164f9a2f52b1ee237ef699ef6f9fdf586ecc3aff2cb63cc2bec50bf849c5f9"),
    ],
)
def test_vectors_themselves_never_change(name: str, digest: str) -> None:
    text = (freeze.HERE / f"{name}_v1.json").read_text("utf-8")
    assert hashlib.sha256(text.encode()).hexdigest() == digest


def test_key_file(tmp_path: Path) -> None:
    vector = _vector("key_file")
    (tmp_path / "key.json").write_text(vector["file"], "utf-8")
    expected = keyfile.Unlocked(
        bytes.fromhex(vector["key"]), vector["store_id"], vector["min_sequence"]
    )
    assert keyfile.unlock(tmp_path, vector["password"]) == expected
    assert keyfile.unlock_with_recovery(tmp_path, vector["recovery_code"]) == expected


def test_change_sets() -> None:
    vector = _vector("change_set")
    keys = DeviceKeys.from_bytes(bytes.fromhex(vector["device_keys"]))
    assert keys.public.sign.hex() == vector["sign_public"]
    sign = Ed25519PublicKey.from_public_bytes(keys.public.sign)
    prev = b""
    for n, fields in enumerate(vector["sets"], 1):
        sealed = SealedSet(bytes.fromhex(fields["head"]), bytes.fromhex(fields["body"]))
        head = changeset.verify(sealed, sign)
        assert (head.n, head.prev, head.dev, head.epoch) == (n, prev, keys.id, 3)
        assert changeset.set_id(sealed).hex() == head.id.hex() == fields["id"]
        key = stream_key(bytes.fromhex(vector["epoch_key"]), head.stream, head.epoch)
        assert key.hex() == vector["stream_key"]
        plain = changeset.open_body(sealed, head, key)
        assert plain.hex() == vector["plain"]
        other = bytes.fromhex(vector["other_device"])
        assert body.decode(plain, head.dev) == freeze.work(keys.id, other)
        prev = head.id
    stored = receipt.verify_receipt(bytes.fromhex(vector["receipt"]), sign)
    assert (stored.id.hex(), stored.seq) == (vector["sets"][0]["id"], 9)


def test_what_is_written_today_is_what_was_written_then() -> None:
    vector = _vector("change_set")
    keys = DeviceKeys.from_bytes(bytes.fromhex(vector["device_keys"]))
    work = freeze.work(keys.id, bytes.fromhex(vector["other_device"]))
    assert body.encode(work, keys.id).hex() == vector["plain"]
    head = changeset.read_head(bytes.fromhex(vector["sets"][1]["head"]))
    assert hashlib.sha256(head.encode()).hexdigest() == vector["sets"][1]["id"]
    assert envelope.METHOD == 1


def test_roster() -> None:
    vector = _vector("roster")
    state = roster.replay(
        [bytes.fromhex(entry) for entry in vector["entries"]],
        bytes.fromhex(vector["pinned_root"]),
    )
    assert (state.tip.hex(), state.agency.hex()) == (vector["tip"], vector["agency"])
    assert state.server == b"k" * 32
    admin = DeviceKeys.from_bytes(bytes.fromhex(vector["admin_keys"]))
    worker = DeviceKeys.from_bytes(bytes.fromhex(vector["worker_keys"]))
    circle = bytes.fromhex(vector["circle"])
    assert state.members(circle) == {admin.id}
    assert not state.is_active(worker.id)
    keys = [
        open_grant(grant, admin.hpke_private, agency=state.agency, device=admin.id).hex()
        for grant in state.grants_for(admin.id)
    ]
    assert keys == vector["epoch_keys"]
    assert [grant.epoch for grant in state.grants_for(worker.id)] == vector["worker_epochs"]
    paper = AgencySecrets(
        bytes.fromhex(vector["root_seed"]), bytes.fromhex(vector["recovery_seed"])
    )
    assert paper.fingerprint.hex() == vector["pinned_root"]
    found = open_recovery(state, paper.recovery)
    assert [found[circle, epoch].hex() for epoch in (1, 2)] == vector["epoch_keys"]


def test_the_dictionary_never_changes() -> None:
    digest = hashlib.sha256(envelope.dictionary()).hexdigest()
    assert digest == "76f13ac7d3293891d7b8eefb40450c28f18318029c1081a5dc4da6fe1da054ad"
