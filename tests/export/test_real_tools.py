"""Files of an export, read by the tools that they are for; these come with extras."""

from __future__ import annotations

import json
import subprocess
import venv
from pathlib import Path
from typing import Any

import pytest

from corpus.export.export import export
from corpus.release.reader import Release

pytestmark = pytest.mark.slow  # the clients bring much with them
# With what it needs of its time, which the builder's own environment cannot have.
DOCCANO = ("doccano==1.8.4", "marshmallow<3.20", "numpy<2", "setuptools<81")
Place = tuple[int, int, str]


def places(release: Release) -> dict[str, list[Place]]:
    return {
        row["id"]: [(span["start"], span["end"], span["label"]) for span in row["spans"]]
        for row in release.rows("test")
    }


@pytest.fixture
def release(sample: Path) -> Release:
    return Release.open(sample)


def test_label_studio_takes_the_tasks(release: Release, tmp_path: Path) -> None:
    from label_studio_sdk.label_interface import LabelInterface

    export(release, "label-studio", tmp_path / "out", ["test"])
    interface = LabelInterface((tmp_path / "out" / "label-studio.xml").read_text("utf-8"))
    tasks = json.loads((tmp_path / "out" / "test.json").read_text("utf-8"))
    found = {}
    for task in tasks:
        assert interface.validate_task({"data": task["data"]})  # it forgets to pass predictions on
        (prediction,) = task["predictions"]
        assert interface.validate_prediction(prediction, return_errors=True) == []
        values = [region["value"] for region in prediction["result"]]
        text = task["data"]["text"]
        assert all(text[value["start"] : value["end"]] == value["text"] for value in values)
        found[task["data"]["article"]] = [(v["start"], v["end"], v["labels"][0]) for v in values]
    assert found == places(release)


def test_doccano_imports_the_tasks(release: Release, tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", with_pip=True)
    python = tmp_path / "venv/bin/python"
    subprocess.run([python, "-m", "pip", "install", "-q", *DOCCANO], check=True)
    export(release, "doccano", tmp_path / "out")
    files = []  # an article each: so small, they tell little of their encoding
    for split in (tmp_path / "out").glob("*.jsonl"):
        for number, line in enumerate(split.read_bytes().splitlines(keepends=True)):
            files.append(tmp_path / f"{split.stem}-{number}.jsonl")
            files[-1].write_bytes(line)
    command = [python, Path(__file__).with_name("doccano_reads.py"), tmp_path, *files]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    found = json.loads(ran.stdout.splitlines()[-1])
    tasks = [json.loads(file.read_text("utf-8")) for file in files]
    assert found == {
        "errors": [],
        "articles": {
            task["article"]: {"text": task["text"], "spans": sorted(task["label"])}
            for task in tasks
        },
    }


def test_argilla_makes_records(release: Release, tmp_path: Path) -> None:
    import argilla
    from argilla.records._io import JsonIO

    export(release, "argilla", tmp_path / "out", ["test"])
    records = JsonIO._records_from_json(tmp_path / "out" / "test.json")
    assert [record.id for record in records] == list(places(release))
    assert all(isinstance(record, argilla.Record) for record in records)
    for record in records:
        (suggestion,) = record.suggestions
        text = record.fields["text"].encode("utf-16-le")
        for span in suggestion.value:
            said = text[2 * span["start"] : 2 * span["end"]].decode("utf-16-le")
            assert said == said.strip() != ""


def test_spacy_trains_on_it(release: Release, tmp_path: Path) -> None:
    import spacy
    from spacy.training import Corpus

    export(release, "spacy", tmp_path / "out")
    nlp: Any = spacy.blank("xx")
    examples = list(Corpus(tmp_path / "out" / "test")(nlp))
    found = {
        example.reference.user_data["id"]: [
            (entity.start_char, entity.end_char, entity.label_) for entity in example.reference.ents
        ]
        for example in examples
    }
    assert found == places(release)
    recognizer = nlp.add_pipe("ner")
    spancat = nlp.add_pipe("spancat")
    nlp.initialize(lambda: examples)
    assert set(recognizer.labels) == set(spancat.labels) > {"headline", "byline"}
    losses: dict[str, float] = {}
    nlp.update(examples, losses=losses)
    assert losses["ner"] > 0


def test_spacy_converts_the_columns(release: Release, tmp_path: Path) -> None:
    from spacy.training.converters import conll_ner_to_docs

    export(release, "conll", tmp_path / "out", ["test"])
    text = (tmp_path / "out" / "test.conll").read_text("utf-8")
    found = [
        ("".join(entity.text.split()), entity.label_)
        for document in conll_ner_to_docs(text, n_sents=1, no_print=True)  # a line each
        for entity in document.ents
    ]
    rows = list(release.rows("test"))
    assert found == [
        ("".join(row["text"][span["start"] : span["end"]].split()), span["label"])
        for row in rows
        for span in row["spans"]
    ]
