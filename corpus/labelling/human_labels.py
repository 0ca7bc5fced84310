"""Labels by people: `<name>.labels.json` beside the article.

An annotation names the SHA-256 of the text it was made on. If the text has changed since, or if
the offsets of a span do not quote its words, the span is searched for by its words and context. A
span that does not occur exactly once is reported: it is never dropped silently and never put in a
wrong place, and its annotation does not count as complete.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import orjson

from corpus.contract.problems import Problem, problem
from corpus.contract.span import Steps
from corpus.labelling import span_places
from corpus.labelling.disagreements import PlacedSpan, find_disagreements, without_nested
from corpus.labelling.span_places import AnnotatedSpan
from corpus.quoting import quoted
from corpus.read.duplicate_keys import duplicate_keys
from corpus.read.not_json import not_json
from corpus.read.unchanged import read_unchanged
from corpus.validation.schema import explain


class Text(Protocol):
    """A text that people may have labelled: an article, or a row of a release."""

    @property
    def id(self) -> str:
        """Id of the article."""

    @property
    def sha256(self) -> str:
        """Of the text, in hexadecimal digits."""

    @property
    def text(self) -> str:
        """The canonical text."""


class Annotation(NamedTuple):
    """What one person labelled in one text."""

    number: int  # its position in the file, from 0
    line: int  # where it begins in the file, from 1
    data: dict[str, Any]  # valid against schemas/labels.schema.json
    steps: Steps = ()  # to it in the data of the file


class Applied(NamedTuple):
    """What the annotations of a file say of one article."""

    spans: list[AnnotatedSpan]
    used: list[int]  # numbers of the annotations that belong to the article
    problems: list[Problem]  # of the spans
    complete: bool  # whether the whole text counts as labelled by people
    annotators: dict[str, bool]  # who labelled it, and whether each has judged the whole text


def load(raw: Path, file: str, scanned: str = "") -> tuple[list[Annotation], list[Problem]]:
    """The annotations of a labels file, or the problems that make it unusable.

    Args:
        raw: The raw folder.
        file: The labels file, relative to it.
        scanned: Its SHA-256 when it was scanned; empty: it was not.

    Raises:
        CannotRunError: the file was changed since.
    """
    try:
        source = read_unchanged(raw, file, scanned).removeprefix(codecs.BOM_UTF8)
        data = orjson.loads(source)
    except orjson.JSONDecodeError as error:
        return [], [not_json(file, 1, source, error, "here")]
    except OSError as error:
        return [], [problem("unreadable_file", file, None, error=error.strerror or error)]
    problems = explain("labels", data, file, 1) + [
        problem("duplicate_key", file, 1, (key,), field=f'"{key}"', times=times)
        for key, times in sorted(duplicate_keys(source, data).items())
    ]
    if problems:
        return [], problems
    entries = data if isinstance(data, list) else [data]
    lines = _lines(source, entries)
    annotations = [
        Annotation(number, line, entry, (number,) if isinstance(data, list) else ())
        for number, (line, entry) in enumerate(zip(lines, entries, strict=True))
    ]
    problems = [fault for annotation in annotations for fault in _not_whole(annotation, file)]
    return ([], problems) if problems else (annotations, [])


def _not_whole(annotation: Annotation, file: str) -> list[Problem]:
    """Offsets that JSON Schema takes for integers and the parser does not: `0.0` and `2**70`."""
    return [
        problem(
            "wrong_type",
            file,
            annotation.line,
            (*annotation.steps, "spans", index, name),
            field=f'"spans[{index}].{name}"',
            found=span[name],
            expected="a whole number below 2^64, without a decimal point",
        )
        for index, span in enumerate(annotation.data["spans"])
        for name in ("start", "end")
        if not isinstance(span[name], int)
    ]


def _lines(source: bytes, entries: list[dict[str, Any]]) -> Iterator[int]:
    """The line of each annotation: where its hash stands, as each has one."""
    line, start = 1, 0
    for entry in entries:
        found = source.find(entry["sha256"].encode(), start)
        if found >= 0:  # else it is written with escapes
            line += source.count(b"\n", start, found)
            start = found + 1
        yield line


def apply(
    article: Text,
    annotations: list[Annotation],
    file: str,
    alone: bool,
    former_sha256: str | None = None,
) -> Applied:
    """The spans that people labelled in this article.

    Args:
        article: The article.
        annotations: All annotations of the labels file beside the article's file.
        file: The labels file, for messages.
        alone: Whether the labels file stands beside a single article. Its annotations then belong
            to that article even if the text has changed.
        former_sha256: Of the text in the canonical form of before, where offsets were the same.
    """
    hashes = article.sha256, former_sha256
    placed: list[PlacedSpan] = []
    complete: dict[int, str] = {}  # annotators by number of the annotation
    used: list[int] = []
    annotators: dict[str, bool] = {}
    problems: list[Problem] = []
    for number, line, data, steps in annotations:
        same_text = data["sha256"] in hashes
        if not (same_text or alone or data.get("id") == article.id):
            continue
        used.append(number)
        is_placed = True
        for index, span in enumerate(data["spans"]):
            inner = (*steps, "spans", index)
            place, fault = _place(article.text, span, same_text, file, line)
            if fault:
                problems.append(fault._replace(path=inner))
            if place:
                labelled = AnnotatedSpan(*place, span["label"], data["annotator"], data["date"])
                placed.append(PlacedSpan(labelled, number, line, inner))
            else:
                is_placed = False
        if same_text and is_placed and data.get("complete", False):
            complete[number] = data["annotator"]
        judged_before = annotators.get(data["annotator"], False)
        annotators[data["annotator"]] = judged_before or number in complete
    placed = without_nested(placed)
    disagreements = find_disagreements(article.text, placed, complete, file)
    is_complete = bool(complete) and not disagreements
    spans = [item.span for item in placed]
    return Applied(spans, used, problems + disagreements, is_complete, annotators)


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
        problem(
            "orphaned_labels",
            labels,
            line,
            (*steps, "sha256"),
            sha256=data["sha256"],
            beside=beside,
        )
        for number, line, data, steps in annotations
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
    shown = f"{quoted(span['text'])} ({span['start']}-{span['end']}, {span['label']})"
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
        span=shown,
        found=f"{what}, and {occurrences}",
        expected="offsets in code points of the canonical text",
    )
