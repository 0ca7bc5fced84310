"""Evidence from people: `<name>.labels.json` beside the article. It stands above all other.

A judgement names the sha256 of the text it was made on. If the text has changed since, each span
is looked for by its own words and context; a span that is not found once is reported, never
dropped in silence and never put in the wrong place.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import orjson

from corpus.contract.article import Article, Vote
from corpus.contract.problems import Problem, problem
from corpus.label.label_model import HUMAN
from corpus.validate.schema import explain


class Judgement(NamedTuple):
    """What one person said of one text."""

    number: int  # its place in the file, from 0
    line: int  # where it begins in the file, 1-based
    data: dict[str, Any]  # valid against schemas/labels.schema.json


def load(raw: Path, file: str) -> tuple[list[Judgement], list[Problem]]:
    """The judgements of a labels file, or the problems in their place."""
    try:
        source = (raw / file).read_bytes()
        data = orjson.loads(source)
    except orjson.JSONDecodeError as error:
        where = {"error": error.msg.split(": line ")[0], "column": error.colno, "where": "here"}
        return [], [problem("not_json", file, error.lineno, **where)]
    except OSError as error:
        return [], [problem("unreadable_file", file, None, error=error.strerror or error)]
    found = explain("labels", data, file, 1)
    if found:
        return [], found
    every = data if isinstance(data, list) else [data]
    return [Judgement(n, _line(source, one["sha256"]), one) for n, one in enumerate(every)], []


def _line(source: bytes, sha256: str) -> int:
    return source[: max(0, source.find(sha256.encode()))].count(b"\n") + 1


def votes(
    article: Article, judgements: list[Judgement], file: str, alone: bool
) -> tuple[list[Vote], list[int], list[Problem]]:
    """The votes for this article, the judgements they come from, and what could not be placed.

    `alone` says that the labels file stands beside a single article: then its judgements are
    for this one even where its text has changed.
    """
    given: list[Vote] = []
    used: list[int] = []
    found: list[Problem] = []
    for number, line, data in judgements:
        same = data["sha256"] == article.sha256
        if not (same or alone or data.get("id") == article.id):
            continue
        used.append(number)
        source = f"{HUMAN}{data['annotator']}"
        for span in data["spans"]:
            place = _place(article.text, span, same)
            if isinstance(place, int):
                end = place + len(span["text"])
                why = f"judged on {data['date']}"
                given.append(Vote(place, end, span["label"], source, 1.0, why))
            else:
                found.append(_lost(file, line, span, place, same))
        if same and data.get("complete"):
            article.judged = True
    return given, used, found


def orphans(labels: str, beside: str, judgements: list[Judgement], used: set[int]) -> list[Problem]:
    """A problem for every judgement whose article was not found in the file `beside`."""
    return [
        problem("orphaned_labels", labels, line, sha256=data["sha256"], beside=beside)
        for number, line, data in judgements
        if number not in used
    ]


def _place(text: str, span: dict[str, Any], same: bool) -> int | str:
    """Where the span begins, or how often its words stand in the text instead of once."""
    words = span["text"]
    if same:
        return span["start"] if text[span["start"] : span["end"]] == words else "at its offsets"
    places = []
    at = text.find(words)
    while at >= 0:
        places.append(at)
        at = text.find(words, at + 1)
    if len(places) > 1:
        before, after = span.get("before", ""), span.get("after", "")
        places = [
            at
            for at in places
            if text.startswith(before, max(0, at - len(before)))
            and text.startswith(after, at + len(words))
        ]
    if len(places) == 1:
        return places[0]
    return "more than once" if places else "once"


def _lost(file: str, line: int, span: dict[str, Any], times: str, same: bool) -> Problem:
    quoted = f'"{span["text"][:60]}" ({span["start"]}-{span["end"]}, {span["label"]})'
    if same:
        return problem(
            "bad_labels",
            file,
            line,
            field=quoted,
            found="the text says something else at these offsets",
            expected="offsets in code points of the canonical text",
        )
    times = "once only" if times == "more than once" else "at all"
    return problem("orphaned_span", file, line, span=quoted, times=times)
