from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import CannotRunError
from corpus.read import files
from tests.conftest import Raw


def test_what_stands_below_a_raw_folder(raw: Raw) -> None:
    for file in (
        "b/two.jsonl",
        "a.json",
        "c.jsonl.gz",
        "d.json.zst",
        "a.labels.json",
        "b.labels.jsonl",
        "c.labels.json.gz",
        "outlets/ie.toml",
        "outlets/notes.md",
        "README.md",
        ".hidden/x.json",
    ):
        raw.write(file, b"{}")
    assert files.list_raw(raw.folder) == files.RawFiles(
        articles=["a.json", "b/two.jsonl", "c.jsonl.gz", "d.json.zst"],
        labels=["a.labels.json"],
        misnamed_labels=["b.labels.jsonl", "c.labels.json.gz"],
        outlets=["outlets/ie.toml"],
        ignored=["README.md", "outlets/notes.md"],
    )


def test_nothing_to_read(tmp_path: Path) -> None:
    with pytest.raises(CannotRunError, match="no such folder"):
        files.list_raw(tmp_path / "gone")
    with pytest.raises(CannotRunError, match="no articles in it"):
        files.list_raw(tmp_path)


@pytest.mark.parametrize(
    ("file", "labels"),
    [
        ("a.json", "a.labels.json"),
        ("x/a.b.jsonl", "x/a.b.labels.json"),
        ("a.jsonl.gz", "a.labels.json"),
        ("a.json.zst", "a.labels.json"),
    ],
)
def test_where_the_labels_of_a_file_stand(file: str, labels: str) -> None:
    assert files.labels_file(file) == labels


@pytest.mark.parametrize(
    ("file", "right_name"),
    [
        ("a.labels.jsonl", "a.labels.json"),
        ("x/a.b.labels.json.gz", "x/a.b.labels.json"),
        ("a.labels.jsonl.zst", "a.labels.json"),
        ("a.labels.json", "a.labels.json"),
    ],
)
def test_the_right_name_of_labels(file: str, right_name: str) -> None:
    assert files.is_named_as_labels(file)
    assert files.right_labels_name(file) == right_name
