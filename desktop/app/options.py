"""The command line of the program and where its files lie."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from desktop.app.profiles import ALONE
from desktop.i18n.languages import interface_languages

if TYPE_CHECKING:
    from argparse import ArgumentParser

DEMO_PASSWORD = "sonne ufer lampe nuss"  # noqa: S105 - shown on screen, protects invented people
"""Known here so that no password ever stands in a command line, not even this one."""


class Options(NamedTuple):
    """What this start of the program was told.

    ``profile`` is the folder of one worker (key file, store, lock file); ``server`` overrides
    the address kept in the store; an empty ``language`` means the one used last;
    ``demo_password`` is shown in the unlock window; ``policy`` is read beside the file of this
    laptop and can only tighten it. With ``root`` the folders of several workers may lie there
    (``app.profiles``), and ``profile`` is only the one of a worker alone. ``state`` is this
    user's folder for the state of programs, by which a copied store is noticed; None looks at
    none.
    """

    profile: Path
    server: str = ""
    language: str = ""
    demo_password: str = ""
    place: str = ""
    policy: Path | None = None
    root: Path | None = None
    state: Path | None = None


def read_options(arguments: Sequence[str]) -> Options:
    """Parse *arguments*; exits with a usage line when they are off, and after saying what a
    policy asks for: with 0 when all of it counts, else with 1."""
    if not arguments:
        return Options(
            profile=default_profile(), root=default_profile().parent, state=default_state()
        )
    import argparse

    parser = argparse.ArgumentParser(prog="fallmappe", description="Fallmappe")
    parser.add_argument("--profile", type=Path, help="folder with key file and store")
    parser.add_argument("--profiles", type=Path, help="folder for those of several workers")
    parser.add_argument("--server", default="", help="address of the agency server")
    codes = [found.code for found in interface_languages()]
    parser.add_argument("--language", choices=codes, default="")
    parser.add_argument("--policy", type=Path, help="file with a policy, can only tighten")
    parser.add_argument("--check-policy", action="store_true", help="say what counts, and end")
    parser.add_argument("--state", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--demo", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--place", default="", help=argparse.SUPPRESS)
    found = parser.parse_args(arguments)
    if found.check_policy:
        _tell_policy(parser, found.policy)
    root = None if found.profile else found.profiles or default_profile().parent
    return Options(
        profile=found.profile or (found.profiles / ALONE if found.profiles else default_profile()),
        server=found.server,
        language=found.language,
        demo_password=DEMO_PASSWORD if found.demo else "",
        place=found.place,
        policy=found.policy,
        root=root,
        state=None if found.demo else found.state or default_state(),
    )


def _tell_policy(parser: ArgumentParser, file: Path | None) -> NoReturn:
    from desktop.app.policy import report

    said, is_whole = report(file)
    sys.stdout.write(f"{said}\n")
    parser.exit(0 if is_whole else 1)


def default_profile() -> Path:
    """The folder of this user, never a roaming one."""
    from platformdirs import user_data_path

    return user_data_path("fallmappe", appauthor=False, roaming=False) / ALONE


def default_state() -> Path:
    """Where this user's programs note their state, outside of what profiles are copied with."""
    from platformdirs import user_state_path

    return user_state_path("fallmappe", appauthor=False)
