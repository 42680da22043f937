"""Originals of a form merge path by path, as its answers do."""

from __future__ import annotations

from desktop.domain.changes import Value
from desktop.domain.ids import new_record_id
from tests.unit.storage.conftest import NewLaptop
from tests.unit.storage.laptop import exchange

WORDS: dict[str, Value] = {"text": "ደብዳቤ መጺኡ", "language": "ti", "script": "Ethi", "at": 5}


def test_two_workers_render_different_originals_offline_and_both_stay(
    new_laptop: NewLaptop,
) -> None:
    anna, berta = new_laptop("anna"), new_laptop("berta")
    form = new_record_id()
    signed: Value = {"strokes": [[1, 2, 0, 3, 4, 16]], "width": 400, "height": 120}
    values: dict[str, Value] = {"form_id": "f2", "signatures//data/c": signed}
    anna.save(
        "form_submission",
        form,
        {**values, "originals//data/a": {**WORDS}, "originals//data/b": {**WORDS}},
    )
    exchange(anna, berta)
    anna.edit("form_submission", form, {"originals//data/a": {**WORDS, "rendered_by": "a"}})
    berta.edit("form_submission", form, {"originals//data/b": {**WORDS, "rendered_by": "b"}})
    exchange(anna, berta)
    for laptop in (anna, berta):
        stored = laptop.get("form_submission", form)
        assert stored.originals["/data/a"]["rendered_by"] == "a"
        assert stored.originals["/data/b"]["rendered_by"] == "b"
        assert stored.signatures == {"/data/c": signed}
        assert laptop.store.read().conflicts() == []
