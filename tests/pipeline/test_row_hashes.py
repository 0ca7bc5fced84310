from __future__ import annotations

from itertools import product
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.pipeline.row_hashes import row_hashes

VOTE = pa.struct([("start", pa.int32()), ("why", pa.string()), ("source", pa.string())])
SCHEMA = pa.schema(
    [
        ("text", pa.string()),
        ("title", pa.string()),
        ("line", pa.int64()),
        ("is_known", pa.bool_()),
        ("authors", pa.list_(pa.string())),
        ("votes", pa.list_(VOTE)),
    ]
)
TEXT = st.none() | st.text("aé", max_size=2)
VALUES = {
    "text": TEXT,
    "title": TEXT,
    "line": st.none() | st.integers(0, 1),
    "is_known": st.none() | st.booleans(),
    "authors": st.none() | st.lists(TEXT, max_size=2),
    "votes": st.lists(
        st.fixed_dictionaries({"start": st.integers(0, 1), "why": TEXT, "source": TEXT}), max_size=2
    ),
}


def hashes(rows: list[dict[str, Any]]) -> list[bytes]:
    return [each.tobytes() for each in row_hashes(pa.RecordBatch.from_pylist(rows, SCHEMA))]


@given(st.lists(st.fixed_dictionaries(VALUES), max_size=5))
def test_a_hash_says_what_a_row_holds_and_nothing_of_its_neighbours(
    rows: list[dict[str, Any]],
) -> None:
    together = hashes(rows)
    assert together == [each for row in rows for each in hashes([row])]
    for (row, own), (other, of_other) in product(zip(rows, together, strict=True), repeat=2):
        assert (row == other) == (own == of_other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"text": None}, {"text": ""}),
        ({"line": None}, {"line": 0}),
        ({"is_known": None}, {"is_known": False}),
        ({"authors": None}, {"authors": []}),
        ({"authors": []}, {"authors": [None]}),
        ({"authors": ["ab", "c"]}, {"authors": ["a", "bc"]}),
        ({"text": "ab", "title": "c"}, {"text": "a", "title": "bc"}),
        ({"text": "a", "title": None}, {"text": None, "title": "a"}),
    ],
)
def test_rows_that_look_alike_are_told_apart(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert len({*hashes([one, other])}) == 2


@given(st.lists(st.fixed_dictionaries(VALUES), min_size=3, max_size=5))
def test_a_slice_has_the_hashes_of_its_rows(rows: list[dict[str, Any]]) -> None:
    batch = pa.RecordBatch.from_pylist(rows, SCHEMA)
    assert row_hashes(batch[1:3]).tolist() == row_hashes(batch).tolist()[1:3]
