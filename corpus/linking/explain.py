"""Why two articles are linked: the same measures that linked them, with the words behind them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from corpus.linking import near_duplicates, stories
from corpus.linking.stories import UNDATED
from corpus.linking.tokens import Words, runs, words

_SHOWN = 8  # terms


@dataclass(frozen=True)
class Told:
    """One article, as gathering reads it."""

    text: str
    content: str  # the text without its boilerplate
    language: str
    published: int = UNDATED  # milliseconds
    url: str | None = None

    @cached_property
    def words(self) -> Words:
        """Its words."""
        return words(self.content)

    @cached_property
    def terms(self) -> tuple[NDArray[np.uint64], NDArray[np.float32]]:
        """Its rare words, as `stories.terms` gives them."""
        return stories.terms(self.words, self.language)

    @cached_property
    def signature(self) -> NDArray[np.uint32]:
        """Its MinHash signature, shape `(1, PERMUTATIONS)`."""
        return near_duplicates.minhash([self.words.hashes])


@dataclass(frozen=True)
class Evidence:
    """What two articles share."""

    similarity: float  # estimated Jaccard similarity of their runs of five words
    story: float  # cosine of their rare words, and from which value on it links
    needed: float
    same_url: bool
    same_text: bool
    passage: str  # the longest run of words that both have, where it is long enough to link
    words: int  # of the passage
    terms: list[str] = field(default_factory=list)  # rare words of both, heaviest first

    def links(self) -> bool:
        """Whether this is enough to link the two."""
        alike = self.similarity >= near_duplicates.NEAR or self.story >= self.needed
        return bool(alike or self.passage or self.same_url or self.same_text)


def evidence(a: Told, b: Told) -> Evidence:
    """What two articles share, and whether that links them."""
    similarity = 0.0
    if len(a.words.hashes) and len(b.words.hashes):
        similarity = float(near_duplicates.similarity(a.signature, b.signature)[0])
    one, other = ((keys[None], weights[None]) for keys, weights in (a.terms, b.terms))
    shared = a.terms[0][np.isin(a.terms[0], b.terms[0]) & (a.terms[0] != 0)]
    cut = stories.stems(a.words)
    places = [int(np.flatnonzero(cut == term)[0]) for term in shared[:_SHOWN]]
    return Evidence(
        similarity,
        float(stories.likeness(one, other)[0]),
        float(stories.needed(np.array([a.published]), np.array([b.published]))[0]),
        a.url is not None and a.url == b.url,
        a.text == b.text,
        *_passage(a.words, b.words),
        [a.words.written(place, place) for place in places],
    )


def _passage(a: Words, b: Words) -> tuple[str, int]:
    """The longest run of words of `a` that `b` has too, from the length that links on."""
    if min(len(a.hashes), len(b.hashes)) < near_duplicates.RUN:
        return "", 0
    common = np.isin(runs(a.hashes, near_duplicates.RUN), runs(b.hashes, near_duplicates.RUN))
    edges = np.flatnonzero(np.diff(np.concatenate([[False], common, [False]]).astype(np.int8)))
    if not len(edges):
        return "", 0
    starts, stops = edges[::2], edges[1::2]
    longest = int(np.argmax(stops - starts))
    first, last = int(starts[longest]), int(stops[longest]) + near_duplicates.RUN - 2
    return a.written(first, last), last - first + 1
