"""What the line model sees around a line: its neighbours, the stretches before and behind it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from corpus.contract.labels import BOILERPLATE
from corpus.label.line_model.features import COLUMNS

LONGEST = 400  # characters of a line that count in a stretch, so that one line is not all of it
FAR = 200  # lines; what is farther away counts as so far
_ALL = 1 << 40
# Of the line at 0: about it, a few lines and a screen of lines before and behind, all of them.
_STRETCHES = ((-2, 3), (-5, 0), (1, 6), (-15, 0), (1, 16), (-_ALL, 0), (1, _ALL))
_SCORES = ("score", "long_score", "familiar")
_NEXT = ("length", "words", "title", "stop_end", "again", "rule", *_SCORES)
_SECOND = ("length", "score")
_LANDMARKS = (
    "related_links",
    "newsletter_signup",
    "share_follow",
    "comments",
    "about_author",
    "legal_notice",
)
# Sums are of integers: those of fractions would depend on which articles came before.
_EXACT = 1000
_NOTHING = -9 * _EXACT  # where a stretch or a neighbour is beyond the article


def surroundings(table: NDArray[np.float32], ends: NDArray[np.int64]) -> list[NDArray[np.float32]]:
    """Features of lines, an array each, from the `features.table` with three rows behind it.

    These are the scores of `model.scores`, and which part of its words the story knows. `ends`
    says behind which line each article ends.
    """
    column = dict(zip((*COLUMNS, *_SCORES), table, strict=True))
    counts = np.diff(ends, prepend=0)
    low = np.repeat(ends - counts, counts)
    high = np.repeat(ends, counts)
    at = np.arange(table.shape[1])
    length = np.minimum(column["length"], LONGEST)
    summed = {
        "score": column["score"],
        "score of text": column["score"] * length,
        "long_score": column["long_score"],
        "long_score of text": column["long_score"] * length,
        "familiar": column["familiar"],
        "length": length,
        "rule": column["rule"] > 0,
        "prose": column["prose"],
        "stop_end": column["stop_end"],
        "again": column["again"] > 1,
        "title": column["title"],
        "digit": column["digit"],
        "code": column["code"],
        "words": np.minimum(column["words"], 5),
    }
    whole = np.rint(np.array([*summed.values()], np.float32) * np.float32(_EXACT))
    sums = np.zeros((len(summed), len(at) + 1))
    np.cumsum(whole, axis=1, dtype=np.float64, out=sums[:, 1:])
    made = [*table, at - low, high - 1 - at, (at - low) / (high - low), high - low]
    chars = sums[[*summed].index("length")]
    text = chars[high] - chars[low]
    made += [text, (chars[at] - chars[low]) / text]
    for step in (-2, -1, 1, 2):
        other = at + step
        inside = (other >= low) & (other < high)
        other = np.where(inside, other, at)
        for name in _SECOND if abs(step) == 2 else _NEXT:
            made.append(np.where(inside, column[name][other], _NOTHING))
    for first, behind in _STRETCHES:
        start = np.minimum(high, np.maximum(low, at + first))
        stop = np.maximum(start, np.minimum(high, at + behind))
        size = stop - start
        means = (sums.take(stop, axis=1) - sums.take(start, axis=1)) / np.maximum(size, 1)
        means[:, size == 0] = _NOTHING
        made += list(means.astype(np.float32))
    marks = [column["prose"] > 0, column["rule"] > 0]
    marks += [column["kind"] == BOILERPLATE.index(label) for label in _LANDMARKS]
    for mark in marks:
        made += _distances(mark, at, low, high)
    return [np.asarray(values, np.float32) for values in made]


def _distances(
    mark: NDArray[np.bool_], at: NDArray[np.int64], low: NDArray[np.int64], high: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """How many lines before and behind each line the next marked one stands."""
    before = np.maximum.accumulate(np.where(mark, at, -1))
    before = np.concatenate([[-1], before])[: len(at)]
    behind = np.minimum.accumulate(np.where(mark, at, _ALL)[::-1])[::-1]
    behind = np.concatenate([behind, [_ALL]])[1:]
    return (
        np.where(before >= low, np.minimum(at - before, FAR), FAR + 1),
        np.where(behind < high, np.minimum(behind - at, FAR), FAR + 1),
    )
