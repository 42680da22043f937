"""House rules that no linter knows, each with the reason why."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("protocol", "desktop", "server")

RULES: tuple[tuple[str, str, tuple[str, ...], str], ...] = (
    (r"\.exec\(\)", "dialogs open() and answer by signal; a nested loop hides bugs",
     ("desktop/ui",), ""),
    (r"\balter=True", "schema changes happen in migrations only", PRODUCT, ""),
    (r"PRAGMA key", "the raw key never stands in SQL text", PRODUCT, ""),
    (r"\bsetHtml\(|insertHtml\(", "data must never render as HTML", ("desktop/ui",), ""),
    (r"\bpickle\b|\beval\(", "nothing from outside is executed", PRODUCT, ""),
    (r"QTranslator|QLocale\.setDefault|setlocale\(|gettext\.install|builtins\._",
     "language belongs to a window, never to the process", PRODUCT, ""),
    (r"\btime\.sleep\(", "wait for events, not for time", (*PRODUCT, "tests"),
     "tests/unit/test_house_rules.py"),
    (r"processEvents\(|\.terminate\(\)", "no nested event loops, no killed threads",
     ("desktop",), "desktop/app/"),
    (r"^\s*(import|from) (sqlcipher3|sqlite_utils)",
     "only storage/driver.py may meet both parts", ("desktop",), "desktop/storage/"),
    (r"set(Text|WindowTitle|PlaceholderText|ToolTip)\(\s*f?\"(?!Fallmappe\")[A-Za-zÄÖÜäöü]{3,}",
     "texts on screen go through the catalogue", ("desktop/ui",), ""),
)  # fmt: skip


def _sources(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


@pytest.mark.parametrize(("pattern", "reason", "folders", "allowed"), RULES)
def test_no_source_breaks_a_house_rule(
    pattern: str, reason: str, folders: tuple[str, ...], allowed: str
) -> None:
    broken = [
        f"{path.relative_to(ROOT).as_posix()}:{number}: {line.strip()}"
        for path in _sources(*folders)
        if not (allowed and path.relative_to(ROOT).as_posix().startswith(allowed))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(pattern, line)
    ]
    assert not broken, f"{reason}: {broken}"


def test_files_are_read_in_five_minutes_and_functions_fit_on_a_screen() -> None:
    too_long: list[str] = []
    for path in _sources(*PRODUCT, "bench", "translations"):
        text = path.read_text(encoding="utf-8")
        name = path.relative_to(ROOT).as_posix()
        if text.count("\n") > 400:
            too_long.append(f"{name}: {text.count(chr(10))} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                size = (node.end_lineno or node.lineno) - node.lineno + 1
                if size > 60:
                    too_long.append(f"{name}:{node.lineno} {node.name}: {size} lines")
    assert not too_long


def test_no_hidden_direction_marks_in_source() -> None:
    marks = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f]")
    hidden = [
        path.relative_to(ROOT).as_posix()
        for path in _sources(*PRODUCT, "tests", "bench")
        if marks.search(path.read_text(encoding="utf-8"))
    ]
    assert not hidden, "direction marks hide what code does; write them as escapes"


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        path.relative_to(ROOT).as_posix()
        for path in _sources(*PRODUCT)
        if path.stat().st_size and not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert not silent


def test_layers_hold() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]


def test_services_work_without_qt() -> None:
    script = (
        "import sys; sys.modules['PySide6'] = None\n"
        "import desktop.services.services, desktop.sync.worker, server.app\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]


def test_the_unlock_window_loads_nothing_heavy() -> None:
    script = (
        "import sys, desktop.app.boot\n"
        "heavy = {'babel', 'pyxform', 'openpyxl', 'cryptography', 'sqlcipher3', 'sqlite_utils',"
        " 'urllib3', 'starlette', 'qtawesome', 'cbor2', 'msgspec'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "[]", done.stdout + done.stderr
