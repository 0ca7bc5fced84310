"""What the trees that also read extractors see: how much of a line, and of its like, each keeps."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.labelling.line_model import features as of_text
from corpus.labelling.line_model.surroundings import LONGEST
from corpus.labelling.page_model import second
from corpus.labelling.page_model.inputs import Pages

_EXACT = 1000  # sums are of integers: those of fractions would depend on the pages before
_NOTHING = -1.0  # the value where an extractor abstained, or a neighbour is outside the page
_NEXT = (-1, 1)
_RANGES = slice(1, 4)  # of `features.RANGES`: the block itself is mostly the line
_LENGTH = of_text.COLUMNS.index("length")


def columns(
    pages: Pages, score: NDArray[np.float32], shares: NDArray[np.float16]
) -> list[NDArray[np.float32]]:
    """All features that these trees read.

    Args:
        pages: The pages.
        score: Log odds that a line is not main text, by the model that reads no extractors.
        shares: Of the words of a line that each extractor keeps, NaN where it abstained; shape
            (lines, extractors).

    Returns:
        One array over the lines per feature.
    """
    rows: list[NDArray[Any]] = second.columns(pages, score)
    length = np.minimum(pages.lines.table[_LENGTH], LONGEST).astype(np.float64)
    text = _sums(length)
    index, low, high = np.arange(len(score)), pages.low, pages.high
    has_voted = ~np.isnan(shares)
    known = np.where(has_voted, shares, 0).astype(np.float64)
    for share, is_known in zip(known.T, has_voted.T, strict=True):
        kept = np.rint(share * _EXACT) * length
        sums = _sums(kept)
        of_line = np.where(is_known, share, _NOTHING)
        rows.append(of_line)
        stretches = [*pages.ranges[_RANGES], (low, high)]
        for first, last in stretches:
            mean = (sums[last] - sums[first]) / np.maximum((text[last] - text[first]) * _EXACT, 1)
            rows.append(np.where(is_known, mean, _NOTHING))
        for group in pages.groups[:2]:
            of_group = np.bincount(group, kept) / np.maximum(np.bincount(group, length) * _EXACT, 1)
            rows.append(np.where(is_known, of_group[group], _NOTHING))
        for step in _NEXT:
            other = index + step
            inside = (other >= low) & (other < high)
            rows.append(np.where(inside, of_line[np.where(inside, other, index)], _NOTHING))
    voted = np.maximum(has_voted.sum(axis=1), 1)
    rows += [known.sum(axis=1) / voted, has_voted.sum(axis=1)]
    return [np.asarray(row, np.float32) for row in rows]


def _sums(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sums up to each line."""
    return np.concatenate([[0], np.cumsum(values)])
