"""Labels by people: `<name>.labels.json` beside the article.

An annotation names the SHA-256 of the text it was made on. If the text has changed since, each
span is searched for by its own words and context. A span that does not occur exactly once is
reported: it is never dropped silently and never put in a wrong place.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from corpus.contract.article import Article
from corpus.contract.problems import Problem, problem
from corpus.validation.schema import explain


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
    problems: list[Problem]  # spans that were not found in the text
    complete: bool  # a person labelled the whole text, as it is now


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
        complete = complete or (same_text and data.get("complete", False))
        for span in data["spans"]:
            starts = _starts(article.text, span, same_text)
            if len(starts) == 1:
                end = starts[0] + len(span["text"])
                who = data["annotator"], data["date"]
                spans.append(AnnotatedSpan(starts[0], end, span["label"], *who))
            else:
                problems.append(_not_found(file, line, span, len(starts), same_text))
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


def _starts(text: str, span: dict[str, Any], same_text: bool) -> list[int]:
    """Where the span may begin; its context decides only between several places."""
    words = span["text"]
    if same_text:
        start = span["start"]
        return [start] if text[start : span["end"]] == words else []
    starts = list(_occurrences(text, words))
    if len(starts) <= 1:
        return starts
    before, after = span.get("before", ""), span.get("after", "")
    return [
        start
        for start in starts
        if text.startswith(before, max(0, start - len(before)))
        and text.startswith(after, start + len(words))
    ]


def _occurrences(text: str, words: str) -> Iterator[int]:
    start = text.find(words)
    while start >= 0:
        yield start
        start = text.find(words, start + 1)


def _not_found(file: str, line: int, span: dict[str, Any], places: int, same_text: bool) -> Problem:
    quoted = f'"{span["text"][:60]}" ({span["start"]}-{span["end"]}, {span["label"]})'
    if same_text:
        return problem(
            "bad_labels",
            file,
            line,
            field=quoted,
            found="the text says something else at these offsets",
            expected="offsets in code points of the canonical text",
        )
    times = "once only" if places else "at all"
    return problem("orphaned_span", file, line, span=quoted, times=times)
