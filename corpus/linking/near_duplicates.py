"""Near-copies and shared passages: the same words in two articles.

Near-copies are found by MinHash (Broder 1997) over runs of five words; passages by winnowing
(Schleimer, Wilkerson, Aiken 2003): every run of `PASSAGE` words that two articles share leaves
at least one common fingerprint.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

from corpus.linking.tokens import runs

SHINGLE = 5  # words
PERMUTATIONS = 128
BANDS = 32  # of four permutations: finds 98.8% of the pairs at Jaccard 0.6, 0.3% at 0.1
# Jaccard from which two articles are copies with edits: the sample's syndicated copy with small
# edits stands at 0.66, the same story in other words below 0.1.
NEAR = 0.6
SEED = 20_230_925

PASSAGE = 25  # words, the promise of the splits
RUN = 20  # words of a fingerprint: shorter common runs ("on condition of anonymity because ...")
_WINDOW = PASSAGE - RUN + 1  # are never looked at, every run of PASSAGE words is


def minhash(articles: list[NDArray[np.uint64]]) -> NDArray[np.uint32]:
    """The signatures of articles given as word hashes: shape `(articles, PERMUTATIONS)`."""
    shingles = [runs(hashes, SHINGLE) for hashes in articles]
    offsets = np.concatenate([[0], np.cumsum([len(s) for s in shingles])]).astype(np.uint64)
    flat = np.concatenate(shingles) if shingles else np.empty(0, np.uint64)
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(flat, offsets, PERMUTATIONS, SEED)
    return np.array(matrix.to_rows(), np.uint32).reshape(len(articles), PERMUTATIONS)


def bands(signatures: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """The band keys of signatures: shape `(articles, BANDS)`; copies share at least one."""
    parts = np.ascontiguousarray(signatures).reshape(len(signatures), BANDS, -1).astype(np.uint64)
    keys = np.broadcast_to(np.arange(BANDS, dtype=np.uint64), parts.shape[:2]).copy()
    for at in range(parts.shape[2]):
        keys = (keys ^ parts[:, :, at]) * np.uint64(0x100000001B3)  # FNV-1a
        keys ^= keys >> np.uint64(32)
    return keys


def similarity(a: NDArray[np.uint32], b: NDArray[np.uint32]) -> NDArray[np.float32]:
    """Estimated Jaccard similarity of pairs of signatures, row by row."""
    return np.asarray(np.mean(a == b, axis=1), np.float32)


def fingerprints(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The winnowed fingerprints of an article; none where it is shorter than a run.

    One that stands in several windows on end is given once, one that comes again later again.
    """
    if len(hashes) < RUN:
        return np.empty(0, np.uint64)
    lowest = runs(hashes, RUN)
    width = min(_WINDOW, len(lowest))
    least = lowest[: len(lowest) - width + 1].copy()
    for at in range(1, width):
        np.minimum(least, lowest[at : at + len(least)], out=least)
    new = np.ones(len(least), np.bool_)
    np.not_equal(least[1:], least[:-1], out=new[1:])
    return least[new]
