"""The same story in other words: weighted terms that two articles share, on close dates.

A term weighs by how rare the word is in its language at large (`wordfreq`, frequencies from
eight kinds of text), not in this corpus: so four articles can be compared as well as a million,
and an article's terms never change because others came.
"""

from __future__ import annotations

from functools import cache
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.engine.buckets import among
from corpus.gather.words import Words, words

TERMS = 40  # an article's heaviest terms; 24 to 64 part stories equally well on the bench
LEADING = 12  # of these, every pair is a key under which articles find each other
RARE = 2.5  # Zipf frequency of a word that the list does not know (below its 1 in a million)
COMMON = 5.2  # from this Zipf frequency on a word says nothing (the 600 commonest of English)
_WEIGHTLESS = 7.0  # Zipf frequency at which a weight would reach zero
# Cosine of two articles' terms from which they tell one story. Tuned on the bench: of 22,366 pairs
# of its news pages the 14 from 0.28 on tell one story or have one subject, while its guides (many
# of one subject, none of one day) reach 0.42 in 94 of 190,000 pairs; the four seeds, undated here,
# stand at 0.39 to 0.51, and the three tellings of the sample's story at 0.31 to 0.41.
CLOSE_DAYS = 10
SAME = 0.42  # where a date is missing
SAME_CLOSE = 0.28  # published at most CLOSE_DAYS from each other
SAME_FAR = 0.6  # published further apart

UNDATED = 1 << 62  # milliseconds: after every date, so that a dated copy comes before it
_DAY = 86_400_000  # milliseconds

_LISTED_AS = {"no": "nb", "nn": "nb", "sr": "sh", "hr": "sh", "bs": "sh"}  # wordfreq's names


_SLOTS = 1 << 18  # of a table of some 30,000 words: one in twenty falls on another


class _Weights(NamedTuple):
    """The weights of a language's listed words, found by the low bits of their hash."""

    slots: NDArray[np.uint64]  # the hash of the word that has the slot
    weights: NDArray[np.float64]  # its weight
    others: NDArray[np.uint64]  # hashes of the words that found their slot taken, sorted
    others_weights: NDArray[np.float64]

    def of(self, hashes: NDArray[np.uint64]) -> NDArray[np.float64]:
        """The weight of each word; a word that is not listed is rare."""
        slots = hashes % _SLOTS
        found = self.slots[slots] == hashes
        weights = np.where(found, self.weights[slots], _WEIGHTLESS - RARE)
        missed = np.flatnonzero(~found)
        at, known = among(hashes[missed], self.others)
        weights[missed[known]] = self.others_weights[at[known]]
        return weights


@cache
def _listed(language: str) -> _Weights:
    from wordfreq import available_languages, get_frequency_dict

    tag = _LISTED_AS.get(language, language)
    hashes, weights = np.empty(0, np.uint64), np.empty(0)
    if tag in available_languages("small"):
        frequencies = {w: f for w, f in get_frequency_dict(tag, "small").items() if w.isalnum()}
        found = words("\n".join(frequencies))
        lengths = np.array([len(word) for word in frequencies])
        begins = np.cumsum(lengths + 1) - lengths - 1
        listed = np.searchsorted(begins, found.starts, "right") - 1
        whole = found.ends - found.starts == lengths[listed]
        zipf = np.log10(np.array(list(frequencies.values()))[listed[whole]] * 1e9)
        hashes, weights = found.hashes[whole], np.where(zipf > COMMON, 0.0, _WEIGHTLESS - zipf)
    table = _Weights(np.zeros(_SLOTS, np.uint64), np.zeros(_SLOTS), *_sorted(hashes, weights))
    table.slots[hashes % _SLOTS] = hashes
    table.weights[hashes % _SLOTS] = weights
    rest = table.slots[table.others % _SLOTS] != table.others
    return table._replace(others=table.others[rest], others_weights=table.others_weights[rest])


def _sorted(
    hashes: NDArray[np.uint64], weights: NDArray[np.float64]
) -> tuple[NDArray[np.uint64], NDArray[np.float64]]:
    order = np.argsort(hashes)
    return hashes[order], weights[order]


def terms(found: Words, language: str) -> tuple[NDArray[np.uint64], NDArray[np.float32]]:
    """Hashes and weights of an article's heaviest terms, heaviest first.

    Both have `TERMS` places; unused ones are zero. The weights have length one as a vector.
    Numbers and words of one or two letters are no terms.
    """
    every = _listed(language).of(found.hashes)
    telling = np.flatnonzero((found.ends - found.starts > 2) & (every > 0))
    order = telling[np.argsort(found.hashes[telling], kind="stable")]
    alike = found.hashes[order]
    new = np.flatnonzero(np.concatenate([[True], alike[1:] != alike[:-1]])[: len(alike)])
    hashes, first, counts = alike[new], order[new], np.diff(new, append=len(alike))
    weights = every[first] * (1 + np.log(counts))
    ranked = np.lexsort((hashes, -weights))[: 2 * TERMS]
    said = zip(ranked.tolist(), found.said(first[ranked]), strict=True)
    heaviest = [place for place, word in said if not word.isdigit()][:TERMS]
    keys, values = np.zeros(TERMS, np.uint64), np.zeros(TERMS, np.float32)
    keys[: len(heaviest)], values[: len(heaviest)] = hashes[heaviest], weights[heaviest]
    length = float(np.linalg.norm(values))
    return keys, values / np.float32(length) if length else values


_PAIRS = np.array(list(combinations(range(LEADING), 2)))


def keys(terms: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The keys of an article: one for every pair of its leading terms."""
    leading = terms[:LEADING]
    a, b = leading[_PAIRS[:, 0]], leading[_PAIRS[:, 1]]
    both: NDArray[np.uint64] = np.minimum(a, b) * np.uint64(3) + np.maximum(a, b)
    kept: NDArray[np.uint64] = both[(a != 0) & (b != 0)]
    return kept


def cosine(
    a: tuple[NDArray[np.uint64], NDArray[np.float32]],
    b: tuple[NDArray[np.uint64], NDArray[np.float32]],
) -> NDArray[np.float32]:
    """Similarity of pairs of articles, row by row: arrays of shape `(pairs, TERMS)`."""
    same = (a[0][:, :, None] == b[0][:, None, :]) & (a[0][:, :, None] != 0)
    return np.asarray(np.einsum("pij,pi,pj->p", same, a[1], b[1]), np.float32)


def needed(a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.float32]:
    """The cosine that links pairs of articles by story, by when they were published."""
    close = np.abs(a - b) <= CLOSE_DAYS * _DAY
    dated = (a != UNDATED) & (b != UNDATED)
    return np.where(dated, np.where(close, SAME_CLOSE, SAME_FAR), SAME).astype(np.float32)
