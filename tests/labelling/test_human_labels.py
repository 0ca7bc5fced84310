from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from corpus.contract.article import Record
from corpus.contract.line_ends import LINE_ENDS
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


@pytest.mark.parametrize(
    ("start", "end", "words", "places", "reasons"),
    [
        (30, 35, "Share", [(30, 35)], []),
        (1, 6, "Share", [(30, 35)], ["moved_span"]),
        (35, 30, "Share", [(30, 35)], ["moved_span"]),  # end before start
        (30, 30, "Share", [(30, 35)], ["moved_span"]),
        (30, 34, "Share", [(30, 35)], ["moved_span"]),
        (36, 99, "It came back.", [(36, 49)], ["moved_span"]),  # end beyond the text
        (2**63, 2**64 - 1, "Share", [(30, 35)], ["moved_span"]),
        (1, 2, "e", [], ["bad_labels"]),  # many places
        (0, 5, "Other", [], ["bad_labels"]),  # no place
    ],
)
def test_a_text_is_labelled_only_if_every_span_has_a_place(
    start: int, end: int, words: str, places: list[tuple[int, int]], reasons: list[str]
) -> None:
    span = {"start": start, "end": end, "label": "other", "text": words}
    article = identify(Record("a.json", 1, {"text": OLD, "outlet": "a"}))
    applied = apply(article, [annotation(OLD, **span)], "a.labels.json", True)
    assert [(s.start, s.end) for s in applied.spans] == places
    assert [p.reason for p in applied.problems] == reasons
    assert applied.complete is bool(places)


UNITS: dict[str, tuple[Callable[[str], str], Callable[[str], int]]] = {
    "UTF-16 code units": (str, lambda text: len(text.encode("utf-16-le")) // 2),
    "UTF-8 bytes": (str, lambda text: len(text.encode())),
    "code points of the text with CRLF": (lambda text: text.replace("\n", "\r\n"), len),
    "code points of decomposed (NFD) text": (partial(unicodedata.normalize, "NFD"), len),
}
TEXTS = st.text("abc .\n\u00e9\u00fc\uac00\U0001f642\U0001f6a2\u05e9\u05dc\u0627\u0645", min_size=1)


@pytest.mark.parametrize("unit", UNITS)
@given(text=TEXTS, data=st.data())
def test_offsets_in_another_unit_never_give_false_gold(
    unit: str, text: str, data: st.DataObject
) -> None:
    as_seen, length = UNITS[unit]
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    wrong = length(as_seen(text[:start])), length(as_seen(text[:end]))
    words = as_seen(text[start:end])
    span = {"start": wrong[0], "end": wrong[1], "label": "other", "text": words}
    article = identify(Record("a.json", 1, {"text": as_seen(text), "outlet": "a"}))
    assume(article.text == text)
    applied = apply(article, [annotation(text, **span)], "a.labels.json", True)
    assert applied.complete is bool(applied.spans)
    assert all(text[s.start : s.end] == text[start:end] for s in applied.spans)
    if len(re.findall(f"(?={re.escape(text[start:end])})", text)) == 1:
        assert [(s.start, s.end) for s in applied.spans] == [(start, end)]
        if wrong != (start, end):
            (moved,) = applied.problems
            assert moved.reason == "moved_span"
            assert unit in moved.message
    elif not applied.spans:
        assert [p.reason for p in applied.problems] == ["bad_labels"]


def test_an_annotation_of_another_article_of_the_file_is_not_used() -> None:
    span = {"start": 0, "end": 5, "label": "other", "text": "Other"}
    article = identify(Record("a.jsonl", 1, {"text": OLD, "outlet": "a"}))
    applied = apply(article, [annotation("Other text", **span)], "a.labels.json", False)
    assert applied == Applied([], [], [], False, {})


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


@pytest.mark.parametrize("offsets", [("0.0", "4"), ("0", "4.0"), ("0", str(2**70)), ("0", "1e2")])
def test_offsets_that_are_not_whole_numbers_are_a_problem(
    raw: Raw, offsets: tuple[str, str]
) -> None:
    whole = {"start": 0, "end": 4, "label": "other", "text": "Some"}
    entries = json.dumps([annotation("One", **whole).data, annotation("Two", **whole).data])
    head, tail = entries.split("}, {")
    tail = tail.replace('"start": 0', f'"start": {offsets[0]}')
    tail = tail.replace('"end": 4', f'"end": {offsets[1]}')
    raw.write("a.labels.json", f"{head}}},\n{{{tail}")
    annotations, problems = load(raw.folder, "a.labels.json")
    assert annotations == []
    assert [(p.reason, p.line) for p in problems] == [("wrong_type", 2)]
    assert "spans[0]." in problems[0].message


def test_a_byte_order_mark_is_no_part_of_the_labels(raw: Raw) -> None:
    content = json.dumps({**annotation("One").data, "spans": []})
    raw.write("a.labels.json", b"\xef\xbb\xbf" + content.encode())
    annotations, problems = load(raw.folder, "a.labels.json")
    assert (len(annotations), problems) == (1, [])


def test_bytes_that_are_not_utf_8_are_named_at_their_line(raw: Raw) -> None:
    raw.write("a.labels.json", b'{\n"annotator": "\xff"}')
    (bad,) = load(raw.folder, "a.labels.json")[1]
    assert (bad.reason, bad.line) == ("not_utf8", 2)
    assert "byte 15;" in bad.message


def test_annotations_without_their_article_are_problems() -> None:
    entries = [annotation(text)._replace(number=n) for n, text in enumerate(("One", "Two"))]
    problems = orphans("a.labels.json", "a.json", entries, {0})
    assert [(p.reason, p.file) for p in problems] == [("orphaned_labels", "a.labels.json")]
    assert sha256("Two") in problems[0].message


@pytest.mark.parametrize("field", ["sha256", "id", "annotator", "date"])
def test_a_newline_at_the_end_of_a_value_is_refused(raw: Raw, field: str) -> None:
    given = {"sha256": "0" * 64, "id": "x", "annotator": "ana", "date": "2026-11-20", "spans": []}
    raw.write("a.labels.json", given)
    assert len(load(raw.folder, "a.labels.json")[0]) == 1
    raw.write("a.labels.json", {**given, field: f"{given[field]}\n"})
    annotations, problems = load(raw.folder, "a.labels.json")
    assert (annotations, [found.reason for found in problems]) == ([], ["bad_value"])


@pytest.mark.parametrize("end", LINE_ENDS.replace("\r", ""))
def test_labels_made_before_such_a_line_end_was_one_are_found(end: str) -> None:
    text = OLD.replace("\n", end)
    span = {"start": 14, "end": 35, "label": "other", "text": text[14:35], "before": f"ment{end}"}
    article = identify(Record("a.jsonl", 1, {"text": text, "outlet": "a"}))
    for labelled in (text, OLD):  # in the old form, and in the present one
        made = [annotation(labelled, **span)]
        applied = apply(article, made, "a.labels.json", False, article.former_sha256)
        assert (applied.complete, applied.problems) == (True, [])
        assert [article.text[s.start : s.end] for s in applied.spans] == [OLD[14:35]]
    assert apply(article, [annotation(text, **span)], "a.labels.json", False).used == []
