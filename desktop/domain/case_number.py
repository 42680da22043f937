"""Case numbers (Aktenzeichen): given offline without clashes, with a check digit."""

from __future__ import annotations

from desktop.domain.ids import DeviceId

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def case_number(prefix: str, device: DeviceId, counter: int) -> str:
    """Return ``PREFIX-BBBNNNN-CC``: device block, this device's counter, ISO 7064 MOD 97-10.

    Two devices with the same three-letter block are possible but harmless: the number is
    for people; records are told apart by their ids.
    """
    value = int(device[:4], 16)
    block = "".join(_ALPHABET[value >> shift & 31] for shift in (10, 5, 0))
    body = f"{block}{counter:04d}"
    return f"{prefix}-{body}-{_check_digits(prefix + body):02d}"


def is_valid_case_number(number: str) -> bool:
    """Tell whether the check digits fit, so that a slip of the pen is noticed."""
    prefix, _, rest = number.partition("-")
    body, _, digits = rest.rpartition("-")
    return digits.isdigit() and _check_digits(prefix + body) == int(digits)


def _check_digits(text: str) -> int:
    digits = "".join(str(int(char, 36)) for char in text.upper() if char.isalnum())
    return 98 - int(digits) * 100 % 97
