"""A restored or copied store goes on as a new device, and never forks the old one's history.

Signs of it: the installation id kept outside the profile is another (``services.installation``),
or the server shows a set signed by this device that this store has not made. The old keys are
thrown away; an administrator enrols the new device. Until then everything works here, and
nothing is sent or read. What the old device had not sent goes out once, see ``carry_over``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from desktop.crypto.device import DeviceKeys
from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import DeviceId, StreamId
from desktop.domain.kinds import Scope
from desktop.storage.store import Reader, Store, Writer
from desktop.sync.client import AgencyClient, ServerProblem
from desktop.sync.keyring import DEVICE_SECRET, Keyring
from desktop.sync.state import RoundReport
from protocol.messages import OwnTip
from protocol.problems import ProblemType

RENEWED_SETTING = "device/renewed"
"""[UTC milliseconds, former device] since this store became a new device; gone once enrolled."""

Work = Callable[[Writer], object]


def become_new_device(
    store: Store, now_ms: int, also: Work | None = None, *, least_sequence: int = 0
) -> DeviceId:
    """Make new device keys and leave the old ones behind, in one transaction; blocks for it.

    *also* is written along. Works with nothing else being told to stop: whatever is saved
    afterwards is of the new device.
    """
    keys, former = DeviceKeys.generate(), store.device

    def keep(writer: Writer) -> None:
        writer.put_secret(DEVICE_SECRET, keys.to_bytes())
        writer.put_setting(RENEWED_SETTING, [now_ms, former])
        if also is not None:
            also(writer)

    store.renew_device(keys.device_id, keep, least_sequence=least_sequence).result()
    return keys.device_id


def awaits_enrolment(reader: Reader) -> bool:
    """True since this store became a new device, until the server has let it in."""
    return reader.setting(RENEWED_SETTING) is not None


def check_enrolled(client: AgencyClient, reader: Reader, keyring: Keyring) -> None:
    """Raise KnownError DEVICE_NEW while the server does not know the device that this store
    has become; other errors as ``AgencyClient.open_session``."""
    known = bytes.fromhex(keyring.device) in keyring.state.devices
    if known or not awaits_enrolment(reader):
        return
    try:
        client.open_session()
    except ServerProblem as error:
        if error.problem is not ProblemType.UNAUTHORISED:
            raise
        raise KnownError(ErrorCode.DEVICE_NEW) from error


def unknown_to_us(reader: Reader, own: Mapping[str, OwnTip]) -> dict[StreamId, int]:
    """Streams in which this device has sent what this store does not know, as the server says,
    and up to which number.

    It only says so: nothing is sent then, but only a set with our signature proves it.
    """
    found = {}
    for name, said in own.items():
        stream = StreamId(name)
        tip = reader.own_tip(stream)
        made = reader.sealed_set(stream, said.n)
        is_other = made is not None and made.set_id[:8].hex() != said.id
        if is_other or said.n > (0 if tip is None else tip[0]):
            found[stream] = said.n
    return found


def carry_over(store: Store, report: RoundReport, keyring: Keyring, initiator: object) -> int:
    """After a round that only read: operations of the former device that the server has not
    shown are this device's from now on; returns how many. Blocks for one commit.

    A stream that could not be read to its end waits for a later round. Raises KnownError
    DEVICE_NEW when the roster that was read does not know this device.
    """
    if bytes.fromhex(keyring.device) not in keyring.state.devices:
        raise KnownError(ErrorCode.DEVICE_NEW)
    reader = store.read()
    rows = reader.streams()
    halted = {StreamId(alarm.stream) for alarm in report.parked}
    whole = [
        stream
        for stream in reader.left_behind()
        if (row := rows.get(stream)) is not None
        and (row.scope == Scope.PRIVATE.value or stream in report.heads)
        and stream not in halted
    ]

    def work(writer: Writer) -> int:
        writer.initiator = initiator
        writer.put_setting(RENEWED_SETTING, None)
        return writer.carry_over(whole)

    return store.write(work).result()
