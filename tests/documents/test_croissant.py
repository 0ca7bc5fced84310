"""The Croissant file: valid without a warning, and the rows come back through it."""

from __future__ import annotations

import json
import logging
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from corpus.contract.columns import OPTIONAL, ROW
from corpus.contract.labels import LABELS
from corpus.documents.croissant import croissant
from corpus.documents.facts import Facts
from corpus.documents.statistics import Statistics
from corpus.documents.wording import COLUMNS, MEANINGS, SPAN
from tests.documents.test_card import ROWS, release, rights


@pytest.fixture
def facts(tmp_path: Path) -> Facts:
    return release(tmp_path)


def opened(facts: Facts, folder: Path) -> Any:
    """The dataset as mlcroissant reads it from `folder`."""
    import mlcroissant

    path = folder / "croissant.json"
    path.write_text(croissant(facts), "utf-8")
    return mlcroissant.Dataset(jsonld=path)


def text(value: Any) -> Any:
    """mlcroissant gives texts as bytes."""
    return value.decode() if isinstance(value, bytes) else value


def test_valid_without_a_warning(
    facts: Facts, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        issues = opened(facts, tmp_path).metadata.ctx.issues
    assert not issues.errors
    assert not issues.warnings
    assert not caplog.records


def test_records_are_the_rows(
    facts: Facts, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        records = list(opened(facts, tmp_path).records("rows"))
    assert not caplog.records
    rows = [(split, row) for split in ROWS for row in ROWS[split]]
    assert Counter(text(record["rows/split"]) for record in records) == {
        split: len(rows) for split, rows in ROWS.items()
    }
    by_id = {text(record["rows/id"]): record for record in records}
    assert len(by_id) == len(rows)
    for split, row in rows:
        record = by_id[row["id"]]
        assert text(record["rows/split"]) == split
        for name in ("url", "outlet", "outlet_name", "title", "language", "text", "sha256"):
            assert text(record[f"rows/{name}"]) == row[name]
        assert [text(name) for name in record["rows/authors"] or []] == (row["authors"] or [])
        assert record["rows/published"] == row["published"]
        assert record["rows/human_labelled"] == row["human_labelled"]
        stored = record["rows/spans"]
        spans = [{name: text(span[f"rows/spans/{name}"]) for name in SPAN} for span in stored]
        assert spans == row["spans"]


def test_splits_and_labels_are_records(facts: Facts, tmp_path: Path) -> None:
    dataset = opened(facts, tmp_path)
    splits = list(dataset.records("splits"))
    assert [split["splits/name"] for split in splits] == list(ROWS)
    labels = {label["labels/code"]: label["labels/name"] for label in dataset.records("labels")}
    assert labels == dict(enumerate(LABELS))


def test_the_label_of_a_span_refers_to_the_labels(facts: Facts) -> None:
    rows = json.loads(croissant(facts))["recordSet"][2]["field"]
    spans = next(field["subField"] for field in rows if field["name"] == "spans")
    label = next(field for field in spans if field["name"] == "label")
    assert label["dataType"] == ["sc:Integer", "cr:Label"]
    assert label["references"] == {"field": {"@id": "labels/code"}}


def test_every_column_is_described() -> None:
    assert list(COLUMNS) == [*ROW.names, *OPTIONAL]
    assert list(MEANINGS) == list(LABELS)
    assert list(SPAN) == [field.name for field in ROW.field("spans").type.value_type]


def test_files_are_pinned(facts: Facts) -> None:
    content = json.loads(croissant(facts))
    files = [file for shards in facts.data_files.values() for file in shards]
    assert [
        (item["contentUrl"], item["contentSize"], item["sha256"])
        for item in content["distribution"]
        if item["@type"] == "cr:FileObject"
    ] == [(file.path, f"{file.bytes} B", file.sha256) for file in files + facts.other_files]
    assert content["distribution"][-1]["includes"] == [f"data/{split}-*.parquet" for split in ROWS]


def test_required_properties_and_rights(facts: Facts) -> None:
    content = json.loads(croissant(facts))
    assert content["conformsTo"][0] == "http://mlcommons.org/croissant/1.1"
    required = {"name", "description", "license", "url", "creator", "datePublished"}
    assert required | {"version", "citeAs", "keywords", "inLanguage"} <= set(content)
    assert content["inLanguage"] == ["ar", "en", "ja"]
    assert [work["name"] for work in content["license"]] == ["Not known", "CC0-1.0"]
    assert "url" not in content["license"][0]
    assert content["license"][1]["url"] == "https://spdx.org/licenses/CC0-1.0.html"
    mit = replace(facts, by_split={"train": Statistics(rows=1, rights=rights("MIT"))})
    assert json.loads(croissant(mit))["license"] == ["https://spdx.org/licenses/MIT.html"]
    assert content["rai:machineAnnotationTools"] == ["rule:newsletter_signup.v1", "titles:v1"]


def test_what_is_not_known_is_left_out(facts: Facts, tmp_path: Path) -> None:
    bare = replace(
        facts,
        date=None,
        by_split={"train": Statistics(rows=3, characters=9, languages=Counter({"und": 3}))},
        data_files={"train": facts.data_files["train"]},
    )
    content = json.loads(croissant(bare))
    absent = {"datePublished", "dateCreated", "inLanguage", "rai:machineAnnotationTools"}
    assert not absent & set(content)
    assert not opened(bare, tmp_path).metadata.ctx.issues.errors


def test_same_facts_same_bytes(facts: Facts, tmp_path: Path) -> None:
    assert croissant(release(tmp_path / "again")) == croissant(facts)
    assert croissant(facts).startswith('{\n  "@context": {\n    "')
    assert str(tmp_path) not in croissant(facts)
