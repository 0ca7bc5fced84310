"""Labels by people: `<name>.labels.json` beside the article.

An annotation names the SHA-256 of the text it was made on. If the text has changed since, or if
the offsets of a span do not quote its words, the span is searched for by its words and context. A
span that does not occur exactly once is reported: it is never dropped silently and never put in a
wrong place, and its annotation does not count as complete.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from corpus.contract.article import Article
from corpus.contract.problems import Problem, problem
from corpus.labelling import span_places
from corpus.validation.schema import explain

_QUOTED = 60  # code points of a span's words that a message repeats


class Annotation(NamedTuple):
    """What one person labelled in one text."""

    number: int  # its position in the file, from 0
    line: int  # where it begins in the file, from 1
    data: dict[str, Any]  # valid against schemas/labels.schema.json


class AnnotatedSpan(NamedTuple):
    """One span that a person labelled, with its place in the article's text."""

    start: int  # code points
    end: int
    label: str
    annotator: str
    date: str


class Applied(NamedTuple):
    """What the annotations of a file say of one article."""

    spans: list[AnnotatedSpan]
    used: list[int]  # numbers of the annotations that belong to the article
    problems: list[Problem]  # of the spans
    complete: bool  # a person labelled the whole text, as it is now, and every span has a place


def load(raw: Path, file: str) -> tuple[list[Annotation], list[Problem]]:
    """The annotations of a labels file, or the problems that make it unusable.

    Args:
        raw: The raw folder.
        file: The labels file, relative to it.
    """
    try:
        source = (raw / file).read_bytes()
        data = orjson.loads(source)
    except orjson.JSONDecodeError as error:
        where = {"error": error.msg.split(": line ")[0], "column": error.colno, "where": "here"}
        return [], [problem("not_json", file, error.lineno, **where)]
    except OSError as error:
        return [], [problem("unreadable_file", file, None, error=error.strerror or error)]
    problems = explain("labels", data, file, 1)
    if problems:
        return [], problems
    entries = data if isinstance(data, list) else [data]
    return [
        Annotation(number, _line(source, entry["sha256"]), entry)
        for number, entry in enumerate(entries)
    ], []


def _line(source: bytes, sha256: str) -> int:
    return source[: max(0, source.find(sha256.encode()))].count(b"\n") + 1


def apply(article: Article, annotations: list[Annotation], file: str, alone: bool) -> Applied:
    """The spans that people labelled in this article.

    Args:
        article: The article.
        annotations: All annotations of the labels file beside the article's file.
        file: The labels file, for messages.
        alone: Whether the labels file stands beside a single article. Its annotations then belong
            to that article even if the text has changed.
    """
    spans: list[AnnotatedSpan] = []
    used: list[int] = []
    problems: list[Problem] = []
    complete = False
    for number, line, data in annotations:
        same_text = data["sha256"] == article.sha256
        if not (same_text or alone or data.get("id") == article.id):
            continue
        used.append(number)
        is_placed = True
        for span in data["spans"]:
            place, fault = _place(article.text, span, same_text, file, line)
            if fault:
                problems.append(fault)
            if place:
                spans.append(AnnotatedSpan(*place, span["label"], data["annotator"], data["date"]))
            else:
                is_placed = False
        complete = complete or (same_text and is_placed and data.get("complete", False))
    return Applied(spans, used, problems, complete)


def orphans(
    labels: str, beside: str, annotations: list[Annotation], used: set[int]
) -> list[Problem]:
    """A problem for every annotation whose article was not found.

    Args:
        labels: The labels file.
        beside: The file in which the articles were expected.
        annotations: The annotations of the labels file.
        used: Numbers of those that belong to an article.
    """
    return [
        problem("orphaned_labels", labels, line, sha256=data["sha256"], beside=beside)
        for number, line, data in annotations
        if number not in used
    ]


def _place(
    text: str, span: dict[str, Any], same_text: bool, file: str, line: int
) -> tuple[tuple[int, int] | None, Problem | None]:
    """Start and end of a span, if it has a place in the text, and what is wrong with the span."""
    if same_text and span_places.quotes_its_words(text, span):
        return (span["start"], span["end"]), None
    places = span_places.places_by_words(text, span)
    place = places[0] if len(places) == 1 else None
    shown = f"{quote(span['text'])} ({span['start']}-{span['end']}, {span['label']})"
    if not same_text:
        times = "once only" if places else "at all"
        lost = problem("orphaned_span", file, line, span=shown, times=times)
        return place, None if place else lost
    unit = span_places.guess_unit(text, span, places)
    if place:
        start, end = place
        moved = problem("moved_span", file, line, span=shown, unit=unit, start=start, end=end)
        return place, moved
    occurrences = f"its words stand at {len(places)} places" if places else "its words are nowhere"
    what = f"the text says something else at these offsets, which seem to be in {unit}"
    return None, problem(
        "bad_labels",
        file,
        line,
        field=shown,
        found=f"{what}, and {occurrences}",
        expected="offsets in code points of the canonical text",
    )


def quote(words: str) -> str:
    """The beginning of some words in quotation marks, on one line."""
    return json.dumps(words[:_QUOTED], ensure_ascii=False)
