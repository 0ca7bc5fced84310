"""Every kind of the table, with what the tools themselves wrote (`make_samples.py`)."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from corpus.contract.article import Record
from corpus.contract.limits import Limits
from corpus.contract.place import shown_place
from corpus.contract.problems import Problem
from corpus.read.foreign import tally as counts
from corpus.read.foreign.kinds import OWN, kinds
from corpus.read.foreign.settings import Importing
from corpus.read.foreign.tally import Tally
from corpus.read.forms import SUFFIXES
from corpus.read.records import records
from corpus.read.shards import Piece
from corpus.validation.schema import explain

HERE = Path(__file__).parent
SAMPLES = HERE / "samples"
WITHOUT_FIELDS = ("page", "warc", "wet")  # what the page says is read later
CASES = tomllib.loads((HERE / "kinds.toml").read_text("utf-8"))["sample"]


def of(tally: Tally, what: str) -> dict[str, int]:
    return {fact.of: n for fact, n in tally.items() if fact.what == what}


def test_every_kind_and_every_sample_has_a_case() -> None:
    assert {case["kind"] for case in CASES} == set(kinds())
    files = {str(path.relative_to(SAMPLES)) for path in SAMPLES.rglob("*") if path.is_file()}
    described = {file for file in files if "dataset_" in file or "state.json" in file}
    pages = {"news-please-1.json"}
    assert files - described - pages == {case["file"] for case in CASES}


def test_the_documentation_has_every_kind_and_every_suffix() -> None:
    page = (HERE.parent.parent / "docs" / "import.md").read_text("utf-8")
    assert [name for name in (*kinds(), *SUFFIXES) if f"`{name}`" not in page] == []


@pytest.mark.parametrize("case", CASES, ids=[case["file"] for case in CASES])
def test_what_a_sample_comes_to(case: dict[str, Any]) -> None:
    tally = Tally()
    importing = Importing(outlet=case.get("outlet"))
    found = list(records(SAMPLES, Piece(case["file"]), Limits(), importing, tally))
    articles = [item for item in found if isinstance(item, Record)]
    assert len(articles) == case["count"]
    told = [item.reason for item in found if isinstance(item, Problem)]
    assert told == case.get("left_out", [])
    for article in articles:
        assert explain("article", article.data, article.file, article.line) == []
    assert shown_place(articles[-1].file, articles[-1].line) == case["place"]
    first = articles[0].data
    text = first.get("text") or first["html"].replace("<p>", "")
    assert "\nUntil they are replaced" in text
    if case["kind"] not in WITHOUT_FIELDS:
        assert first["title"] == "Ferry timetable cut after pier inspection"
    assert {name: first[name] for name in case["ours"]} == case["ours"]
    assert ("url" in first) != ("outlet" in case)
    if case["kind"] != OWN:
        assert {fact.kind for fact in tally} == {case["kind"]}
        assert of(tally, counts.RECORDS) == {case["file"]: case["count"]}
    assert sorted(of(tally, counts.EXTRA)) == case.get("extra", [])
    assert sorted(of(tally, counts.LEFT)) == case.get("left", [])
    assert sum(of(tally, counts.IDS).values()) == case.get("ids", 0)
    zone = case.get("zone")
    assert first.get("extra", {}).get(f"{zone}_zone") == ("assumed UTC" if zone else None)
