"""What the line model reads around a line: its neighbours, the stretches before and after it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from corpus.contract.labels import BOILERPLATE
from corpus.labelling.line_model.features import COLUMNS

LONGEST = 400  # characters of a line that count in a stretch, so that one line is not all of it
FAR = 200  # lines; a greater distance counts as this
_ALL = 1 << 40
# Relative to the line: around it, a few lines and a screen of lines on either side, all of them.
_STRETCHES = ((-2, 3), (-5, 0), (1, 6), (-15, 0), (1, 16), (-_ALL, 0), (1, _ALL))
_SCORES = ("score", "long_score", "familiar")
# The first features are of the line itself: what it is, and where it stands in its article.
ITSELF = len(COLUMNS) + len(_SCORES) + 6
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
# Sums are of integers: sums of fractions would depend on the articles before.
_EXACT = 1000
_NOTHING = -9 * _EXACT  # the value where a stretch or neighbour is outside the article


def surroundings(table: NDArray[np.float32], ends: NDArray[np.int64]) -> list[NDArray[np.float32]]:
    """Features of lines, from the lines around them.

    Args:
        table: `features.table` with three more rows: both rows of `model.scores`, and the share
            of each line's words that the story has (`story.familiar`). Shape (features, lines).
        ends: The number of lines up to the end of each article.

    Returns:
        One array over the lines per feature, the rows of `table` first.
    """
    column = dict(zip((*COLUMNS, *_SCORES), table, strict=True))
    counts = np.diff(ends, prepend=0)
    low = np.repeat(ends - counts, counts)
    high = np.repeat(ends, counts)
    index = np.arange(table.shape[1])
    names, sums = _sums(column)
    before, after = index - low, high - 1 - index
    rows = [*table, before, after, before / (high - low), high - low]
    chars = sums[names.index("length")]
    text = chars[high] - chars[low]
    rows += [text, (chars[index] - chars[low]) / text]
    for step in (-2, -1, 1, 2):
        other = index + step
        inside = (other >= low) & (other < high)
        other = np.where(inside, other, index)
        for name in _SECOND if abs(step) == 2 else _NEXT:
            rows.append(np.where(inside, column[name][other], _NOTHING))
    for first, behind in _STRETCHES:
        start = np.minimum(high, np.maximum(low, index + first))
        stop = np.maximum(start, np.minimum(high, index + behind))
        size = stop - start
        means = (sums.take(stop, axis=1) - sums.take(start, axis=1)) / np.maximum(size, 1)
        means[:, size == 0] = _NOTHING
        rows += list(means.astype(np.float32))
    marks = [column["prose"] > 0, column["rule"] > 0]
    marks += [column["kind"] == BOILERPLATE.index(label) for label in _LANDMARKS]
    for mark in marks:
        rows += _distances(mark, index, low, high)
    return [np.asarray(values, np.float32) for values in rows]


def _sums(column: dict[str, NDArray[np.float32]]) -> tuple[list[str], NDArray[np.float64]]:
    """The names of what is summed, and sums up to each line in units of 1 / _EXACT."""
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
    sums = np.zeros((len(summed), len(length) + 1))
    np.cumsum(whole, axis=1, dtype=np.float64, out=sums[:, 1:])
    return list(summed), sums


def _distances(
    mark: NDArray[np.bool_],
    index: NDArray[np.int64],
    low: NDArray[np.int64],
    high: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """How many lines before and after each line the next marked one of its article stands."""
    before = np.maximum.accumulate(np.where(mark, index, -1))
    before = np.concatenate([[-1], before])[: len(index)]
    after = np.minimum.accumulate(np.where(mark, index, _ALL)[::-1])[::-1]
    after = np.concatenate([after, [_ALL]])[1:]
    return (
        np.where(before >= low, np.minimum(index - before, FAR), FAR + 1),
        np.where(after < high, np.minimum(after - index, FAR), FAR + 1),
    )
