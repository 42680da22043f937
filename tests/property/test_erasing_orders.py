"""Whatever the order in which edits and erasures arrive: nobody keeps the word (T35)."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.changes import Operation, RecordEdit, Value
from desktop.domain.ids import RecordId, new_record_id, new_stream_id
from desktop.storage.files import store_path
from tests.support.page_scan import words_found
from tests.unit.storage.laptop import Laptop

pytestmark = pytest.mark.hardening("T35")

WORD = "Zugspitzbahnfahrer"
STREAM = new_stream_id()
CASE, PERSON, NOTE = (new_record_id() for _ in range(3))


def _history(folder: Path) -> list[Operation]:
    """What two workers wrote, the second without knowing of the erasure."""
    anna, berta = Laptop(folder / "anna"), Laptop(folder / "berta")

    def write(laptop: Laptop, kind: str, record: RecordId, /, **values: Value) -> None:
        view = laptop.store.read().edit_view(kind, record)
        base = {} if view is None else {unit: view.bases.get(unit, ()) for unit in values}
        edit = RecordEdit(STREAM, kind, record, values, base)
        laptop.store.write(lambda writer: writer.save([edit])).result()

    write(anna, "case", CASE, number="1", next_step=WORD)
    write(anna, "person", PERSON, case=CASE, family_name=WORD)
    berta.receive(anna.log(STREAM))
    write(berta, "person", PERSON, family_name=f"{WORD}-2")
    write(berta, "note", NOTE, case=CASE, text=f"{WORD} war da.")
    write(berta, "case", CASE, next_step=f"{WORD} anrufen")
    write(anna, "person", PERSON, phone=WORD)
    write(anna, "erasure", new_record_id(), case=CASE, what="case", ground="request", erased_at=1)
    operations = {op.id: op for op in (*berta.log(STREAM), *anna.log(STREAM)) if op.values}
    for laptop in (anna, berta):
        laptop.store.close()
    return list(operations.values())


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> list[Operation]:
    found = _history(tmp_path_factory.mktemp("history"))
    assert any(op.kind == "erasure" for op in found)
    assert sum(WORD in str(op.values) for op in found) == 5
    return found


@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_nobody_keeps_the_word(history: list[Operation], data: st.DataObject) -> None:
    order = data.draw(st.permutations(history))
    cuts = sorted(data.draw(st.sets(st.integers(1, len(order) - 1), max_size=3)))
    with tempfile.TemporaryDirectory() as name:
        laptop = Laptop(Path(name) / "carla")
        for start, end in zip([0, *cuts], [*cuts, len(order)], strict=True):
            laptop.receive(order[start:end])
        laptop.receive(order)
        reader = laptop.store.read()
        assert [reader.count(kind) for kind in ("case", "person", "note")] == [0, 0, 0]
        assert reader.count("erasure") == 1
        assert reader.conflict_count() == 0
        assert words_found(store_path(laptop.directory), laptop.key, [WORD]) == set()
        laptop.store.close()
