"""From the keys that articles share to links between them.

A bucket of keys is read at once. Articles under one key are candidates; a candidate pair becomes
a link after its sketches were compared. Articles are known by number: their rank among all ids by
hash, which no order of files or workers changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.arrays import distinct
from corpus.linking import near_duplicates, stories

KEY = np.dtype([("key", "<u8"), ("article", "<u4")])
LINK = np.dtype([("a", "<u4"), ("b", "<u4"), ("kind", "u1"), ("margin", "<f4")])
# `margin`: by how much the two are more alike than a link of its kind needs, 0..1
COPY, PASSAGE, STORY = range(3)
KINDS = ("copies", "passages", "stories")  # folders of the shuffle, by kind

FOLLOWERS = 8  # with how many an article is compared under a story key: bounds its pairs
_CHUNK = 1 << 14  # pairs compared at once: 50 MB, twice that where all are alike


class Capped(NamedTuple):
    """Where not every two articles under a key were compared."""

    keys: int = 0  # shared by more than `FOLLOWERS + 1` articles
    largest: int = 0  # articles under the one that most share

    @classmethod
    def together(cls, some: Sequence[Capped]) -> Capped:
        """What buckets of keys came to."""
        return cls(sum(one.keys for one in some), max((one.largest for one in some), default=0))


# Articles under one band key that are all compared with each other where some are no copies of its
# first; more are joined unseen, on the safe side of a leak: at most 32 pairs for each key.
_CROWD = 64


class Sketches:
    """The sketches of all articles, by number, read from the chunks' files as needed."""

    def __init__(
        self, folder: Path, rows: NDArray[np.uint32], chunks: Sequence[tuple[str, int]]
    ) -> None:
        """`rows[number]` is an article's place in the chunks `(name, articles)` end to end."""
        self._folder = folder
        self._rows = rows
        self._names = [name for name, _ in chunks]
        self._ends = np.cumsum([articles for _, articles in chunks])

    def take(self, what: str, numbers: NDArray[np.uint32]) -> NDArray[Any]:
        """The rows of the sketch `what` for these articles."""
        rows = self._rows[numbers].astype(np.int64)
        chunks = np.searchsorted(self._ends, rows, side="right")
        found: NDArray[Any] | None = None
        for chunk in np.unique(chunks):
            stored = np.load(self._folder / f"{self._names[chunk]}.{what}.npy", mmap_mode="r")
            here = chunks == chunk
            if found is None:
                found = np.zeros((len(rows), *stored.shape[1:]), stored.dtype)
            found[here] = stored[rows[here] - (self._ends[chunk - 1] if chunk else 0)]
        return np.empty(0) if found is None else found


def link(kind: int, rows: NDArray[np.void], sketches: Sketches) -> tuple[NDArray[np.void], Capped]:
    """The links among the articles of a bucket of `KEY` rows, and where they were not all sought.

    Under a passage's key every article is linked with the first, which is all there is to know.
    Under a copy's it is compared with the first, and with all where some are no copies of that;
    under a story's with those published next.
    """
    rows = distinct(rows, "key", "article")
    if kind == PASSAGE:  # the common fingerprint is the proof
        return _unseen(kind, _pairs(*_star(rows))), Capped()
    if kind == COPY:
        found = _compare(kind, _pairs(*_star(rows)), sketches)
        crowds, rest = _mixed(rows, found)
        every = [found, _unseen(kind, crowds), _compare(kind, rest, sketches)]
        return np.concatenate(every), _capped(rows)
    if len(rows):
        published = sketches.take("published", rows["article"])
        rows = rows[np.lexsort((rows["article"], published, rows["key"]))]
    return _compare(kind, _pairs(*_followers(rows)), sketches), _capped(rows)


def _pairs(one: NDArray[np.uint32], other: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Each pair once, the lower number first; shape `(pairs, 2)`."""
    low, high = np.minimum(one, other), np.maximum(one, other)
    both = np.unique(low.astype(np.uint64) << np.uint64(32) | high)
    return np.stack([both >> np.uint64(32), both & np.uint64(0xFFFFFFFF)], 1).astype(np.uint32)


def _star(rows: NDArray[np.void]) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Each article of a key with the key's first: linear however many share it."""
    starts = _starts(rows)
    first = np.repeat(rows["article"][starts], np.diff(starts, append=len(rows)))
    others = first != rows["article"]
    return first[others], rows["article"][others]


def _mixed(
    rows: NDArray[np.void], found: NDArray[np.void]
) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Pairs of the keys where an article is no copy of the first, which may be one of another.

    Those of crowds, and all pairs of the others.
    """
    first, other = _star(rows)
    linked = found["a"].astype(np.uint64) << np.uint64(32) | found["b"]
    missed = ~np.isin(first.astype(np.uint64) << np.uint64(32) | other, linked)
    edges = np.append(_starts(rows), len(rows))
    key = np.repeat(np.arange(len(edges) - 1), np.maximum(np.diff(edges) - 1, 0))
    crowds, rest = [np.empty((0, 2), np.uint32)], [np.empty((0, 2), np.uint32)]
    for at in np.unique(key[missed]).tolist():
        members = rows["article"][edges[at] : edges[at + 1]]
        if len(members) > _CROWD:
            crowds.append(np.stack([np.full(len(members) - 1, members[0]), members[1:]], 1))
        else:
            rest.append(members[np.stack(np.triu_indices(len(members), 1), 1)])
    return np.concatenate(crowds), _pairs(*np.concatenate(rest).T)


def _followers(rows: NDArray[np.void]) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Each article of a key with the few that come next under it."""
    firsts, others = [], []
    for step in range(1, FOLLOWERS + 1):
        same = rows["key"][step:] == rows["key"][:-step]
        firsts.append(rows["article"][:-step][same])
        others.append(rows["article"][step:][same])
    return np.concatenate(firsts), np.concatenate(others)


def _capped(rows: NDArray[np.void]) -> Capped:
    shared = np.diff(_starts(rows), append=len(rows))
    return Capped(int((shared > FOLLOWERS + 1).sum()), int(shared.max(initial=0)))


def _starts(rows: NDArray[np.void]) -> NDArray[np.int64]:
    """Where each key's rows begin."""
    keys = rows["key"]
    return np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])[: len(keys)])


def _compare(kind: int, pairs: NDArray[np.uint32], sketches: Sketches) -> NDArray[np.void]:
    if len(pairs) > _CHUNK:
        parts = (pairs[at : at + _CHUNK] for at in range(0, len(pairs), _CHUNK))
        return np.concatenate([_compare(kind, part, sketches) for part in parts])
    if not len(pairs):
        return np.empty(0, LINK)

    def both(what: str) -> tuple[Any, Any]:
        return sketches.take(what, pairs[:, 0]), sketches.take(what, pairs[:, 1])

    if kind == COPY:
        margin = near_duplicates.similarity(*both("minhash")) - np.float32(near_duplicates.NEAR)
    else:
        (terms_a, terms_b), (weights_a, weights_b) = both("terms"), both("weights")
        score = stories.likeness((terms_a, weights_a), (terms_b, weights_b))
        margin = score - stories.needed(*both("published"))
    enough = margin >= 0
    return _links(kind, pairs[enough, 0], pairs[enough, 1], margin[enough])


def _unseen(kind: int, pairs: NDArray[np.uint32]) -> NDArray[np.void]:
    return _links(kind, pairs[:, 0], pairs[:, 1], np.zeros(len(pairs), np.float32))


def _links(
    kind: int, a: NDArray[np.uint32], b: NDArray[np.uint32], margin: NDArray[np.float32]
) -> NDArray[np.void]:
    made = np.empty(len(a), LINK)
    made["a"], made["b"], made["kind"], made["margin"] = a, b, kind, margin
    return made
