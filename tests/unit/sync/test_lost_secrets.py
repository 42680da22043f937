"""Neither password nor recovery code: the agency enrols the laptop anew (T14).

What was ever sent comes back, to the last value; what was not is lost, as the window says.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.crypto.device import DeviceKeys
from tests.support.agency import Worker, until_quiet
from tests.support.restored import contents, row_hash, typed
from tests.unit.sync.conftest import Office

pytestmark = pytest.mark.hardening("T14")


def enrol_anew(office: Office, former: DeviceKeys, folder: Path) -> Worker:
    """A new key file, a new store and a new device for the same person."""
    sample, keys = office.agency.sample, DeviceKeys.generate()
    author = sample.author
    person = author.state.device(former.id).person
    author.revoke(former.id)
    author.add_device(person, keys.public)
    author.grant(
        sample.circle, author.state.circle_epoch(sample.circle), sample.circle_key, [keys.id]
    )
    after, new = sample.collect()
    office.b.client(office.server).post_roster(new, after=after)
    return Worker(sample, keys, folder)


def test_everything_that_was_sent_is_there_again_and_the_rest_is_lost(
    office: Office, tmp_path: Path
) -> None:
    for number in range(30):
        office.a.new("note", office.stream, text=f"gesendet {number}")
    office.a.edit("person", office.person, phone="0176 555")
    until_quiet([office.a, office.b], office.server)
    sent, hashed = contents(office.a.store), row_hash(office.a.store)
    office.a.new("note", office.stream, text="nie gesendet")
    assert office.a.unsent() == 1

    anew = enrol_anew(office, office.a.keys, tmp_path / "anew")
    until_quiet([anew, office.b], office.server)

    assert contents(anew.store) == contents(office.b.store) == sent
    assert row_hash(anew.store) == hashed
    assert "nie gesendet" not in typed(anew.store, "note", "text")
    anew.edit("person", office.person, phone="0176 556")
    until_quiet([anew, office.b], office.server)
    assert office.b.values("person", office.person, "phone") == ["0176 556"]
    anew.store.close()
