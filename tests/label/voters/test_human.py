from __future__ import annotations

from typing import Any

import pytest

from corpus.contract.article import Record
from corpus.identify.article import identify
from corpus.identify.canonical import sha256
from corpus.label.voters.human import Judgement, votes

OLD = "Advertisement\nThe ferry left.\nShare\nIt came back."


def judged(text: str, /, complete: bool = True, **span: Any) -> Judgement:
    said = {"annotator": "ana", "date": "2026-11-20", "complete": complete, "spans": [span]}
    return Judgement(0, 1, {"sha256": sha256(text), **said})


def place(
    old: str, new: str, words: str, **context: str
) -> tuple[list[tuple[int, int]], list[str]]:
    at = old.index(words)
    span = {"start": at, "end": at + len(words), "label": "other", "text": words, **context}
    article = identify(Record("a.json", 1, {"text": new, "outlet": "a"}))
    given, used, lost = votes(article, [judged(old, **span)], "a.labels.json", True)
    assert used == [0]
    assert all(new[v.start : v.end] == words and v.source == "human:ana" for v in given)
    assert article.judged is (old == new)
    return [(v.start, v.end) for v in given], [problem.reason for problem in lost]


@pytest.mark.parametrize(
    ("new", "words", "context", "found", "lost"),
    [
        (OLD, "Share", {}, [(30, 35)], []),
        ("Share\n" + OLD.replace("Share\n", ""), "Share", {}, [(0, 5)], []),
        ("Share\n" + OLD, "Share", {}, [], ["orphaned_span"]),
        ("Share\n" + OLD, "Share", {"before": "left.\n"}, [(36, 41)], []),
        ("Share\n" + OLD, "Share", {"after": "\nThe"}, [], ["orphaned_span"]),
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
    given, _, lost = votes(article, [judged(OLD, **span)], "a.labels.json", True)
    assert (given, [problem.reason for problem in lost]) == ([], ["bad_labels"])


def test_a_judgement_of_another_article_of_the_file_is_not_used() -> None:
    span = {"start": 0, "end": 5, "label": "other", "text": "Other"}
    article = identify(Record("a.jsonl", 1, {"text": OLD, "outlet": "a"}))
    assert votes(article, [judged("Other text", **span)], "a.labels.json", False) == ([], [], [])
