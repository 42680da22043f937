"""A fresh process in place of this one: the only sure way to empty a memory that held the key."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Mapping
from typing import NoReturn

_log = logging.getLogger(__name__)


def restart() -> NoReturn:
    """Start the program anew, detached, and end this process at once.

    The store has to be closed and the lock of the profile released: the fresh process waits for
    nobody, and whoever takes that lock first, asks for the password. Nothing is handed over but
    the command line, the folder and the environment this process was started with, none of which
    ever hold a secret. Threads that still wait for a server, and handlers that run at a usual
    exit, do not keep the memory alive.
    """
    code = 0
    try:
        start_fresh(command(), environment(os.environ))
    except OSError as error:
        _log.error("no fresh process: %s", type(error).__name__)
        code = 1
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    os._exit(code)


def command() -> list[str]:
    """What this process was started with; a frozen program is its own interpreter."""
    if getattr(sys, "frozen", False):
        return [sys.executable, *sys.argv[1:]]
    return [sys.executable, *sys.orig_argv[1:]]


def environment(own: Mapping[str, str]) -> dict[str, str]:
    """*own*, told to PyInstaller as that of a program of its own rather than of a helper."""
    if getattr(sys, "frozen", False):
        return {**own, "PYINSTALLER_RESET_ENVIRONMENT": "1"}
    return dict(own)


def start_fresh(arguments: list[str], variables: Mapping[str, str]) -> int:
    """Start a process that outlives this one and its terminal; returns its id.

    Raises OSError.
    """
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP
    process = subprocess.Popen(
        arguments,
        env=variables,
        stdin=subprocess.DEVNULL,
        start_new_session=sys.platform != "win32",
        creationflags=flags,
    )
    process.returncode = 0  # nobody waits for it: it is not ours any more
    return process.pid
