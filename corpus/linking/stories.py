"""The same story in other words: two articles with the same rare words on close dates.

The method is the cosine of weighted term vectors (Salton and Buckley 1988), with three changes. A
term is the first letters of a word, so that all forms of the word are one term. The weight of a
term is its rarity in the language at large (`wordfreq`, frequencies from eight kinds of text), so
that new articles never change the terms of others; `rarity` takes weight from what very many
articles of the corpus say. Names weigh more, because names distinguish an event from other events
of its topic.
"""

from __future__ import annotations

from functools import cache
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.arrays import KeyTable, cut, run_starts, stable_order
from corpus.hashing import heads
from corpus.linking.tokens import INNER, SMALL, Texts, Words, words
from corpus.linking.wordlist import word_list

# Tuned on 15 events that two or more articles tell (the seeds, seven events among the news pages of
# the bench, the seven of tests/linking/stories.toml) against the guides of the bench, where many
# pages have one subject. The least similar pair of an event has a cosine of 0.44, and 17 of 207,690
# pairs of guides reach it. With whole words, all repetitions and no weight for names it has 0.15,
# and 1,083 reach it.
STEM = 7  # letters; 5 to 7 find Russian and German forms, 7 mistakes the fewest
NAME = 2.0  # factor on the weight of a word that is never small and has an INNER capital
REPEATS = 3  # occurrences that count: a guide names its subject 50 times, news its names 3 times
SHARED = 4  # terms, at least: briefs of 80 words on one event share four, captions share two
TERMS = 40  # heaviest terms of an article; with 64, two of the events are less distinct

LEADING = 12  # heaviest terms; every pair of them is a key under which articles are compared
RARE = 2.5  # Zipf frequency of a term that is not listed (the list ends at 1 in a million, 3.0)
COMMON = 5.2  # Zipf frequency from which a term has no weight (the 600 commonest words of English)
_DIGITS = 6  # kept of a logarithm behind the point: processors may differ in its last bit
_WEIGHTLESS = 7.0  # Zipf frequency at which a weight would reach zero
# Cosine from which two articles tell one story. Every event above reaches SAME. Of 4,005 pairs of
# one week's news (the bench's shub) eleven reach SAME_CLOSE: all of one event or one subject.
# SAME_FAR separates two elections with the same people (0.49).
CLOSE_DAYS = 10
SAME = 0.42  # where a date is missing
SAME_CLOSE = 0.34  # published at most CLOSE_DAYS apart
SAME_FAR = 0.6  # published further apart

UNDATED = 1 << 62  # milliseconds: later than every date, so that dated articles come first
_DAY = 86_400_000  # milliseconds

_LISTED_AS = {"no": "nb", "nn": "nb", "sr": "sh", "hr": "sh", "bs": "sh"}  # wordfreq's names


class _Weights(NamedTuple):
    """The weights of the listed words of a language."""

    hashes: KeyTable  # of the words
    weights: NDArray[np.float64]  # of the words

    def of(self, hashes: NDArray[np.uint64]) -> NDArray[np.float64]:
        """The weight of each word, of which equal ones stand side by side.

        Words that are not listed are RARE.
        """
        starts = run_starts(hashes)
        places, is_listed = self.hashes.locate(hashes.take(starts))
        weights = np.where(is_listed, self.weights.take(places), _WEIGHTLESS - RARE)
        return np.repeat(weights, np.diff(starts, append=len(hashes)))


@cache
def _listed(language: str) -> _Weights:
    """The weights of a language; of no words where `wordfreq` has no list."""
    listed_words, frequencies = word_list(_LISTED_AS.get(language, language))
    hashes, weights = np.zeros(1, np.uint64), np.array([_WEIGHTLESS - RARE])  # of no word
    if listed_words:
        list_words = words(listed_words)
        breaks = np.flatnonzero(list_words.codes == ord("\n"))
        begins = np.append(0, breaks + 1)
        lengths = np.append(breaks, len(list_words.codes)) - begins
        listed = np.searchsorted(begins, list_words.starts, "right") - 1
        is_whole = list_words.ends - list_words.starts == lengths[listed]
        hashes, stem_of = np.unique(stems(list_words)[is_whole], return_inverse=True)
        summed = np.bincount(stem_of, frequencies[listed[is_whole]])
        zipf = np.log10(summed * 1e9).round(_DIGITS)
        weights = np.where(zipf > COMMON, 0.0, _WEIGHTLESS - zipf)
    return _Weights(KeyTable(hashes), weights)


def stems(article: Words) -> NDArray[np.uint64]:
    """The hash of the first `STEM` letters of every word: all forms of a word share it."""
    hashes = article.hashes.copy()
    longer = np.flatnonzero(article.ends - article.starts > STEM)
    hashes[longer] = heads(article.codes, article.starts.take(longer), STEM)
    return hashes


def terms(texts: Texts, language: str) -> tuple[NDArray[np.uint64], NDArray[np.float32]]:
    """The heaviest terms of articles. Numbers and words of one or two letters are no terms.

    Args:
        texts: the words of the articles.
        language: a code; `wordfreq` knows which words of the language are common.

    Returns:
        Hashes and weights, heaviest first: both of shape `(articles, TERMS)`, unused places zero.
        The vector of weights of each article has length one.
    """
    words = texts.words
    word_stems = stems(words)
    longer = np.flatnonzero(words.ends - words.starts > 2)
    longer = longer.take(stable_order(word_stems.take(longer)))
    word_weights = _listed(language).of(word_stems.take(longer))
    candidates = np.flatnonzero(word_weights > 0)
    order, word_weights = longer.take(candidates), word_weights.take(candidates)
    ordered, article = word_stems.take(order), texts.of_words().take(order)
    is_edge = np.ones(len(ordered) + 1, np.bool_)
    is_edge[1:-1] = (ordered[1:] != ordered[:-1]) | (article[1:] != article[:-1])
    edges = np.flatnonzero(is_edge)
    starts, counts = edges[:-1], np.diff(edges)
    keys = np.zeros((len(texts.ends), TERMS), np.uint64)
    values = np.zeros(keys.shape, np.float32)
    if not len(starts):
        return keys, values
    first, article = order.take(starts), article.take(starts)
    weights = word_weights.take(starts) * (1 + np.log(np.minimum(counts, REPEATS)).round(_DIGITS))
    case = words.case().take(order)
    is_name = np.minimum.reduceat(case, starts) > SMALL
    is_name &= np.maximum.reduceat(case, starts) == INNER
    weights[is_name] *= NAME
    ranked = stable_order(~weights.view(np.uint64))  # the greatest first: all are positive
    ranked = ranked.take(np.argsort(article.take(ranked), kind="stable"))
    ranked = ranked[_place_in_run(article.take(ranked)) < 2 * TERMS]
    ranked = ranked[~_are_digits(words, first.take(ranked))]
    place = _place_in_run(article.take(ranked))
    ranked, place = ranked[place < TERMS], place[place < TERMS]
    keys[article.take(ranked), place] = ordered.take(starts.take(ranked))
    values[article.take(ranked), place] = weights.take(ranked)
    # Added up in the order of the terms: a product of vectors adds as the processor likes best.
    squared = np.cumsum(np.square(values, dtype=np.float64), axis=1)[:, -1:]
    values /= np.sqrt(np.where(squared > 0, squared, 1)).astype(np.float32)
    return keys, values


def _place_in_run(numbers: NDArray[np.unsignedinteger[Any]]) -> NDArray[np.int64]:
    """The place of each among its equals, which stand side by side."""
    starts = run_starts(numbers)
    return np.arange(len(numbers)) - np.repeat(starts, np.diff(starts, append=len(numbers)))


def _are_digits(words: Words, numbers: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of some words are made of digits alone."""
    are_digits = np.zeros(len(numbers), np.bool_)
    first = words.codes.take(words.starts.take(numbers))
    maybe = np.flatnonzero((first <= ord("9")) | (first >= 0x80))  # letters of ASCII are no digits
    are_digits[maybe] = [word.isdigit() for word in words.folded_words(numbers.take(maybe))]
    return are_digits


_PAIRS = np.array(list(combinations(range(LEADING), 2)))


def keys(terms: NDArray[np.uint64]) -> list[NDArray[np.uint64]]:
    """The keys of articles: one for every pair of an article's leading terms.

    Args:
        terms: shape `(articles, TERMS)`.
    """
    a, b = terms.take(_PAIRS[:, 0], axis=1), terms.take(_PAIRS[:, 1], axis=1)
    pair_keys = np.minimum(a, b) * np.uint64(3) + np.maximum(a, b)
    is_pair = (a != 0) & (b != 0)
    return cut(pair_keys[is_pair], np.cumsum(is_pair.sum(axis=1)))


def shortened(terms: NDArray[np.uint64]) -> NDArray[np.uint32]:
    """32 bits of each term, to tell most pairs apart by; unused places stay zero."""
    of_terms = terms.astype(np.uint32)
    of_terms[(of_terms == 0) & (terms != 0)] = 1
    return of_terms


def may_be_alike(a: NDArray[np.uint32], b: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Whether the cosine of pairs may be above 0, by their `shortened` terms.

    Args:
        a: of the first articles, shape `(pairs, TERMS)`.
        b: of the second.
    """
    in_order = np.sort(np.concatenate([a, b], axis=1), axis=1)
    is_shared = (in_order[:, 1:] == in_order[:, :-1]) & (in_order[:, 1:] != 0)
    return np.asarray(is_shared.sum(axis=1) >= SHARED)


def cosine(
    a: tuple[NDArray[np.uint64], NDArray[np.float32]],
    b: tuple[NDArray[np.uint64], NDArray[np.float32]],
) -> NDArray[np.float32]:
    """The cosine of the terms of pairs of articles, row by row.

    Args:
        a: hashes and weights of the first articles, each of shape `(pairs, TERMS)`.
        b: those of the second articles.

    Returns:
        Shape `(pairs,)`; 0 where the two have fewer than `SHARED` terms in common.
    """
    hashes = np.concatenate([a[0], b[0]], axis=1)
    in_order = np.sort(hashes, axis=1)
    is_shared = (in_order[:, 1:] == in_order[:, :-1]) & (in_order[:, 1:] != 0)
    # Most candidates share only the two terms of their key: the costly product is for the rest.
    rows = np.flatnonzero(is_shared.sum(1) >= SHARED)
    pair, place = np.nonzero(is_shared[rows])
    order = np.argsort(hashes[rows], axis=1, kind="stable")
    in_a, in_b = order[pair, place], order[pair, place + 1] - a[0].shape[1]
    products = np.zeros((len(rows), a[0].shape[1]), np.float32)
    products[pair, in_a] = a[1][rows[pair], in_a] * b[1][rows[pair], in_b]
    result = np.zeros(len(hashes), np.float32)
    result[rows] = np.cumsum(products, axis=1)[:, -1]  # added up in the order of the terms of `a`
    return result


def needed_cosine(a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.float32]:
    """The cosine that links pairs of articles, given when they were published (milliseconds)."""
    is_close = np.abs(a - b) <= CLOSE_DAYS * _DAY
    is_dated = (a != UNDATED) & (b != UNDATED)
    return np.where(is_dated, np.where(is_close, SAME_CLOSE, SAME_FAR), SAME).astype(np.float32)
