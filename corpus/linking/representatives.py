"""The copy that stands for its near-duplicates: in its main form, the fullest, and the earliest."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

# Share of the words of the longest copy from which a copy counts as full: near-duplicates differ by
# a byline or a correction, a teaser lacks its end. Chosen, not tuned.
FULL = 0.9
# Share of the letters that are capitals above which a text is written in capitals. The highest of
# the bench's 857 pages is 0.15.
IN_CAPITALS = 0.5


class Copies(NamedTuple):
    """What tells copies apart; arrays run over articles by number."""

    words: NDArray[np.uint32]  # of the content
    is_secondary: NDArray[np.bool_]  # in capitals, or from an AMP page, an archive, a cache
    published: NDArray[np.int64]  # milliseconds; `stories.UNDATED`, which is last, where unknown
    was_released: NDArray[np.bool_]  # by the release before

    def among(self, numbers: NDArray[np.int64]) -> Copies:
        """The same of some articles."""
        return Copies(
            self.words[numbers],
            self.is_secondary[numbers],
            self.published[numbers],
            self.was_released[numbers],
        )


def representatives(units: NDArray[np.int64], copies: Copies) -> NDArray[np.int64]:
    """The article that stands for each article and its copies.

    A copy in its main form comes before others, a full one before one that lacks a part, one that
    the last release had before a new one (so that what stood for others goes on to do so), an
    earlier before a later, a longer before a shorter, and then the lowest number.

    Args:
        units: by article, a number that an article and its copies share.
        copies: what tells them apart.

    Returns:
        The number of an article, by article; that of an article without copies is its own.
    """
    _, unit, sizes = np.unique(units, return_inverse=True, return_counts=True)
    numbers = np.flatnonzero(sizes[unit] > 1)  # most articles have no copy
    stands = np.arange(len(units))
    stands[numbers] = numbers[_standing(unit[numbers], copies.among(numbers))]
    return stands


def _standing(units: NDArray[np.int64], copies: Copies) -> NDArray[np.int64]:
    """The same for articles that all have copies."""
    unit = np.unique(units, return_inverse=True)[1]
    is_secondary = np.ones(len(unit), np.bool_)
    np.minimum.at(is_secondary, unit, copies.is_secondary)
    is_candidate = copies.is_secondary == is_secondary[unit]
    longest = np.zeros(len(unit), np.uint32)
    np.maximum.at(longest, unit[is_candidate], copies.words[is_candidate])
    is_full = is_candidate & (copies.words >= FULL * longest[unit])
    numbers = np.arange(len(unit))
    order = np.lexsort(
        (
            numbers,
            -copies.words.astype(np.int64),
            copies.published,
            ~copies.was_released,
            ~is_full,
            unit,
        )
    )
    is_first = np.diff(unit[order], prepend=-1) != 0
    return np.asarray(numbers[order[is_first]][unit])
