"""Sessions: a signed challenge gives a short-lived token bound to the device.

Challenges and tokens carry their own proof (HMAC), so that asking costs the server no memory
and a restart ends no session. Only challenges that a known device has really signed are
remembered, until they expire: each is good for one token.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from collections.abc import Callable

from protocol.problems import ProblemType, ProtocolError
from server.limits import Limits

_TIME_BYTES, _DEVICE_BYTES, _MAC_BYTES, _NONCE_BYTES = 6, 16, 16, 10
CHALLENGE_BYTES = _TIME_BYTES + _NONCE_BYTES + _MAC_BYTES


class Sessions:
    """Makes and checks challenges and tokens. Belongs to one thread; times are UTC ms."""

    def __init__(self, secret: bytes, limits: Limits, now_ms: Callable[[], int]) -> None:
        """*secret*: 32 bytes that outlast a restart."""
        self._token_key = hmac.digest(secret, b"fallmappe/1|token", "sha256")
        # Fresh at each start: what was redeemed before it cannot be redeemed again.
        self._challenge_key = secrets.token_bytes(32)
        self._limits = limits
        self._now_ms = now_ms
        self._redeemed: dict[bytes, int] = {}

    def challenge(self) -> bytes:
        """Return a new challenge of 32 bytes."""
        until = self._now_ms() + self._limits.challenge_ms
        text = until.to_bytes(_TIME_BYTES, "big") + secrets.token_bytes(_NONCE_BYTES)
        return text + _mac(self._challenge_key, text)

    def check(self, challenge: bytes) -> None:
        """Raise ProtocolError ``unauthorised`` unless *challenge* is ours, fresh and unused."""
        text = challenge[:-_MAC_BYTES]
        genuine = len(challenge) == CHALLENGE_BYTES and hmac.compare_digest(
            challenge[-_MAC_BYTES:], _mac(self._challenge_key, text)
        )
        if not genuine or challenge in self._redeemed or _time(text) < self._now_ms():
            raise ProtocolError(ProblemType.UNAUTHORISED)

    def redeem(self, challenge: bytes, device: bytes) -> tuple[str, int]:
        """Use up a checked *challenge* that *device* has signed; return token and its end.

        Raises ProtocolError ``busy`` when too many were redeemed within their life.
        """
        self.check(challenge)
        now = self._now_ms()
        if len(self._redeemed) >= self._limits.redeemed_challenges:
            self._redeemed = {c: until for c, until in self._redeemed.items() if until >= now}
        if len(self._redeemed) >= self._limits.redeemed_challenges:
            raise ProtocolError(ProblemType.BUSY)
        self._redeemed[challenge] = _time(challenge)
        expires = now + self._limits.token_ms
        text = device + expires.to_bytes(_TIME_BYTES, "big")
        return base64.urlsafe_b64encode(text + _mac(self._token_key, text)).decode(), expires

    def device_of(self, authorization: str) -> bytes:
        """Return the device of an ``Authorization: Bearer`` header.

        Raises ProtocolError ``unauthorised``. Says nothing about the device's rights now.
        """
        scheme, _, token = authorization.partition(" ")
        try:
            data = base64.urlsafe_b64decode(token.encode("ascii"))
        except (binascii.Error, ValueError):
            data = b""
        text = data[:-_MAC_BYTES]
        genuine = len(text) == _DEVICE_BYTES + _TIME_BYTES and hmac.compare_digest(
            data[-_MAC_BYTES:], _mac(self._token_key, text)
        )
        if scheme.lower() != "bearer" or not genuine or _time(text[16:]) < self._now_ms():
            raise ProtocolError(ProblemType.UNAUTHORISED)
        return text[:_DEVICE_BYTES]


def _mac(key: bytes, text: bytes) -> bytes:
    return hmac.digest(key, text, "sha256")[:_MAC_BYTES]


def _time(text: bytes) -> int:
    return int.from_bytes(text[:_TIME_BYTES], "big")
