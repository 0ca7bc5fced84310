from __future__ import annotations

import json
from typing import Any

import pytest

from corpus.contract.article import Record
from corpus.identify.article import identify
from corpus.identify.canonical import sha256
from corpus.labelling.human_labels import Annotation, Applied, apply, load, orphans
from tests.conftest import Raw

OLD = "Advertisement\nThe ferry left.\nShare\nIt came back."


def annotation(text: str, /, **span: Any) -> Annotation:
    data = {"annotator": "ana", "date": "2026-11-20", "complete": True, "spans": [span]}
    return Annotation(0, 1, {"sha256": sha256(text), **data})


def place(
    old: str, new: str, words: str, **context: str
) -> tuple[list[tuple[int, int]], list[str]]:
    """Where a span labelled in `old` stands in `new`, and the problems with it."""
    start = old.index(words)
    span = {"start": start, "end": start + len(words), "label": "other", "text": words, **context}
    article = identify(Record("a.json", 1, {"text": new, "outlet": "a"}))
    applied = apply(article, [annotation(old, **span)], "a.labels.json", True)
    assert applied.used == [0]
    assert all(new[s.start : s.end] == words and s.annotator == "ana" for s in applied.spans)
    assert applied.complete is (old == new)
    return [(s.start, s.end) for s in applied.spans], [p.reason for p in applied.problems]


@pytest.mark.parametrize(
    ("new", "words", "context", "found", "lost"),
    [
        (OLD, "Share", {}, [(30, 35)], []),
        ("Share\n" + OLD.replace("Share\n", ""), "Share", {}, [(0, 5)], []),
        ("Share\n" + OLD, "Share", {}, [], ["orphaned_span"]),
        ("Share\n" + OLD, "Share", {"before": "left.\n"}, [(36, 41)], []),
        ("Share\n" + OLD, "Share", {"after": "\nIt"}, [(36, 41)], []),
        ("Share\n" + OLD, "Share", {"after": "\nAdv"}, [(0, 5)], []),
        ("Share\n" + OLD, "Share", {"after": "\nThe"}, [], ["orphaned_span"]),
        ("Share\n" + OLD, "Share", {"before": "left.\n", "after": "\nAdv"}, [], ["orphaned_span"]),
        (OLD.replace("Share", "Teilen"), "Share", {}, [], ["orphaned_span"]),
    ],
)
def test_spans_follow_their_words_or_are_reported(
    new: str, words: str, context: dict[str, str], found: list[Any], lost: list[str]
) -> None:
    assert place(OLD, new, words, **context) == (found, lost)


def test_offsets_that_do_not_quote_the_text_are_a_problem() -> None:
    span = {"start": 1, "end": 6, "label": "other", "text": "Share"}
    article = identify(Record("a.json", 1, {"text": OLD, "outlet": "a"}))
    applied = apply(article, [annotation(OLD, **span)], "a.labels.json", True)
    assert (applied.spans, [p.reason for p in applied.problems]) == ([], ["bad_labels"])


def test_an_annotation_of_another_article_of_the_file_is_not_used() -> None:
    span = {"start": 0, "end": 5, "label": "other", "text": "Other"}
    article = identify(Record("a.jsonl", 1, {"text": OLD, "outlet": "a"}))
    applied = apply(article, [annotation("Other text", **span)], "a.labels.json", False)
    assert applied == Applied([], [], [], False)


def test_an_annotation_knows_its_line_in_the_file(raw: Raw) -> None:
    entries = [annotation(text).data | {"spans": []} for text in ("One", "Two")]
    raw.write("a.labels.json", "[\n" + ",\n\n".join(map(json.dumps, entries)) + "]")
    annotations, problems = load(raw.folder, "a.labels.json")
    assert [(entry.number, entry.line) for entry in annotations] == [(0, 2), (1, 4)]
    assert problems == []
    raw.write("b.labels.json", json.dumps(entries[0]))
    assert [entry.line for entry in load(raw.folder, "b.labels.json")[0]] == [1]


def test_a_file_that_cannot_be_used_is_a_problem(raw: Raw) -> None:
    raw.write("a.labels.json", '{\n "sha256": x}')
    raw.write("b.labels.json", [{"sha256": "0"}])
    for file, line, reason in (
        ("a.labels.json", 2, "not_json"),
        ("b.labels.json", 1, "missing_field"),
        ("c.labels.json", None, "unreadable_file"),
    ):
        annotations, problems = load(raw.folder, file)
        assert annotations == []
        assert {(p.file, p.line) for p in problems} == {(file, line)}
        assert reason in {p.reason for p in problems}
    assert "line 2" not in load(raw.folder, "a.labels.json")[1][0].message


def test_annotations_without_their_article_are_problems() -> None:
    entries = [annotation(text)._replace(number=n) for n, text in enumerate(("One", "Two"))]
    problems = orphans("a.labels.json", "a.json", entries, {0})
    assert [(p.reason, p.file) for p in problems] == [("orphaned_labels", "a.labels.json")]
    assert sha256("Two") in problems[0].message
