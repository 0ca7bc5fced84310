"""What the trees of the page model read of a line: itself, its blocks, its like, its neighbours."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.labelling.line_model import features as of_text
from corpus.labelling.line_model import story
from corpus.labelling.line_model.surroundings import LONGEST
from corpus.labelling.page_model.inputs import Pages
from corpus.page import features

# Means are of integers: sums of fractions would depend on the pages before.
_EXACT = 1000
_NOTHING = -9  # the value where a neighbour or heading is outside the page
_NEXT = (-3, -2, -1, 1, 2, 3)


def columns(
    pages: Pages,
    by_words: NDArray[np.float32],
    by_names: NDArray[np.float32],
    rarity: NDArray[np.uint8],
) -> list[NDArray[np.float32]]:
    """All features that the trees read.

    Args:
        pages: The pages.
        by_words: The scores of the lines' words, shape (2, lines).
        by_names: The scores of the names around lines, shape (lines,).
        rarity: As in `story.familiar`.

    Returns:
        One array over the lines per feature.
    """
    text = dict(zip(of_text.COLUMNS, pages.lines.table, strict=True))
    place = dict(zip(features.COLUMNS, pages.table, strict=True))
    length = np.minimum(text["length"], LONGEST)
    base = np.array([
        by_words[0], by_words[1], by_names, length, place["link"], place["link"] * length,
        text["stop_end"], text["prose"], text["rule"] > 0, np.minimum(text["commas"], 6),
        text["title"], np.minimum(text["words"], 10), place["in_p"], place["hidden"],
        by_words[0] * length, by_names * length,
    ], np.float32)  # fmt: skip
    whole = np.rint(base * np.float32(_EXACT)).astype(np.float64)
    rows: list[NDArray[Any]] = [
        *story.columns(pages.lines, by_words, rarity), *pages.table, by_names,
        *_of_ranges(pages, whole), *_of_groups(pages.groups, whole),
    ]  # fmt: skip
    for values in (by_words[0], by_names, text["length"], text["kind"]):
        rows.append(np.where(pages.heading < 0, _NOTHING, values[pages.heading]))
    index, low, high = np.arange(len(length)), pages.low, pages.high
    for step in _NEXT:
        other = index + step
        inside = (other >= low) & (other < high)
        other = np.where(inside, other, index)
        for values in (by_names, place["link"], place["in_p"]):
            rows.append(np.where(inside, values[other], _NOTHING))
    return [np.asarray(row, np.float32) for row in rows]


def _of_ranges(pages: Pages, whole: NDArray[np.float64]) -> list[NDArray[Any]]:
    """Means over the lines of each block around a line, its size and the line's place in it."""
    index, low, high = np.arange(whole.shape[1]), pages.low, pages.high
    sums = np.zeros((len(whole), whole.shape[1] + 1))
    np.cumsum(whole, axis=1, out=sums[:, 1:])
    text = sums[3]
    of_page = np.maximum(text[high] - text[low], 1)
    rows: list[NDArray[Any]] = []
    for first, last in pages.ranges:
        size = np.maximum(last - first, 1)
        rows += list((sums.take(last, axis=1) - sums.take(first, axis=1)) / (size * _EXACT))
        rows += [size, (index - first) / size, size / (high - low)]
        rows.append((text[last] - text[first]) / of_page)
    return rows


def _of_groups(groups: NDArray[np.int64], whole: NDArray[np.float64]) -> list[NDArray[Any]]:
    """Means over the lines that stand in elements that look alike, and the number of them."""
    rows: list[NDArray[Any]] = []
    for group in groups:
        count = np.bincount(group)
        rows += [(np.bincount(group, row) / (count * _EXACT))[group] for row in whole]
        rows.append(count[group])
    return rows
