"""What can only mean one thing, and what can mean two."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from corpus.contract.schemas import schema
from corpus.fixing.addresses import bare_host, lower_host
from corpus.fixing.dates import day, moment
from corpus.fixing.names import nearest

TABLES = tomllib.loads((Path(__file__).parent / "values.toml").read_text("utf-8"))
READERS: dict[str, Any] = {
    "moment": moment,
    "day": day,
    "bare_host": bare_host,
    "lower_host": lower_host,
    "nearest": lambda text: nearest(text, (*schema("article")["properties"], "rightt")),
}
CASES = [(reader, case) for reader, cases in TABLES.items() for case in cases]


@pytest.mark.parametrize(
    ("reader", "case"), CASES, ids=[f"{reader} {case['text']}" for reader, case in CASES]
)
def test_only_what_can_mean_one_thing_is_read(reader: str, case: dict[str, Any]) -> None:
    assert READERS[reader](case["text"]) == case.get("right")


@pytest.mark.parametrize("reader", ["moment", "day", "bare_host", "lower_host", "nearest"])
def test_what_is_right_stays(reader: str) -> None:
    for case in TABLES[reader]:
        if right := case.get("right"):
            assert READERS[reader](right) == right
