"""Labels of tokens, words or lines, from the spans of a text: by offsets, for any tokenizer."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from corpus.errors import UsageError

OUTSIDE = "O"
IGNORED = -100  # what PyTorch's cross entropy leaves out, and `transformers` gives special tokens

Place = tuple[int, int]  # start and end in code points, half-open
RowSpan = dict[str, Any]  # as a row has it, its label as a name


def tags(labels: Iterable[str]) -> tuple[str, ...]:
    """`O`, then `B-` and `I-` of each label (IOB2, Ramshaw and Marcus 1995)."""
    return OUTSIDE, *(f"{place}-{label}" for label in labels for place in "BI")


def tag_codes(
    text: str, spans: Sequence[RowSpan], places: Iterable[Place], labels: Sequence[str]
) -> list[int]:
    """The index in `tags(labels)` of each place; IGNORED for one without characters.

    The first place of a span begins it (`B-`).

    Args:
        text: canonical.
        spans: of the text, sorted, not overlapping.
        places: of tokens, in the order of the text.
        labels: names of labels in the order of their codes.

    Raises:
        UsageError: a place is outside of the text.
    """
    begins = {label: 1 + 2 * code for code, label in enumerate(labels)}
    codes, before = [], -1
    for (start, end), holder in _with_holders(text, spans, places):
        if start == end:
            codes.append(IGNORED)
        elif holder is None:
            codes.append(0)
        else:
            codes.append(begins[spans[holder]["label"]] + (holder == before))
            before = holder
    return codes


def holders(
    text: str, spans: Sequence[RowSpan], places: Iterable[Place]
) -> Iterator[RowSpan | None]:
    """The span that holds most of each place, white space aside; None where most is outside.

    Where a span and the rest hold as much, it is the span.
    """
    for _, holder in _with_holders(text, spans, places):
        yield None if holder is None else spans[holder]


def _with_holders(
    text: str, spans: Sequence[RowSpan], places: Iterable[Place]
) -> Iterator[tuple[Place, int | None]]:
    ends = [span["end"] for span in spans]
    for number, (start, end) in enumerate(places):
        if not 0 <= start <= end <= len(text):
            raise UsageError(
                f"token {number} is ({start}, {end}) in a text of {len(text):,} characters; "
                "expected offsets of the row's `text` in code points; tokenize that text, "
                "and ask the tokenizer for its offsets"
            )
        yield (start, end), _holder(text, spans, bisect_right(ends, start), start, end)


def _holder(text: str, spans: Sequence[RowSpan], first: int, start: int, end: int) -> int | None:
    """The index of the span that holds a place; `first` is the first that ends behind its start."""
    if first == len(spans) or spans[first]["start"] >= end:
        return None
    if spans[first]["start"] <= start and end <= spans[first]["end"]:
        return first
    best, most, outside = None, 0, _letters(text, start, end)
    for index in range(first, len(spans)):
        span = spans[index]
        if span["start"] >= end:
            break
        held = _letters(text, max(start, span["start"]), min(end, span["end"]))
        outside -= held
        if held > most:
            best, most = index, held
    return best if most >= outside else None


def _letters(text: str, start: int, end: int) -> int:
    """How many characters are no white space."""
    return sum(map(len, text[start:end].split()))
