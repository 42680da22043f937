#!/usr/bin/env python3
"""The commands people learn: demo, test, check, fmt, shots, i18n, bench.

Standard library only. Each command first makes the virtual environment from the hash-locked
file and, on Linux, sees to the system libraries that Qt needs.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
ORACLE = ROOT / ".venv-oracle"
PACKAGES = ROOT / "installer" / "linux" / "system-packages.txt"
SOURCES = ["protocol", "desktop", "server", "bench", "tests", "translations", "dev.py"]


def say(text: str) -> None:
    """Print a progress line at once, so that long steps are not silent."""
    print(text, file=sys.stderr, flush=True)


def python_of(folder: Path) -> Path:
    """Return the interpreter inside a virtual environment."""
    if os.name == "nt":
        return folder / "Scripts" / "python.exe"
    return folder / "bin" / "python"


def ensure_venv(folder: Path, lock: Path) -> None:
    """Make *folder* hold exactly what *lock* names; does nothing when it already does."""
    wanted = hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()
    stamp = folder / "lock.sha256"
    if stamp.is_file() and stamp.read_text() == wanted and python_of(folder).exists():
        return
    say(f"Setting up {folder.name} from {lock.name} (once, about half a minute) ...")
    try:
        venv.create(folder, clear=True, with_pip=shutil.which("uv") is None)
    except subprocess.CalledProcessError:
        sys.exit("python3-venv is missing. Please run: sudo apt-get install python3-venv")
    python = str(python_of(folder))
    if uv := shutil.which("uv"):
        command = [uv, "pip", "install", "--quiet", "--python", python]
    else:
        command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    done = subprocess.run([*command, "--require-hashes", "-r", str(lock)], check=False)
    if done.returncode:
        sys.exit("The packages could not be installed: is there a network connection?")
    stamp.write_text(wanted)


def missing_packages(*sections: str) -> list[str]:
    """Return the Debian packages of *sections* whose library or file is not there."""
    missing: list[str] = []
    section = ""
    for line in PACKAGES.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#") and section in sections:
            package, probe = line.split()
            if not is_present(probe):
                missing.append(package)
    return missing


def is_present(probe: str) -> bool:
    """Tell whether a shared library can be loaded, or a file exists."""
    if probe.startswith("/"):
        return Path(probe).exists()
    try:
        ctypes.CDLL(probe)
    except OSError:
        return False
    return True


def ensure_system(*sections: str) -> None:
    """On Linux see to system packages: install them as root, else print the exact line."""
    if platform.system() != "Linux":
        return
    missing = missing_packages(*sections)
    if not missing:
        return
    line = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("Installing system packages: " + " ".join(missing))
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["apt-get", "update", "-q"], line):
            subprocess.run(command, check=False, env=env, stdout=subprocess.DEVNULL)
        missing = missing_packages(*sections)
    if missing:
        say("System packages are missing. Please run:\n  sudo " + " ".join(line))
        if set(missing) & set(missing_packages("base")):
            sys.exit(1)


def environment(*, offscreen: bool) -> dict[str, str]:
    """Return the environment of child processes: this tree first, no user site packages."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONNOUSERSITE": "1", "PYTHONUTF8": "1"}
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # compiling anew at each start is slow
    if offscreen:
        env["QT_QPA_PLATFORM"] = "offscreen"
    return env


def run(*command: str, offscreen: bool = True) -> int:
    """Run a module or tool inside the virtual environment, from the project's root."""
    arguments = [str(python_of(VENV)), *command]
    return subprocess.run(
        arguments, check=False, cwd=ROOT, env=environment(offscreen=offscreen)
    ).returncode


def prepare(*sections: str) -> None:
    """System packages, virtual environment, compiled catalogues."""
    ensure_system(*sections)
    ensure_venv(VENV, ROOT / "requirements.lock")
    run("-m", "translations.tool", "--compile")


def has_display() -> bool:
    """Tell whether a window can be shown here."""
    if os.environ.get("QT_QPA_PLATFORM"):
        return os.environ["QT_QPA_PLATFORM"] not in ("offscreen", "minimal")
    if platform.system() == "Linux":
        return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return True


def demo(rest: list[str]) -> int:
    """Open the demo agency; without a display run its main job without windows."""
    headless = "--headless" in rest
    if not headless and not has_display():
        say("There is no display here: running the main job without windows instead.")
        rest, headless = ["--headless", *rest], True
    prepare("base") if headless else prepare("base", "window", "fonts")
    if os.name == "posix":
        # The demo takes the place of this process, so that a signal meant for it reaches it.
        os.chdir(ROOT)
        python = str(python_of(VENV))
        command = [python, "-m", "desktop.app.demo", *rest]
        os.execve(python, command, environment(offscreen=headless))  # noqa: S606
    return run("-m", "desktop.app.demo", *rest, offscreen=headless)


def test(rest: list[str]) -> int:
    """Run the test suite on all cores, in random order; --long for the thorough tier."""
    prepare("base", "fonts", "tests")
    ensure_venv(ORACLE, ROOT / "oracle.lock")
    two = ["-n", "2", "--dist", "worksteal"]
    workers = [] if any(a.startswith(("-n", "-p")) for a in rest) else two
    return run("-m", "pytest", *workers, *rest)


def check(_rest: list[str]) -> int:
    """Style, types, layers, dependencies, catalogues: all must be clean."""
    prepare("base")
    results = [
        run("-m", "ruff", "check", *SOURCES),
        run("-m", "ruff", "format", "--check", "--quiet", *SOURCES),
        run("-m", "mypy"),
        run("-c", "from importlinter.cli import lint_imports_command as c; c()"),
        run("-m", "deptry", "desktop", "server", "protocol"),
        run("-m", "translations.tool", "--check"),
    ]
    say("check: clean" if not any(results) else "check: see above")
    return int(any(results))


def fmt(_rest: list[str]) -> int:
    """Format the sources and mend what ruff can mend."""
    ensure_venv(VENV, ROOT / "requirements.lock")
    return run("-m", "ruff", "check", "--fix", *SOURCES) | run("-m", "ruff", "format", *SOURCES)


def shots(rest: list[str]) -> int:
    """Render every page to build/shots."""
    prepare("base", "fonts")
    return run("-m", "tests.shots", *rest)


def i18n(rest: list[str]) -> int:
    """Extract, update, compile or check the catalogues."""
    ensure_venv(VENV, ROOT / "requirements.lock")
    return run("-m", "translations.tool", *(rest or ["--check"]))


def bench(rest: list[str]) -> int:
    """Print one JSON line per benchmark: figure, limit of the same run, ratio."""
    prepare("base", "fonts")
    return run("-m", "bench", *rest)


COMMANDS = {
    "demo": demo,
    "test": test,
    "check": check,
    "fmt": fmt,
    "shots": shots,
    "i18n": i18n,
    "bench": bench,
}


def main() -> int:
    """Read the command line; everything after the command goes to the command."""
    if sys.version_info < (3, 11):  # noqa: UP036 - the first thing an old Python meets
        sys.exit("Fallmappe needs Python 3.11 or newer.")
    listing = "\n".join(f"  {name:7} {f.__doc__}" for name, f in COMMANDS.items())
    parser = argparse.ArgumentParser(
        description=f"Fallmappe\n\n{listing}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        usage="python3 dev.py COMMAND [options]",
    )
    parser.add_argument("command", choices=COMMANDS, metavar="COMMAND")
    arguments, rest = parser.parse_known_args(sys.argv[1:])
    return COMMANDS[arguments.command](rest)


if __name__ == "__main__":
    sys.exit(main())
