"""Near-duplicates and shared passages: the same words in two articles.

Near-duplicates are found by MinHash (Broder 1997) over runs of five words: two signatures agree in
as many places as the sets of runs are similar (Jaccard). Signatures are cut into bands; articles
that share a band are compared.

Passages are found by winnowing (Schleimer, Wilkerson, Aiken 2003): of every window of runs of `RUN`
words the lowest hash is a fingerprint, so that two articles that share `PASSAGE` words share a
fingerprint.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

from corpus.arrays import cut
from corpus.linking.tokens import runs_of, together

SHINGLE = 5  # words
PERMUTATIONS = 128
BANDS = 32  # of four values: 98.8% of the pairs at a Jaccard of 0.6 share one, 0.3% at 0.1
# Jaccard similarity from which two articles are near-duplicates. Tuned on the sample: its
# syndicated article with small edits stands at 0.66, the same story in other words below 0.1.
NEAR = 0.6
SEED = 20_230_925

PASSAGE = 25  # words that no two splits share
# Words of a fingerprint. Shorter common runs ("on condition of anonymity because ...") never link.
RUN = 20
_WINDOW = PASSAGE - RUN + 1  # runs: any PASSAGE words hold a whole window


class Keys(NamedTuple):
    """By which keys articles meet others with the same words."""

    bands: list[NDArray[np.uint64]]  # none where an article has no words
    fingerprints: list[NDArray[np.uint64]]


def keys(articles: Sequence[NDArray[np.uint64]], signatures: NDArray[np.uint32]) -> Keys:
    """The keys of articles, given the word hashes and the signature of each."""
    of_articles = zip(bands(signatures), articles, strict=True)
    # Articles without words have the same signature and nothing in common.
    return Keys(
        [row if len(words) else row[:0] for row, words in of_articles], fingerprints(articles)
    )


def minhash(articles: Sequence[NDArray[np.uint64]]) -> NDArray[np.uint32]:
    """MinHash signatures.

    Args:
        articles: the word hashes of each article.

    Returns:
        Signatures of shape `(articles, PERMUTATIONS)`.
    """
    shingles = runs_of(articles, SHINGLE)
    offsets = np.append(0, np.cumsum([*map(len, shingles)])).astype(np.uint64)
    flat = np.concatenate([np.empty(0, np.uint64), *shingles])
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(flat, offsets, PERMUTATIONS, SEED)
    return np.array(matrix.to_rows(), np.uint32).reshape(len(articles), PERMUTATIONS)


def bands(signatures: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """The band keys of signatures `(articles, PERMUTATIONS)`: shape `(articles, BANDS)`."""
    shape = len(signatures), BANDS, PERMUTATIONS // BANDS
    parts = np.ascontiguousarray(signatures).reshape(shape).astype(np.uint64)
    keys = np.broadcast_to(np.arange(BANDS, dtype=np.uint64), parts.shape[:2]).copy()
    for value in range(parts.shape[2]):
        keys = (keys ^ parts[:, :, value]) * np.uint64(0x100000001B3)  # FNV-1a
        keys ^= keys >> np.uint64(32)
    return keys


def similarity(a: NDArray[np.uint32], b: NDArray[np.uint32]) -> NDArray[np.float32]:
    """Estimated Jaccard similarity of pairs of signatures, row by row."""
    return np.asarray(np.count_nonzero(a == b, axis=1) / PERMUTATIONS, np.float32)


def clusters(signatures: NDArray[np.uint32]) -> NDArray[np.int64]:
    """The parts of a crowd that chains of near-duplicates hold together (single linkage).

    Whoever is reached is compared with all who are not, so that many copies of one article cost one
    comparison each, and only articles that are not alike cost one with every other.

    Args:
        signatures: of the articles, shape `(articles, PERMUTATIONS)`.

    Returns:
        For each article the index of the first of its part.
    """
    first = np.arange(len(signatures))
    unreached, others = first.copy(), signatures
    while len(unreached):
        seed, unreached, others = unreached[0], unreached[1:], others[1:]
        reached = [seed]
        for member in reached:  # grows in the loop
            is_near = similarity(signatures[member], others) >= NEAR
            if is_near.any():
                reached += unreached[is_near].tolist()
                unreached, others = unreached[~is_near], others[~is_near]
        first[reached] = seed
    return first


def fingerprints(articles: Sequence[NDArray[np.uint64]]) -> list[NDArray[np.uint64]]:
    """The winnowed fingerprints of articles.

    Args:
        articles: the word hashes of each article.

    Returns:
        Of each article the lowest hash of every window of runs, once where neighbouring windows
        share it; none where the article is shorter than `RUN` words.
    """
    found: list[NDArray[np.uint64]] = []
    for group in together(runs_of(articles, RUN)):
        found += _winnowed(group)
    return [
        prints if len(words) >= RUN else prints[:0]
        for words, prints in zip(articles, found, strict=True)
    ]


def _winnowed(articles: Sequence[NDArray[np.uint64]]) -> list[NDArray[np.uint64]]:
    """The lowest hash of every window of each article's runs, once where neighbours share it.

    Runs that are no whole window are one.
    """
    widths = np.array([min(_WINDOW, len(runs)) for runs in articles])
    ends = np.cumsum([len(runs) for runs in articles])
    joined = np.concatenate(articles)
    lowest = joined.copy()
    for offset in range(1, _WINDOW):
        np.minimum(lowest[:-offset], joined[offset:], out=lowest[:-offset])
    lacking = np.flatnonzero(widths < _WINDOW)
    for place in lacking[widths[lacking] > 0].tolist():  # else the window goes on behind it
        lowest[ends[place] - widths[place]] = articles[place].min()
    is_kept = np.ones(len(joined), np.bool_)
    np.not_equal(lowest[1:], lowest[:-1], out=is_kept[1:])
    is_kept[(ends - [len(runs) for runs in articles])[widths > 0]] = True  # where articles begin
    for behind in range(1, _WINDOW):  # no window begins there
        is_kept[(ends - behind)[widths > behind]] = False
    kept = np.flatnonzero(is_kept)
    return cut(lowest.take(kept), np.searchsorted(kept, ends))
