"""The place of a span that a person labelled: by its offsets, or else by the words it quotes.

Offsets count code points of the canonical text. Tools often count something else. A span whose
offsets do not quote its words is placed where the words occur exactly once, and nowhere otherwise.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from corpus.identify.canonical import canonicalise

# How long the text before an offset is, in each unit that tools are known to count in.
_UNITS: dict[str, Callable[[str], int]] = {
    "UTF-16 code units": lambda text: len(text.encode("utf-16-le")) // 2,
    "UTF-8 bytes": lambda text: len(text.encode()),
    "code points of the text with CRLF": lambda text: len(text) + text.count("\n"),
    "code points of decomposed (NFD) text": lambda text: len(unicodedata.normalize("NFD", text)),
}
UNKNOWN_UNIT = "an unknown unit"


class AnnotatedSpan(NamedTuple):
    """One span that a person labelled, with its place in the article's text."""

    start: int  # code points
    end: int
    label: str
    annotator: str
    date: str


def quotes_its_words(text: str, span: dict[str, Any]) -> bool:
    """Whether the offsets of a span name the stretch of the text that the span quotes."""
    start, end, words = span["start"], span["end"], canonicalise(span["text"])
    return bool(end - start == len(words) and end <= len(text) and text[start:end] == words)


def places_by_words(text: str, span: dict[str, Any]) -> list[tuple[int, int]]:
    """Where the words of a span stand; its context decides only between several places.

    Returns:
        Start and end of each place, in code points of `text`.
    """
    words = canonicalise(span["text"])
    starts = list(_occurrences(text, words)) if words else []
    if len(starts) > 1:
        before, after = canonicalise(span.get("before", "")), canonicalise(span.get("after", ""))
        starts = [
            start
            for start in starts
            if text.endswith(before, 0, start) and text.startswith(after, start + len(words))
        ]
    return [(start, start + len(words)) for start in starts]


def guess_unit(text: str, span: dict[str, Any], places: list[tuple[int, int]]) -> str:
    """Which unit the offsets of a span seem to be in, for a message.

    Args:
        text: The canonical text.
        span: The span, with offsets that do not quote its words.
        places: Where its words stand in the text.
    """
    offsets = span["start"], span["end"]
    units = [
        unit
        for unit, length in _UNITS.items()
        if any(offsets == (length(text[:start]), length(text[:end])) for start, end in places)
    ]
    return " or ".join(units) or UNKNOWN_UNIT


def _occurrences(text: str, words: str) -> Iterator[int]:
    start = text.find(words)
    while start >= 0:
        yield start
        start = text.find(words, start + 1)
