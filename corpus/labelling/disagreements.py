"""Where the annotations of one text contradict each other, and which span stands.

Identical spans agree. A span inside another of the same label by the same annotator adds nothing.
Everything else that overlaps is a contradiction, and so is a span where a complete annotation of
the same text has none.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

from corpus.contract.problems import Problem, problem
from corpus.contract.span import Steps
from corpus.labelling.span_places import AnnotatedSpan
from corpus.quoting import quoted


class PlacedSpan(NamedTuple):
    """A span in its place, and the annotation that it belongs to."""

    span: AnnotatedSpan
    annotation: int  # its number in the labels file
    line: int  # where the annotation begins in the labels file
    steps: Steps  # to the span in the data of the labels file


def without_nested(placed: list[PlacedSpan]) -> list[PlacedSpan]:
    """The spans, without those inside a longer one of the same label and annotator."""
    nested: set[int] = set()
    longest: dict[tuple[str, str], tuple[int, int]] = {}  # reaches furthest so far
    order = sorted(range(len(placed)), key=lambda n: (placed[n].span.start, -placed[n].span.end))
    for index in order:
        span = placed[index].span
        outer = longest.get((span.annotator, span.label))
        if outer is None or span.end > outer[1]:
            longest[span.annotator, span.label] = span.start, span.end
        elif outer != (span.start, span.end):
            nested.add(index)
    return [item for index, item in enumerate(placed) if index not in nested]


def find_disagreements(
    text: str, placed: list[PlacedSpan], complete: dict[int, str], file: str
) -> list[Problem]:
    """A problem for every span that contradicts another span or a complete annotation.

    Of two spans that overlap the one stands that `label_model.choose_spans` chooses: the earlier
    start, then the earlier end, the label and the annotator's name.

    Args:
        text: The canonical text.
        placed: All spans of people in it.
        complete: The annotators of the complete annotations, by number.
        file: The labels file.
    """
    problems: list[Problem] = []
    standing: list[PlacedSpan] = []
    for item in sorted(placed):
        last = standing[-1] if standing else None
        if last is None or item.span.start >= last.span.end or item.span[:3] == last.span[:3]:
            standing.append(item)
        else:
            other, stands = _show(text, last.span), "the second"
            problems.append(_contradiction(text, item, other, stands, file))
    return problems + _omissions(text, placed, standing, complete, file)


def _omissions(
    text: str,
    placed: list[PlacedSpan],
    standing: list[PlacedSpan],
    complete: dict[int, str],
    file: str,
) -> list[Problem]:
    """A problem for every standing span where a complete annotation has no span."""
    stretches = {number: _stretches(placed, number) for number in complete}
    problems: list[Problem] = []
    for item in standing:
        for number, annotator in complete.items():
            if number != item.annotation and not _overlaps_any(item.span, stretches[number]):
                other = f"the complete annotation by {annotator}, which has no span there"
                problems.append(_contradiction(text, item, other, "the span", file))
                break
    return problems


def _stretches(placed: list[PlacedSpan], annotation: int) -> list[tuple[int, int]]:
    """What the spans of an annotation cover: start and end of stretches that do not touch."""
    stretches: list[tuple[int, int]] = []
    for start, end, *_ in sorted(item.span for item in placed if item.annotation == annotation):
        if stretches and start <= stretches[-1][1]:
            start, end = stretches[-1][0], max(end, stretches.pop()[1])
        stretches.append((start, end))
    return stretches


def _overlaps_any(span: AnnotatedSpan, stretches: list[tuple[int, int]]) -> bool:
    begun = bisect_left(stretches, span.end, key=lambda stretch: stretch[0])
    return begun > 0 and stretches[begun - 1][1] > span.start


def _contradiction(text: str, item: PlacedSpan, other: str, stands: str, file: str) -> Problem:
    span = _show(text, item.span)
    return problem(
        "overlapping_labels", file, item.line, item.steps, span=span, other=other, stands=stands
    )


def _show(text: str, span: AnnotatedSpan) -> str:
    words = quoted(text[span.start : span.end])
    return f"{words} ({span.start}-{span.end}, {span.label}, by {span.annotator})"
