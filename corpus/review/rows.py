"""The rows that a person goes through: the lines of a text, cut where labels begin and end."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from corpus.annotate.task import LabelledSpan


class Row(NamedTuple):
    """A stretch of one line, with one label or none."""

    start: int  # code points
    end: int
    label: str | None  # None: the story


class Change(NamedTuple):
    """How many spans a person changed."""

    relabelled: int = 0
    cleared: int = 0
    added: int = 0


def rows(text: str, spans: Sequence[LabelledSpan], cuts: Iterable[int] = ()) -> list[Row]:
    """The rows of a text, without white space around them and without those that are blank.

    Args:
        text: The text.
        spans: Its labels, which do not overlap.
        cuts: Where rows end, beside the ends of lines and labels; in code points.
    """
    edges = {edge for span in spans for edge in (span.start, span.end)}.union(cuts)
    ordered = sorted(edges)
    found: list[Row] = []
    start = position = 0
    of_spans = iter(sorted(spans))
    span = next(of_spans, None)
    for line in text.split("\n"):
        end = start + len(line)
        inner = []
        while position < len(ordered) and ordered[position] < end:
            if ordered[position] > start:
                inner.append(ordered[position])
            position += 1
        for first, last in _trimmed(text, [start, *inner, end]):
            while span is not None and span.end <= first:
                span = next(of_spans, None)
            is_labelled = span is not None and span.start < last
            found.append(Row(first, last, span.label if span and is_labelled else None))
        start = end + 1
    return found


def _trimmed(text: str, edges: Sequence[int]) -> Iterator[tuple[int, int]]:
    for start, end in zip(edges[:-1], edges[1:], strict=True):
        piece = text[start:end]
        first = start + len(piece) - len(piece.lstrip())
        last = start + len(piece.rstrip())
        if first < last:
            yield first, last


def change(before: Sequence[LabelledSpan], after: Sequence[LabelledSpan]) -> Change:
    """What a person made of the labels that an article had.

    Args:
        before: Sorted spans that do not overlap.
        after: The same, by the person.
    """
    relabelled = cleared = 0
    for span, others in zip(before, overlapping(before, after), strict=True):
        labels = {after[n].label for n in others}
        relabelled += bool(labels) and labels != {span.label}
        cleared += not labels
    added = sum(not others for others in overlapping(after, before))
    return Change(relabelled, cleared, added)


def overlapping(
    stretches: Sequence[tuple[Any, ...]], others: Sequence[tuple[Any, ...]]
) -> list[list[int]]:
    """For each stretch the indices of the others that have a character of it.

    Args:
        stretches: Start and end of each first; sorted, and none overlaps another.
        others: The same in any order.
    """
    starts = [stretch[0] for stretch in stretches]
    found: list[list[int]] = [[] for _ in stretches]
    for number, (start, end, *_) in enumerate(others):
        for index in range(max(0, bisect_right(starts, start) - 1), bisect_left(starts, end)):
            if start < stretches[index][1]:
                found[index].append(number)
    return found
