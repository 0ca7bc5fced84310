"""Records of other tools in our own fields; the cases are in `foreign.toml`."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.contract.article import Record
from corpus.contract.limits import Limits
from corpus.contract.problems import Problem
from corpus.read.foreign import tally as counts
from corpus.read.foreign.convert import Converter
from corpus.read.foreign.settings import Importing
from corpus.read.foreign.tally import Tally
from corpus.read.records import records
from corpus.read.shards import Piece
from corpus.validation.schema import is_valid
from tests.conftest import Raw

CASES = tomllib.loads(Path(__file__).with_name("foreign.toml").read_text("utf-8"))["case"]
BOTH = {"text": "The ferry left on time.", "url": "https://a.example/1"}


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_what_a_record_comes_to(case: dict[str, Any], raw: Raw) -> None:
    record = json.loads(case["record"])
    given = record if "bare" in case else {**BOTH, **record}
    raw.write("a.jl", json.dumps(given) + "\n")
    tally = Tally()
    importing = Importing(map=case.get("map", {}))
    *told, last = records(raw.folder, Piece("a.jl"), Limits(), importing, tally)
    if "problem" in case:
        assert str(last) == case["problem"]
        return
    assert isinstance(last, Record)
    if "own" in case:
        assert (last.data, told, tally) == (given, [], Tally())
        return
    assert is_valid("article", last.data)
    assert last.data.pop("text") == case.get("text", BOTH["text"])
    if "outlet" not in case.get("ours", {}):
        assert last.data.pop("url") == case.get("url", BOTH["url"])
    assert last.data == case.get("ours", {})
    assert [str(item).removeprefix("a.jl:1: ") for item in told] == case.get("warnings", [])
    counted = {f"{fact.what} {fact.of}" for fact in tally if fact.what != counts.RECORDS}
    assert counted == set(case.get("counts", []))


NAMES = st.sampled_from(
    "body date url link author lang id uuid extra metadata title license rights domain x".split()
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary() | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)


@given(data=st.dictionaries(NAMES, VALUES))
def test_whatever_a_tool_writes_its_optional_fields_never_cost_the_article(
    data: dict[str, Any],
) -> None:
    given = {**data, "body": "The ferry left on time.", "outlet": "echo"}
    *told, last = Converter(Importing(), Tally()).convert(Record("a.jl", 1, given), False, None)
    assert isinstance(last, Record)
    assert is_valid("article", last.data), last.data
    assert json.loads(json.dumps(last.data)) == last.data
    for problem in told:
        assert isinstance(problem, Problem)
        assert problem.severity == "warning"


def test_records_with_new_fields_each_are_counted_in_bounded_memory() -> None:
    tally = Tally()
    converter = Converter(Importing(outlet="echo"), tally)
    for n in range(2000):
        record = Record("a.jl", n, {"body": "The ferry left.", f"field {n}": n})
        assert len(list(converter.convert(record, True, None))) == 1
    extra = {fact.of: count for fact, count in tally.items() if fact.what == counts.EXTRA}
    assert sum(extra.values()) == 2000
    assert len(tally) < 1000
    assert extra["other fields"] > 1000
