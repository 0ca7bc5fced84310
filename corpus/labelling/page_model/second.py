"""What the second trees read: how the first ones scored the lines around, and the line's block.

The first trees see what a line is; whether the lines like it and around it are story they see by
single features only. The second ones see their verdict.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.labelling.line_model import features as of_text
from corpus.labelling.line_model import story
from corpus.labelling.line_model.surroundings import LONGEST
from corpus.labelling.page_model.inputs import Pages

_SUREST = 4.0  # log odds that a line counts at most
_EXACT = 1000  # sums are of integers: those of fractions would depend on the pages before
_NOTHING = 9.0  # the value where a neighbour is outside the page
_NEXT = (-4, -3, -2, -1, 1, 2, 3, 4)
_LENGTH = of_text.COLUMNS.index("length")


def columns(pages: Pages, score: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    """All features that the second trees read.

    Args:
        pages: The pages.
        score: Log odds that a line is not main text, by the first trees.

    Returns:
        One array over the lines per feature.
    """
    length = np.minimum(pages.lines.table[_LENGTH], LONGEST).astype(np.float64)
    bounded = np.rint(np.clip(score, -_SUREST, _SUREST) * np.float32(_EXACT)).astype(np.float64)
    is_kept = score < 0
    base = np.array([bounded, is_kept, length, bounded * length, is_kept * length])
    sums = np.zeros((len(base), len(score) + 1))
    np.cumsum(base, axis=1, out=sums[:, 1:])
    rows: list[NDArray[Any]] = [score, *pages.lines.table, *pages.table]
    for first, last in pages.ranges:
        total = sums.take(last, axis=1) - sums.take(first, axis=1)
        rows += _shares(total, np.maximum(last - first, 1))
    for group in pages.groups:
        total = np.array([np.bincount(group, row) for row in base])[:, group]
        count = np.bincount(group)[group]
        rows += [*_shares(total, count), count]
    index, low, high = np.arange(len(score)), pages.low, pages.high
    for step in _NEXT:
        other = index + step
        inside = (other >= low) & (other < high)
        rows.append(np.where(inside, score[np.where(inside, other, index)], _NOTHING))
    guess = story.guess(pages.lines, score)
    rows += [guess.inside, index - guess.start, guess.stop - index, guess.sure / _EXACT]
    kept = sums[4]
    of_page = kept[high] - kept[low]
    rows += [of_page, of_page / np.maximum(sums[2][high] - sums[2][low], 1)]
    rows.append((kept[index] - kept[low]) / np.maximum(of_page, 1))
    return [np.asarray(row, np.float32) for row in rows]


def _shares(total: NDArray[np.float64], count: NDArray[np.int64]) -> list[NDArray[np.float64]]:
    """Of lines together: mean score and share kept, by line and by character."""
    score, kept, length, score_of_text, kept_text = total
    length = np.maximum(length, 1)
    return [
        score / (count * _EXACT),
        kept / count,
        score_of_text / (length * _EXACT),
        kept_text / length,
    ]
