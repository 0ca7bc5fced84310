"""Why two articles are linked: the measures that link them, and the words behind them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from corpus.identify.address import page_address
from corpus.linking import near_duplicates, rarity, stories
from corpus.linking.stories import UNDATED
from corpus.linking.tokens import Words, read_texts, runs, words

_SHOWN_TERMS = 8


@dataclass(frozen=True)
class ArticleText:
    """One article, as linking reads it."""

    text: str
    content: str  # the text without its boilerplate
    language: str
    published: int = UNDATED  # milliseconds
    url: str | None = None
    common: NDArray[np.void] | None = None  # `rarity.COMMON_TERM` of the corpus

    @property
    def address(self) -> str | None:
        """What all addresses of its page have in common."""
        return None if self.url is None else page_address(self.url)

    @cached_property
    def words(self) -> Words:
        """The words of the content."""
        return words(self.content)

    @cached_property
    def terms(self) -> tuple[NDArray[np.uint64], NDArray[np.float32]]:
        """Hashes and weights of the rare words, as linking compares them."""
        terms, weights = stories.terms(read_texts([self.content]), self.language)
        if self.common is not None:
            weights = rarity.weigh(terms, weights, self.common)
        return terms[0], weights[0]

    @cached_property
    def signature(self) -> NDArray[np.uint32]:
        """The MinHash signature, shape `(1, PERMUTATIONS)`."""
        return near_duplicates.minhash([self.words.hashes])


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """What two articles share."""

    similarity: float  # estimated Jaccard similarity of their runs of five words
    story: float  # cosine of their rare words
    needed_story: float  # the cosine that links them
    same_url: bool
    same_text: bool
    passage: str  # the longest run of words that both have; empty where it is too short to link
    passage_words: int
    terms: list[str] = field(default_factory=list)  # rare words of both, heaviest first

    def links(self) -> bool:
        """Whether this is enough to link the two."""
        is_alike = self.similarity >= near_duplicates.NEAR or self.story >= self.needed_story
        return bool(is_alike or self.passage or self.same_url or self.same_text)


def explain(a: ArticleText, b: ArticleText) -> Explanation:
    """What two articles share.

    Args:
        a: one article.
        b: the other; the passage and the terms are written as in `a`.
    """
    similarity = 0.0
    if len(a.words.hashes) and len(b.words.hashes):
        similarity = float(near_duplicates.similarity(a.signature, b.signature)[0])
    terms_a, terms_b = ((keys[None], weights[None]) for keys, weights in (a.terms, b.terms))
    published_a, published_b = np.array([a.published]), np.array([b.published])
    passage, passage_words = _longest_passage(a.words, b.words)
    return Explanation(
        similarity=similarity,
        story=float(stories.cosine(terms_a, terms_b)[0]),
        needed_story=float(stories.needed_cosine(published_a, published_b)[0]),
        same_url=None not in (a.address, b.address) and a.address == b.address,
        same_text=a.text == b.text,
        passage=passage,
        passage_words=passage_words,
        terms=_shared_terms(a, b),
    )


def _shared_terms(a: ArticleText, b: ArticleText) -> list[str]:
    """The heaviest terms that both have and that are not common, as words of `a`."""
    shared = a.terms[0][np.isin(a.terms[0], b.terms[0]) & (a.terms[0] != 0)]
    if a.common is not None:
        shared = shared[~np.isin(shared, a.common["key"])]
    stems = stories.stems(a.words)
    indices = [int(np.flatnonzero(stems == term)[0]) for term in shared[:_SHOWN_TERMS]]
    return [a.words.text_between(index, index) for index in indices]


def _longest_passage(a: Words, b: Words) -> tuple[str, int]:
    """The longest run of words of `a` that `b` has too, if it is long enough to link."""
    if min(len(a.hashes), len(b.hashes)) < near_duplicates.RUN:
        return "", 0
    is_shared = np.isin(runs(a.hashes, near_duplicates.RUN), runs(b.hashes, near_duplicates.RUN))
    edges = np.flatnonzero(np.diff(np.concatenate([[False], is_shared, [False]]).astype(np.int8)))
    if not len(edges):
        return "", 0
    starts, stops = edges[::2], edges[1::2]
    longest = int(np.argmax(stops - starts))
    first, last = int(starts[longest]), int(stops[longest]) + near_duplicates.RUN - 2
    return a.text_between(first, last), last - first + 1
