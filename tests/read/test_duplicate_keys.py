"""A key that stands twice is found, however the object is written."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.read.duplicate_keys import duplicate_keys

texts = st.text(st.sampled_from('ab":\\\\{},\n é'), max_size=6)
scalars = st.none() | st.booleans() | st.integers(0, 9) | texts
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.lists(st.tuples(texts, inner), max_size=4),
    max_leaves=8,
)
separators = st.sampled_from([(",", ":"), (", ", ": "), (" ,\n", " : "), (",", "\t:\r\n")])


def is_object(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, tuple) for item in value) and value


def written(value: Any, comma: str, colon: str, twice: Counter[str]) -> str:
    """JSON of a value in which lists of pairs are objects; counts the keys that stand twice."""
    if is_object(value):
        times = Counter(key for key, _ in value)
        twice.update({key: n for key, n in times.items() if n > 1})
        inside = (
            f"{json.dumps(key)}{colon}{written(inner, comma, colon, twice)}" for key, inner in value
        )
        return "{" + comma.join(inside) + "}"
    if isinstance(value, list):
        return "[" + comma.join(written(inner, comma, colon, twice) for inner in value) + "]"
    return json.dumps(value, ensure_ascii=False)


@given(values, separators)
def test_every_key_that_stands_twice_is_found(value: Any, separators: tuple[str, str]) -> None:
    twice: Counter[str] = Counter()
    source = written(value, *separators, twice).encode()
    assert duplicate_keys(source, orjson.loads(source)) == twice


@pytest.mark.parametrize(
    "source",
    [
        b'{"a": 1, "b": "x\\\\", "c": "y\\\\", "a": 2}',
        b'{"a": 1, "\\u0061": 2}',
        b'{"a": 1, "a" : 2, "b": ":"}',
    ],
)
def test_what_hides_a_second_key(source: bytes) -> None:
    assert duplicate_keys(source, orjson.loads(source)) == Counter(a=2)


def test_a_deep_value_is_no_error() -> None:
    source = b"[" * 1000 + b'"\\\\"' + b"]" * 1000
    assert duplicate_keys(source, orjson.loads(source)) == Counter()
