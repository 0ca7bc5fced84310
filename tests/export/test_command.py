"""`corpus export` on the sample: every format, its options, and readers of others."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus.contract.labels import BOILERPLATE, FURNITURE
from corpus.export.writers import WRITERS
from corpus.release.reader import Release
from tests.conftest import ROOT, Ran

SPLITS = {"train": 34, "validation": 4, "test": 4}
JSON_LINES = ["lines", "jsonl", "bio", "doccano", "prodigy"]


@pytest.fixture
def exported(
    sample: Path, tmp_path: Path, corpus: Callable[..., Ran]
) -> Callable[..., tuple[Path, Ran]]:
    def run(to: str, *options: str) -> tuple[Path, Ran]:
        ran = corpus("export", sample, "--to", to, "--out", tmp_path / to, *options)
        return tmp_path / to, ran

    return run


def test_the_documentation_has_every_format() -> None:
    page = (ROOT / "docs" / "export.md").read_text("utf-8")
    assert [name for name in WRITERS if f"| `{name}` |" not in page] == []


@pytest.mark.parametrize("to", ["text", *JSON_LINES, "conll", "label-studio", "argilla"])
def test_every_article_is_written(to: str, exported: Callable[..., tuple[Path, Ran]]) -> None:
    folder, ran = exported(to)
    assert ran.code == 0
    assert ran.out.endswith(f"-> {folder}: train 34, validation 4, test 4 articles\n")
    assert {path.name.split(".")[0] for path in folder.iterdir()} >= set(SPLITS)


@pytest.mark.parametrize("to", ["lines", "bio"])
def test_datasets_reads_json_lines(
    to: str, exported: Callable[..., tuple[Path, Ran]], tmp_path: Path
) -> None:
    from datasets import load_dataset

    folder, _ = exported(to)
    files = {split: str(folder / f"{split}.jsonl") for split in SPLITS}
    splits = load_dataset("json", data_files=files, cache_dir=str(tmp_path / "cache"))
    if to != "lines":
        assert {split: len(rows) for split, rows in splits.items()} == SPLITS
    else:
        assert set(splits["train"]["label"]) > {"story", "headline"}


def test_text_is_the_article(sample: Path, exported: Callable[..., tuple[Path, Ran]]) -> None:
    folder, _ = exported("text", "--split", "test")
    release = Release.open(sample)
    rows = list(release.rows("test"))
    assert [path.name for path in folder.iterdir()] == ["test"]
    assert {path.stem for path in (folder / "test").iterdir()} == {row["id"] for row in rows}
    for row in rows:
        text = (folder / "test" / f"{row['id']}.txt").read_text("utf-8")
        assert text == release.to_text(row) + "\n"
        assert "\n\n\n" not in text


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (["boilerplate"], set(BOILERPLATE)),
        (["furniture"], set(FURNITURE)),
        (["comments, byline"], {"comments", "byline"}),
        (["comments", "byline"], {"comments", "byline"}),
    ],
)
def test_labels_that_were_not_asked_for_are_story(
    labels: list[str], expected: set[str], exported: Callable[..., tuple[Path, Ran]]
) -> None:
    options = [part for name in labels for part in ("--labels", name)]
    folder, _ = exported("lines", *options)
    lines = [json.loads(line) for file in folder.iterdir() for line in file.open(encoding="utf-8")]
    assert {line["label"] for line in lines} - {"story"} <= expected
    assert {line["label"] for line in lines} & expected


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--labels", "coments"], '--labels "coments": no such label; expected boilerplate'),
        (["--labels", "coments"], "did you mean comments?"),
        (["--split", "dev"], "'dev' is not one of 'train', 'validation', 'test'"),
    ],
)
def test_what_cannot_be_is_told(
    options: list[str], told: str, exported: Callable[..., tuple[Path, Ran]]
) -> None:
    folder, ran = exported("lines", *options)
    assert ran.code == 2
    assert told in ran.err
    assert not folder.parent.exists() or not any(folder.parent.iterdir())


def test_nothing_is_overwritten(exported: Callable[..., tuple[Path, Ran]]) -> None:
    folder, _ = exported("lines", "--split", "test")
    before = (folder / "test.jsonl").read_bytes()
    _, ran = exported("lines")
    assert ran.code == 2
    assert f"{folder}: cannot be written (exists); expected nothing there" in ran.err
    assert [path.name for path in folder.iterdir()] == ["test.jsonl"]
    assert (folder / "test.jsonl").read_bytes() == before


def test_a_missing_library_is_told(
    exported: Callable[..., tuple[Path, Ran]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpus.export.writers.writer.find_spec", lambda name: None)
    _, ran = exported("spacy")
    assert ran.code == 2
    assert "spacy is not installed; expected the extra `spacy`" in ran.err


def test_taggers_read_the_columns(exported: Callable[..., tuple[Path, Ran]]) -> None:
    folder, _ = exported("conll")
    for split, articles in SPLITS.items():
        blocks = (folder / f"{split}.conll").read_text("utf-8").split("\n\n")
        rows = [[line.split(" ") for line in block.splitlines()] for block in blocks if block]
        assert all(len(columns) == 4 for block in rows for columns in block)
        assert sum(block[0][0] == "-DOCSTART-" for block in rows) == articles


def test_tasks_are_those_of_the_tools(
    sample: Path, exported: Callable[..., tuple[Path, Ran]]
) -> None:
    from corpus.annotate.task import Task
    from corpus.annotate.tools import TOOLS

    rows = list(Release.open(sample).rows("test"))
    for name, tool in TOOLS.items():
        folder, _ = exported(name, "--split", "test", "--labels", "boilerplate,furniture")
        (file,) = folder.glob("test.json*")
        text = file.read_text("ascii")  # doccano guesses any other encoding
        records: list[Any] = (
            [json.loads(line) for line in text.splitlines()] if tool.is_lines else json.loads(text)
        )
        expected = [json.loads(json.dumps(tool.task(Task.of_row(row)))) for row in rows]
        assert records == expected
        assert {path.name for path in folder.iterdir()} == {
            file.name,
            *(f"{name}{ending}" for ending in tool.setup()),
        }
