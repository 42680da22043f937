"""Colours, spaces, radii and type sizes: the only place where a figure of the look is written."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Look(StrEnum):
    """The two palettes."""

    LIGHT = "light"
    DARK = "dark"


class Tokens(NamedTuple):
    """One palette as ``#RRGGBB``. Text on bg, surface and raised is at least 5.4 : 1."""

    bg: str
    surface: str
    raised: str
    text: str
    muted: str
    border: str
    strong: str
    accent: str
    accent_weak: str
    on_accent: str
    danger: str
    warn: str
    ok: str
    info: str


LIGHT = Tokens(
    bg="#F6F6F3",
    surface="#FFFFFF",
    raised="#EDEEEA",
    text="#1B1E22",
    muted="#565C64",
    border="#D8DAD5",
    strong="#868C92",
    accent="#0A6A6B",
    accent_weak="#DCEFEE",
    on_accent="#FFFFFF",
    danger="#B3261E",
    warn="#855300",
    ok="#2C6833",
    info="#2457A6",
)

DARK = Tokens(
    bg="#15171A",
    surface="#1D2024",
    raised="#272B30",
    text="#E8EAEC",
    muted="#A7AEB6",
    border="#363B41",
    strong="#747B83",
    accent="#5BC7C1",
    accent_weak="#1D3938",
    on_accent="#0B1A1A",
    danger="#FF8F86",
    warn="#F0BF63",
    ok="#86CF8E",
    info="#90B8FF",
)

TOKENS = {Look.LIGHT: LIGHT, Look.DARK: DARK}

XS, S, M, L, XL, XXL = 4, 8, 12, 16, 24, 32
"""Spaces in device-independent pixels; they do not grow with the text."""

RADIUS_CONTROL = 6
RADIUS_CARD = 10

SMALL, BODY, SECTION, TITLE, CLIENT = 13, 15, 18, 24, 32
"""Type sizes in pixels at 100 % text."""

REGULAR, STRONG = 400, 600
"""The two weights there are."""

ROW_LIST = 40
ROW_TABLE = 32
HIT = 32
RAIL_WIDE = 200
RAIL_NARROW = 56
TEXT_WIDTH = 1100
"""Text columns are never wider than this at 100 % text."""

TEXT_PERCENTS = (100, 110, 125, 150)
