from __future__ import annotations

import pytest

from corpus.read import files


@pytest.mark.parametrize(
    ("file", "labels"),
    [
        ("a.json", "a.labels.json"),
        ("x/a.b.jsonl", "x/a.b.labels.json"),
        ("a.jsonl.gz", "a.labels.json"),
        ("a.json.zst", "a.labels.json"),
        ("A.JSON", "A.labels.json"),
        ("a.jl.XZ", "a.labels.json"),
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
        ("A.Labels.NDJSON", "A.labels.json"),
    ],
)
def test_the_right_name_of_labels(file: str, right_name: str) -> None:
    assert files.is_named_as_labels(file)
    assert files.right_labels_name(file) == right_name
