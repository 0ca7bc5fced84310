"""From the keys that articles share to links between them.

The keys of one bucket are read at once. Articles that share a key are candidates. A pair becomes a
link when its sketches are alike enough; for a shared passage the key itself is enough. Articles are
known by number: the rank of their id's hash, which no order of files or workers changes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.arrays import distinct, load, locate, run_starts, unique
from corpus.hashing import mixed
from corpus.linking import near_duplicates, rarity, stories

KEY = np.dtype([("key", "<u8"), ("article", "<u4")])
# a, b: two articles, the lower number first.
# margin: how much more alike the two are than a link of their kind needs, 0..1.
# sharers: where three or more articles share a key and were joined through the first of them (a), a
# hash of their set; else 0. If the first is withheld, the others still belong together.
LINK = np.dtype([("a", "<u4"), ("b", "<u4"), ("kind", "u1"), ("margin", "<f4"), ("sharers", "<u8")])
NEAR_DUPLICATE, PASSAGE, STORY = range(3)
KINDS = ("near_duplicates", "passages", "stories")  # folders of the shuffle, by kind

FOLLOWERS = 8  # articles that an article is compared with under a story key
# Articles that are all compared with each other under a band key: most of a template of 20,000. The
# articles of a larger key are joined without a comparison, which is safe: near-duplicates are never
# parted. At the limit a key takes 2 seconds where no two articles are alike.
CROWD = 4096
_FEW = 64  # articles under a key of which all pairs are made at once
_CHUNK_PAIRS = 1 << 14  # pairs compared at once: 70 MB where all are alike
_PAGE = 1 << 12  # bytes that a row brings into memory, which is more than it has
# Bytes of sketches in memory, until all are let go: those of 250,000 articles, and what a chunk of
# pairs looks at.
_MAPPED = 256 << 20
_NO_PAIRS = np.empty((0, 2), np.uint32)


class KnownPairs(NamedTuple):
    """Pairs of articles that were looked at before, in any order; shape `(pairs, 2)`."""

    alike: NDArray[np.uint32] = _NO_PAIRS  # that may be
    unlike: NDArray[np.uint32] = _NO_PAIRS


NOT_KNOWN = KnownPairs()


class CappedKeys(NamedTuple):
    """Keys under which not every pair of articles was compared."""

    keys: int = 0  # band keys of more than CROWD articles, story keys of more than FOLLOWERS + 1
    largest: int = 0  # articles under the band or story key that most articles share, capped or not

    @classmethod
    def total(cls, buckets: Sequence[CappedKeys]) -> CappedKeys:
        """The capped keys of all buckets."""
        keys = sum(bucket.keys for bucket in buckets)
        return cls(keys, max((bucket.largest for bucket in buckets), default=0))


class Dates(NamedTuple):
    """The order of all articles by date, then by number."""

    articles: NDArray[np.uint32]  # in this order
    ranks: NDArray[np.uint32]  # by number: the place of each in it

    @classmethod
    def of(cls, published: NDArray[np.int64]) -> Dates:
        """The order of articles, given the date of each by number, in milliseconds."""
        articles = np.argsort(published, kind="stable").astype(np.uint32)
        ranks = np.empty_like(articles)
        ranks[articles] = np.arange(len(articles), dtype=np.uint32)
        return cls(articles, ranks)


class Candidates(NamedTuple):
    """Pairs of articles under the story keys of one bucket, each once: shape `(pairs, 2)`."""

    pairs: NDArray[np.uint32]  # that may be alike
    unlike: NDArray[np.uint32]  # that their terms tell apart
    capped: CappedKeys


class Sketches:
    """The sketches of all articles, by number, mapped from the files of the chunks as needed."""

    def __init__(
        self, folder: Path, rows: NDArray[np.uint32], chunks: Sequence[tuple[str, int]]
    ) -> None:
        """Sketches in the files `<chunk>.<sketch>.npy`.

        Args:
            folder: the folder of the files.
            rows: by article number, its row when all chunks are laid end to end.
            chunks: name and number of articles of each chunk.
        """
        self._folder = folder
        self._rows = rows
        self._names = [name for name, _ in chunks]
        self._ends = np.cumsum([articles for _, articles in chunks])
        self._mapped: dict[str, NDArray[Any]] = {}  # by name of the file
        self._read: Counter[str] = Counter()  # bytes of each that were looked at, at most

    def take(self, sketch: str, numbers: NDArray[np.uint32]) -> NDArray[Any]:
        """The sketch of each article: shape `(len(numbers), ...)`."""
        rows = self._rows[numbers].astype(np.int64)
        order = np.argsort(rows, kind="stable")
        in_order = rows[order]
        edges = np.searchsorted(in_order, np.append(0, self._ends))
        sketches: NDArray[Any] | None = None
        for chunk in np.flatnonzero(np.diff(edges)).tolist():
            of_chunk = slice(edges[chunk], edges[chunk + 1])
            count = int(edges[chunk + 1] - edges[chunk])
            stored = self._stored(f"{self._names[chunk]}.{sketch}.npy", count)
            if sketches is None:
                sketches = np.zeros((len(rows), *stored.shape[1:]), stored.dtype)
            first_row = self._ends[chunk - 1] if chunk else 0
            sketches[order[of_chunk]] = stored[in_order[of_chunk] - first_row]
        return np.empty(0) if sketches is None else sketches

    def _stored(self, file: str, rows: int) -> NDArray[Any]:
        """The sketches of a file, of which so many rows will be looked at."""
        if self._read.total() > _MAPPED:
            self._mapped.clear()
            self._read.clear()
        if file not in self._mapped:
            self._mapped[file] = np.asarray(load(self._folder / file, mapped=True))
        stored = self._mapped[file]
        self._read[file] = min(stored.nbytes, self._read[file] + rows * _PAGE)
        return stored


def link(
    kind: int, rows: NDArray[np.void], sketches: Sketches
) -> tuple[NDArray[np.void], CappedKeys]:
    """Link the articles of one bucket of keys of copies or passages.

    Articles under a passage key are joined through the first of them. Under a band key all pairs
    are compared, up to CROWD articles; more are joined.

    Args:
        kind: NEAR_DUPLICATE or PASSAGE.
        rows: KEY rows of the bucket, sorted by key.
        sketches: the sketches of all articles.

    Raises:
        ValueError: the rows are not sorted by key.
    """
    rows = _by_number(rows)
    if kind == PASSAGE:
        return _join(kind, rows), CappedKeys()
    is_crowd = np.repeat(_sizes(rows) > _FEW, _sizes(rows))
    pairs = _neighbours(rows[~is_crowd], _FEW - 1)
    crowds = _join(kind, _parted(rows[is_crowd], sketches))
    return np.concatenate([crowds, compare(kind, pairs, sketches)]), _capped(rows, CROWD)


def candidates(
    rows: NDArray[np.void], dates: Dates, sketches: Sketches, known: KnownPairs = NOT_KNOWN
) -> Candidates:
    """The pairs to be compared of the articles of one bucket of story keys.

    Under a key an article is compared with those that were published next.

    Args:
        rows: KEY rows of the bucket, sorted by key.
        dates: the order of all articles.
        sketches: of all articles.
        known: pairs that are not looked at again.

    Raises:
        ValueError: the rows are not sorted by key.
    """
    rows = _by_date(rows, dates)
    pairs = _neighbours(rows, FOLLOWERS)
    may_be_alike = _may_be_alike(pairs, known, sketches)
    return Candidates(pairs[may_be_alike], pairs[~may_be_alike], _capped(rows, FOLLOWERS + 1))


def each_once(pairs: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Pairs of shape `(pairs, 2)`, sorted, each once, the lower number first."""
    return _unpacked(unique(_packed(*pairs.T)))


def _by_number(rows: NDArray[np.void]) -> NDArray[np.void]:
    """The rows by key, the articles of each by number, each once."""
    if (rows["key"][1:] < rows["key"][:-1]).any():
        raise ValueError("rows that are not sorted by key")
    # One number for both fields: numpy sorts numbers in a tenth of the time of records.
    starts, sizes = run_starts(rows, "key"), _sizes(rows)
    packed = np.repeat(np.arange(len(starts), dtype=np.uint64) << np.uint64(32), sizes)
    packed = unique(packed | rows["article"])
    ordered = np.empty(len(packed), KEY)
    ordered["key"] = rows["key"].take(starts).take((packed >> np.uint64(32)).astype(np.int64))
    ordered["article"] = packed & np.uint64(0xFFFFFFFF)
    return ordered


def _by_date(rows: NDArray[np.void], dates: Dates) -> NDArray[np.void]:
    """The rows by key, the articles of each by date and number, each once."""
    ranked = rows.copy()
    ranked["article"] = dates.ranks.take(rows["article"])
    ordered = _by_number(ranked)
    ordered["article"] = dates.articles.take(ordered["article"])
    return ordered


def _sizes(rows: NDArray[np.void]) -> NDArray[np.int64]:
    """The number of articles under each key, in the order of the rows."""
    return np.diff(run_starts(rows, "key"), append=len(rows))


def _capped(rows: NDArray[np.void], limit: int) -> CappedKeys:
    sizes = _sizes(rows)
    return CappedKeys(int((sizes > limit).sum()), int(sizes.max(initial=0)))


def _parted(rows: NDArray[np.void], sketches: Sketches) -> NDArray[np.void]:
    """The articles of crowded band keys under new keys: one for each cluster of near-duplicates."""
    parted = rows.copy()
    for start, end in pairwise([*run_starts(rows, "key").tolist(), len(rows)]):
        parted["key"][start:end] = start
        if end - start <= CROWD:
            signatures = sketches.take("minhash", rows["article"][start:end])
            parted["key"][start:end] += near_duplicates.clusters(signatures).astype(np.uint64)
    return distinct(parted, "key", "article")


def _join(kind: int, rows: NDArray[np.void]) -> NDArray[np.void]:
    """Link every article of a key with the first one: linear however many share the key."""
    if not len(rows):
        return np.empty(0, LINK)
    starts, sizes = run_starts(rows, "key"), _sizes(rows)
    hashes = mixed(rows["article"].astype(np.uint64) + np.uint64(1))
    sharers = np.where(sizes > 2, np.add.reduceat(hashes, starts), np.uint64(0))
    first, article = np.repeat(rows["article"].take(starts), sizes), rows["article"]
    sharers = np.repeat(sharers, sizes)
    # Most keys have two articles, the same two under dozens: as numbers they are told apart in less
    # time than as records.
    packed, is_link = _packed(first, article), first != article
    of_two, of_more = unique(packed[is_link & (sharers == 0)]), is_link & (sharers != 0)
    pairs = np.concatenate([of_two, packed[of_more]])
    links = np.zeros(len(pairs), LINK)
    links["a"], links["b"] = _unpacked(pairs).T
    links["kind"] = kind
    links["sharers"][len(of_two) :] = sharers[of_more]
    return distinct(links, "a", "b", "sharers")


def _neighbours(rows: NDArray[np.void], reach: int) -> NDArray[np.uint32]:
    """Pair each article with the next `reach` of its key, in the order of the rows.

    Returns:
        Each pair once, the lower number first: shape `(pairs, 2)`.
    """
    packed = [np.empty(0, np.uint64)]
    for step in range(1, min(reach, int(_sizes(rows).max(initial=1)) - 1) + 1):
        is_same = rows["key"][step:] == rows["key"][:-step]
        a, b = rows["article"][:-step][is_same], rows["article"][step:][is_same]
        packed.append(_packed(a, b))
    return _unpacked(unique(np.concatenate(packed)))


def _packed(a: NDArray[np.uint32], b: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """Pairs as one number each, the lower article first."""
    return np.minimum(a, b).astype(np.uint64) << np.uint64(32) | np.maximum(a, b)


def _unpacked(pairs: NDArray[np.uint64]) -> NDArray[np.uint32]:
    return np.stack([pairs >> np.uint64(32), pairs & np.uint64(0xFFFFFFFF)], 1).astype(np.uint32)


def _may_be_alike(
    pairs: NDArray[np.uint32], known: KnownPairs, sketches: Sketches
) -> NDArray[np.bool_]:
    """Which pairs may have a cosine above 0: one in some twenty."""
    alike, unlike = (np.sort(_packed(*of_kind.T)) for of_kind in known)
    may_be = ~locate(_packed(*pairs.T), unlike)[1]
    left = np.flatnonzero(may_be)
    unknown = left[~locate(_packed(*pairs.take(left, axis=0).T), alike)[1]]
    for start in range(0, len(unknown), _CHUNK_PAIRS):
        chunk = unknown[start : start + _CHUNK_PAIRS]
        a, b = (sketches.take("short_terms", articles) for articles in pairs[chunk].T)
        may_be[chunk] = stories.may_be_alike(a, b)
    return may_be


def compare(
    kind: int,
    pairs: NDArray[np.uint32],
    sketches: Sketches,
    common: NDArray[np.void] = rarity.NONE_COMMON,
) -> NDArray[np.void]:
    """The links of the pairs that are alike enough.

    Args:
        kind: NEAR_DUPLICATE or STORY.
        pairs: shape `(pairs, 2)`, the lower number first.
        sketches: the sketches of all articles.
        common: COMMON_TERM rows, sorted by key: what weighs less in stories.

    Returns:
        LINK rows, in the order of the pairs.
    """
    links = [np.empty(0, LINK)]
    for start in range(0, len(pairs), _CHUNK_PAIRS):
        chunk = pairs[start : start + _CHUNK_PAIRS]
        margins = _margins(kind, chunk, sketches, common)
        is_alike = margins >= 0
        alike = np.zeros(int(is_alike.sum()), LINK)
        alike["a"], alike["b"] = chunk[is_alike].T
        alike["kind"], alike["margin"] = kind, margins[is_alike]
        links.append(alike)
    return np.concatenate(links)


def _margins(
    kind: int, pairs: NDArray[np.uint32], sketches: Sketches, common: NDArray[np.void]
) -> NDArray[np.float32]:
    """How much more alike each pair is than a link of the kind needs."""
    articles = unique(pairs.ravel())  # each is looked at once
    a, b = np.searchsorted(articles, pairs.T)
    if kind == NEAR_DUPLICATE:
        signatures = sketches.take("minhash", articles)
        similarity = near_duplicates.similarity(signatures[a], signatures[b])
        return similarity - np.float32(near_duplicates.NEAR)
    terms, published = (sketches.take(sketch, articles) for sketch in ("terms", "published"))
    weights = rarity.weigh(terms, sketches.take("unweighed", articles), common)
    cosine = stories.cosine((terms[a], weights[a]), (terms[b], weights[b]))
    return cosine - stories.needed_cosine(published[a], published[b])
