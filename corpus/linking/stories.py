"""The same story in other words: weighted terms that two articles share, on close dates.

A term is the first letters of a word, so that its forms are one term. It weighs by how rare it is
in its language at large (`wordfreq`, frequencies from eight kinds of text), not in this corpus: so
four articles can be compared as well as a million, and an article's terms never change because
others came. Names weigh more: they tell an event from its topic.
"""

from __future__ import annotations

from functools import cache
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.arrays import locate
from corpus.hashing import stretches
from corpus.linking.tokens import INNER, SMALL, Words, words

# Tuned on 15 events told twice or more (the seeds, seven among the bench's news pages, the seven
# of tests/linking/stories.toml) against the bench's guides, where many pages have one subject. The
# event that is hardest to find is 0.44 alike, which only 17 of 207,690 pairs of guides are; with
# whole words, every count and no names it is 0.15, which 1,083 are.
STEM = 7  # letters; 5 to 7 find Russian and German forms, 7 mistakes the fewest
NAME = 2.0  # times the weight, for a word that is never small and has a capital amid a sentence
REPEATS = 3  # that count: a guide says its subject fifty times, news its names three times
SHARED = 4  # terms, at least: briefs of 80 words on one event share four, captions two
TERMS = 40  # an article's heaviest terms; with 64 it finds two events less clearly

LEADING = 12  # of these, every pair is a key under which articles find each other
RARE = 2.5  # Zipf frequency of a term that the list does not know (below its 1 in a million)
COMMON = 5.2  # from this Zipf frequency on a term says nothing (the 600 commonest of English)
_WEIGHTLESS = 7.0  # Zipf frequency at which a weight would reach zero
# Cosine of two articles' terms from which they tell one story. Every event above reaches the first;
# of 4,005 pairs of one week's news (the bench's shub) the eleven that reach the second are one
# event or one subject; the third parts elections with the same people (0.49).
CLOSE_DAYS = 10
SAME = 0.42  # where a date is missing
SAME_CLOSE = 0.34  # published at most CLOSE_DAYS from each other
SAME_FAR = 0.6  # published further apart

UNDATED = 1 << 62  # milliseconds: after every date, so that a dated copy comes before it
_DAY = 86_400_000  # milliseconds

_LISTED_AS = {"no": "nb", "nn": "nb", "sr": "sh", "hr": "sh", "bs": "sh"}  # wordfreq's names


_SLOTS = 1 << 18  # of a table of some 20,000 terms: one in twenty falls on another


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
        at, known = locate(hashes[missed], self.others)
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
        hashes, which = np.unique(stems(found)[whole], return_inverse=True)
        summed = np.bincount(which, np.array(list(frequencies.values()))[listed[whole]])
        zipf = np.log10(summed * 1e9)
        weights = np.where(zipf > COMMON, 0.0, _WEIGHTLESS - zipf)
    table = _Weights(np.zeros(_SLOTS, np.uint64), np.zeros(_SLOTS), hashes, weights)
    table.slots[hashes % _SLOTS] = hashes
    table.weights[hashes % _SLOTS] = weights
    rest = table.slots[table.others % _SLOTS] != table.others
    return table._replace(others=table.others[rest], others_weights=table.others_weights[rest])


def stems(found: Words) -> NDArray[np.uint64]:
    """For every word the hash of its first `STEM` letters: forms of one word share it."""
    return stretches(found.codes, found.starts, np.minimum(found.ends, found.starts + STEM))


def terms(found: Words, language: str) -> tuple[NDArray[np.uint64], NDArray[np.float32]]:
    """Hashes and weights of an article's heaviest terms, heaviest first.

    Both have `TERMS` places; unused ones are zero. The weights have length one as a vector.
    Numbers and words of one or two letters are no terms.
    """
    cut = stems(found)
    every = _listed(language).of(cut)
    telling = np.flatnonzero((found.ends - found.starts > 2) & (every > 0))
    order = telling[np.argsort(cut[telling], kind="stable")]
    alike = cut[order]
    new = np.flatnonzero(np.concatenate([[True], alike[1:] != alike[:-1]])[: len(alike)])
    hashes, first, counts = alike[new], order[new], np.diff(new, append=len(alike))
    weights = every[first] * (1 + np.log(np.minimum(counts, REPEATS)))
    if len(new):
        case = found.case[order]
        named = np.minimum.reduceat(case, new) > SMALL
        named &= np.maximum.reduceat(case, new) == INNER
        weights[named] *= NAME
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


def likeness(
    a: tuple[NDArray[np.uint64], NDArray[np.float32]],
    b: tuple[NDArray[np.uint64], NDArray[np.float32]],
) -> NDArray[np.float32]:
    """Cosine of pairs of articles, row by row: arrays of shape `(pairs, TERMS)`.

    It is 0 where they have fewer than `SHARED` terms in common.
    """
    every = np.sort(np.concatenate([a[0], b[0]], axis=1), axis=1)
    twice = (every[:, 1:] == every[:, :-1]) & (every[:, 1:] != 0)
    some = np.flatnonzero(twice.sum(1) >= SHARED)  # most candidates share the two of a key only
    same = (a[0][some, :, None] == b[0][some, None, :]) & (a[0][some, :, None] != 0)
    found = np.zeros(len(every), np.float32)
    found[some] = np.einsum("pij,pi,pj->p", same, a[1][some], b[1][some])
    return found


def needed(a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.float32]:
    """The cosine that links pairs of articles by story, by when they were published."""
    close = np.abs(a - b) <= CLOSE_DAYS * _DAY
    dated = (a != UNDATED) & (b != UNDATED)
    return np.where(dated, np.where(close, SAME_CLOSE, SAME_FAR), SAME).astype(np.float32)
