"""The words of a text with their places, for formats of tokens.

Words are runs of letters, marks and digits; every other sign is a word of its own, as is every
letter of scripts without spaces. What Unicode calls one grapheme cluster, such as an emoji of
several code points, is not taken apart (UAX 29), unless a span begins or ends in it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from corpus.contract.scripts import UNSPACED

if TYPE_CHECKING:
    import regex

    from corpus.release.token_labels import Place, RowSpan


def sentences(text: str, spans: Sequence[RowSpan]) -> Iterator[list[Place]]:
    """The words of each line that has some: `text[start:end]`, cut where spans begin and end."""
    edges = sorted({edge for span in spans for edge in (span["start"], span["end"])})
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        words = [found.span() for found in _pattern().finditer(text, start, end)]
        first = bisect_right(edges, start)
        if first < len(edges) and edges[first] < end:
            words = list(_cut(words, edges))
        if words:
            yield words
        start = end + 1


def _cut(words: Sequence[Place], edges: Sequence[int]) -> Iterator[Place]:
    for start, end in words:
        index = bisect_right(edges, start)
        while index < len(edges) and edges[index] < end:
            yield start, edges[index]
            start = edges[index]
            index += 1
        yield start, end


@cache
def _pattern() -> regex.Pattern[str]:
    import regex

    unspaced = "".join(f"{chr(first)}-{chr(last)}" for first, last in UNSPACED)
    blank = r"[\s\x1c-\x1f]"  # what `str.split` takes for white space
    word = rf"[[\p{{L}}\p{{M}}\p{{N}}\p{{Cf}}]--[{unspaced}]]+"
    alone = rf"[{unspaced}][\p{{M}}\p{{Cf}}]*"
    return regex.compile(rf"{word}|{alone}|(?!{blank})\X", regex.VERSION1)
