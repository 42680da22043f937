"""Replay of recorded whole-form scenarios; the fields of a line are explained beside the data."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from desktop.domain.errors import KnownError
from desktop.forms.engine.tree import FormNode
from desktop.forms.environment import Environment
from desktop.forms.load import load_form
from desktop.forms.question_types import is_note
from desktop.forms.session import FormSession
from tests.conformance.outcome import Outcome

ZONE = ZoneInfo("America/Phoenix")
_GENERATED = re.compile(r"(?:uuid:)?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_ENTRY = re.compile(r"\[\d+\]$")


def replay(path: Path) -> Outcome:
    """Run every scenario; one that differs in any state of any step has failed."""
    outcome = Outcome()
    for steps in _scenarios(path):
        problem = _run(steps)
        if problem is None:
            outcome.passed += 1
        else:
            outcome.failures.append(f"{steps[0]['file']} | {steps[0]['test']} | {problem}")
    return outcome


def _scenarios(path: Path) -> Iterator[list[dict[str, Any]]]:
    with path.open(encoding="utf-8") as lines:
        cases = [json.loads(line) for line in lines if line.strip()]
    for _, group in itertools.groupby(cases, key=lambda case: case["sid"]):
        steps = list(group)
        if not any(step.get("known_wrong") for step in steps):
            yield steps


def _run(steps: list[dict[str, Any]]) -> str | None:
    session: FormSession | None = None
    for number, step in enumerate(steps):
        try:
            if step["op"][0] == "init":
                session = _begin(step)
            else:
                assert session is not None
                _apply(session, step["op"])
            problem = _compare(session, step["state"] or [])
        except (KnownError, Exception) as error:  # a scenario that raises has failed
            problem = f"{type(error).__name__}: {error} {getattr(error, 'facts', '')}"
        if problem is not None:
            return f"step {number} {step['op'][0]}: {problem}"
    return None


def _begin(step: dict[str, Any]) -> FormSession:
    environment = Environment(ZONE, now=lambda: datetime.now(UTC))
    return FormSession(
        load_form(step["op"][1]), environment=environment, language=step.get("lang") or ""
    )


def _apply(session: FormSession, op: list[Any]) -> None:
    match op[0]:
        case "answer":
            value = "" if op[2] in (None, "undefined") else str(op[2])
            session.answer(op[1], value)
        case "addRepeat":
            session.add_repeat(_ENTRY.sub("", op[1]))
        case "removeRepeat":
            session.remove_repeat(_instance_ref(session, op))
        case "setLanguage":
            session.set_language(op[1])


def _instance_ref(session: FormSession, op: list[Any]) -> str:
    """*index* counts instances from 0; a ref with a position says it all."""
    if op[1].endswith("]") or len(op) < 3 or op[2] is None:
        return str(op[1])
    return f"{op[1]}[{int(op[2]) + 1}]"


def _compare(session: FormSession, expected: list[dict[str, Any]]) -> str | None:
    actual = list(_state(session))
    refs, wanted_refs = [row["ref"] for row in actual], [row["ref"] for row in expected]
    if refs != wanted_refs:
        lost = [ref for ref in wanted_refs if ref not in refs]
        added = [ref for ref in refs if ref not in wanted_refs]
        return f"structure: missing {lost}, unexpected {added}, or order"
    for row, target in zip(actual, expected, strict=True):
        for key, value in target.items():
            if not _same(row.get(key), value):
                return f"{row['ref']} {key}: expected {value!r}, got {row.get(key)!r}"
    return None


def _same(actual: Any, expected: Any) -> bool:
    if isinstance(expected, str) and isinstance(actual, str) and _GENERATED.search(expected):
        return _GENERATED.sub("#", actual) == _GENERATED.sub("#", expected)
    return bool(actual == expected)


def _state(session: FormSession) -> Iterator[dict[str, Any]]:
    yield from _node_state(session, session.nodes()[0])


def _node_state(session: FormSession, node: FormNode) -> Iterator[dict[str, Any]]:
    yield _row(session, node)
    for definition in node.definition.children:
        instances = node.named(definition.key)
        if definition.is_repeat:
            yield _range_row(session, f"{node.ref()}/{definition.name}")
        for instance in instances:
            assert isinstance(instance, FormNode)
            yield from _node_state(session, instance)


def _range_row(session: FormSession, ref: str) -> dict[str, Any]:
    state = session.state(ref)
    row: dict[str, Any] = {
        "ref": ref,
        "t": f"repeat-range:{'controlled' if state.is_counted else 'uncontrolled'}",
        "rel": state.relevant,
        "req": state.required,
        "ro": state.readonly,
        "label": session.text(ref, "label", session.language).value,
    }
    return row


def _row(session: FormSession, node: FormNode) -> dict[str, Any]:
    row: dict[str, Any] = {
        "ref": node.ref(),
        "t": _type(node),
        "rel": node.relevant,
        "req": node.required,
        "ro": node.readonly,
    }
    if node.definition.is_leaf:
        row["val"] = node.value
        row["viol"] = None if node.violation is None else str(node.violation.value)
    _add_texts(session, node, row)
    return row


def _add_texts(session: FormSession, node: FormNode, row: dict[str, Any]) -> None:
    ref, control, language = row["ref"], node.definition.control, session.language
    if control is None:
        return
    row["label"] = session.text(ref, "label", language).value
    row["hint"] = session.text(ref, "hint", language).value
    if control.kind in ("select", "select1", "rank"):
        row["opts"] = [
            [value, session.choice_text(ref, value, language).value]
            for value in session.choices(ref)
        ]
    if node.violation is not None:
        row["msg"] = session.text(ref, node.violation.value, language).value


def _type(node: FormNode) -> str:
    definition, control = node.definition, node.definition.control
    if definition.parent is None:
        return "root"
    if definition.is_repeat:
        return "repeat-instance"
    if not definition.is_leaf:
        return "group"
    if control is None:
        return "model-value"
    if is_note(definition):
        return "note"
    return {"select1": "select"}.get(control.kind, control.kind)
