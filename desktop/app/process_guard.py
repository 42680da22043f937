"""What an operating system can be asked to keep to itself about this process.

No core file, no report with memory in it, and under Linux no other process of the same user that
reads the memory (prctl(2), PR_SET_DUMPABLE). An administrator can always do so.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
from typing import Any, Final

READABLE: Final = "fallmappe-readable"
"""An -X option of the interpreter for developers' tools: a program that is installed has no
interpreter to give it to, and no file or variable sets it."""
_PR_SET_DUMPABLE: Final = 4
_SEM_FAILCRITICALERRORS, _SEM_NOGPFAULTERRORBOX = 0x0001, 0x0002
_WER_NOHEAP, _WER_DISABLE_THREAD_SUSPENSION = 0x0001, 0x0004


def guard() -> None:
    """Take away all that a fall of this process could leave behind; at its very start.

    New files are for this user only. What a system does not know is left out.
    """
    os.umask(0o077)
    if sys.platform == "win32":
        _guard_windows()
        return
    import resource

    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux" and not _is_readable():
        close_memory()


def close_memory() -> bool:
    """Linux: let no other process of this user read the memory; whether that holds now."""
    try:
        done: int = ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    except (OSError, AttributeError):
        return False
    return done == 0


def _is_readable() -> bool:
    return not getattr(sys, "frozen", False) and READABLE in sys._xoptions


def _guard_windows() -> None:
    """Windows: a crash opens no box, and a report of it holds none of the heap."""
    kernel: Any = ctypes.WinDLL("kernel32")  # type: ignore[attr-defined,unused-ignore]
    with contextlib.suppress(OSError, AttributeError):
        kernel.SetErrorMode(_SEM_FAILCRITICALERRORS | _SEM_NOGPFAULTERRORBOX)
    with contextlib.suppress(OSError, AttributeError):
        kernel.WerSetFlags(_WER_NOHEAP)
