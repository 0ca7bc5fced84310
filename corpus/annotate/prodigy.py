"""Tasks of Prodigy's recipes `spans.manual` and `ner.manual`: JSON Lines, in and out (`db-out`).

Spans are those of the tokens that a task brings, whose offsets Python counted: code points
(https://prodi.gy/docs/api-interfaces#spans_manual). So each span must begin and end with a token.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from corpus.annotate.task import OURS, Answer, LabelledSpan, Task


def task(article: Task) -> dict[str, Any]:
    """One line, with its tokens and the labels that the article has now."""
    tokens = _tokens(article)
    starts = [token["start"] for token in tokens]
    spans = [
        {
            "start": span.start,
            "end": span.end,
            "token_start": bisect_right(starts, span.start) - 1,
            "token_end": bisect_left(starts, span.end) - 1,
            "label": span.label,
            "score": span.confidence,
            "source": span.source,
        }
        for span in article.spans
    ]
    return {
        "text": article.text,
        "tokens": tokens,
        "spans": spans,
        "meta": article.about,
        "article": article.id,
        "sha256": article.sha256,
    }


def answers(record: dict[str, Any]) -> Iterator[Answer]:
    """What a person answered to one task, unless it was rejected or ignored.

    Raises:
        KeyError, TypeError, ValueError: the record is not of this tool.
    """
    if record["answer"] != "accept":
        return
    spans = [LabelledSpan(span["start"], span["end"], span["label"]) for span in record["spans"]]
    known = ("text", "tokens", "spans", "meta", *OURS)
    details = {name: value for name, value in record.items() if name not in known}
    person = record.get("_annotator_id") or record.get("_session_id")
    seconds = record.get("_timestamp")
    time = None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat()
    yield Answer(record.get("article"), record["text"], person, time, spans, details)


def _tokens(article: Task) -> list[dict[str, Any]]:
    """The whole text in words, signs and white space, cut where spans begin and end.

    A single space behind a word is no token of its own, as in spaCy: `ws` tells it.
    """
    text = article.text
    starts = {span.start for span in article.spans}
    ends = {span.end for span in article.spans}
    tokens: list[dict[str, Any]] = []
    for start, end in pairwise(sorted(starts | ends | _edges(text))):
        piece = text[start:end]
        is_behind_word = bool(tokens) and tokens[-1]["end"] == start and not tokens[-1]["blank"]
        if piece == " " and is_behind_word and start not in starts and end not in ends:
            tokens[-1]["ws"] = True
        else:
            place = {"start": start, "end": end, "id": len(tokens)}
            tokens.append({"text": piece, **place, "ws": False, "blank": piece.isspace()})
    for token in tokens:
        del token["blank"]
    return tokens


def _edges(text: str) -> set[int]:
    """Where words, signs and white space begin, and the end of the text."""
    edges = {len(text)}
    kind = ""
    for index, letter in enumerate(text):
        before, kind = kind, _kind(letter)
        if kind != before:
            edges.add(index)
    return edges


def _kind(letter: str) -> str:
    if letter.isspace():
        return "newline" if letter == "\n" else "space"
    return "sign" if unicodedata.category(letter).startswith("P") else "word"
