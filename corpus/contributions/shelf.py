"""What is kept of each article to find those that clash: in files, so that memory stays flat.

An article costs about 1 KB of disk: half of it is the signature that finds near-copies.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.arrays import distinct, load, run_starts
from corpus.engine import shuffle
from corpus.hashing import text_hash
from corpus.identify.address import page_address
from corpus.linking import near_duplicates
from corpus.linking.links import KEY, NEAR_DUPLICATE, Sketches, link
from corpus.linking.tokens import words

ENTRY = np.dtype(
    [
        ("id", "S16"),  # as `hashing.id_key` gives it
        ("digest", "S16"),  # of all that the record says
        ("file", "<u4"),  # index in a list of files
        ("line", "<i8"),
        ("unit", "u1"),  # what `line` counts, of `contract.place.UNITS`
        ("is_published", "?"),  # a row of the release; `line` is then its number there
        ("has_own_id", "?"),  # the record says its id
        ("is_told", "?"),  # its problems are: it was named, or changed
    ]
)
_CHUNK = 1000  # articles
_PAIRS = 1 << 14  # that are compared at once: 16 MB
_NO_WORDS = np.empty(0, np.uint64)
_ENTRIES, _SIGNATURES = "entries", "minhash"


class Kept(NamedTuple):
    """What is kept of one article."""

    entry: tuple[Any, ...]  # of ENTRY
    id: int  # hashes
    address: int  # 0: it has none
    text: int
    words: NDArray[np.uint64]  # their hashes; none where near-copies are not looked for


class Shelf:
    """The articles of a run, and of a release, by number in the order in which they were added."""

    def __init__(self, compares: bool, compares_texts: bool) -> None:
        """An empty shelf.

        Args:
            compares: Whether more will be asked for than ids that stand twice.
            compares_texts: Whether near-copies will be asked for.
        """
        self._compares = compares
        self._compares_texts = compares_texts
        self._temporary: TemporaryDirectory[str] | None = None
        self._waiting: list[Kept] = []
        self._chunks: list[tuple[str, int]] = []
        self._size = 0
        self._known: Sketches | None = None  # of all that is written

    def add(self, entry: tuple[Any, ...], article_id: str, url: str | None, text: str) -> None:
        """Put an article on the shelf."""
        kept = Kept(entry, text_hash(article_id), 0, 0, _NO_WORDS)
        if self._compares:
            address = text_hash(page_address(url)) if url else 0
            kept = kept._replace(address=address, text=text_hash(text))
        if self._compares_texts:
            kept = kept._replace(words=words(text).hashes)
        self._waiting.append(kept)
        if len(self._waiting) == _CHUNK:
            self._write()

    def entries(self, numbers: NDArray[np.uint32]) -> NDArray[np.void]:
        """ENTRY of each article of some numbers."""
        return self._sketches().take(_ENTRIES, numbers) if len(numbers) else np.empty(0, ENTRY)

    def all_entries(self) -> Iterator[NDArray[np.void]]:
        """ENTRY of all articles, a chunk at a time."""
        self._write()
        for name, _ in self._chunks:
            yield load(self._folder / f"{name}.{_ENTRIES}.npy")

    def groups(self, kind: str) -> Iterator[NDArray[np.uint32]]:
        """The numbers of the articles that share an `id`, an `address` or a `text`."""
        for rows in self._buckets(kind, self._size):
            rows = distinct(rows, "key", "article")
            for start, end in pairwise([*run_starts(rows, "key").tolist(), len(rows)]):
                if end - start > 1:
                    yield rows["article"][start:end]

    def near_copies(self, least: float) -> Iterator[tuple[int, int, float]]:
        """Two articles that say nearly the same, and how much of their runs of words they share.

        Args:
            least: Share from which they are told, at least `near_duplicates.NEAR`.
        """
        sketches = self._sketches()
        for rows in self._buckets("bands", self._size * near_duplicates.BANDS):
            links, _ = link(NEAR_DUPLICATE, rows, sketches)
            for start in range(0, len(links), _PAIRS):
                some = links[start : start + _PAIRS]
                pairs = [sketches.take(_SIGNATURES, some[side]) for side in ("a", "b")]
                shares = near_duplicates.similarity(*pairs)
                for found, share in zip(some.tolist(), shares.tolist(), strict=True):
                    if share >= least:
                        yield found[0], found[1], share

    def close(self) -> None:
        """Remove its files."""
        if self._temporary is not None:
            self._temporary.cleanup()
        self._temporary = None

    @property
    def _folder(self) -> Path:
        """The folder of its files, from the first one on."""
        if self._temporary is None:
            self._temporary = TemporaryDirectory(prefix="corpus-validate-")
        return Path(self._temporary.name)

    def _buckets(self, kind: str, rows: int) -> Iterator[NDArray[np.void]]:
        self._write()
        buckets = shuffle.bucket_count(rows)
        runs = [path for name, _ in self._chunks if (path := self._run(name, kind)).exists()]
        for bucket in range(buckets):
            yield shuffle.read_bucket(runs, bucket, buckets, KEY)

    def _sketches(self) -> Sketches:
        self._write()
        if self._known is None:
            rows = np.arange(self._size, dtype=np.uint32)
            self._known = Sketches(self._folder, rows, self._chunks)
        return self._known

    def _run(self, chunk: str, kind: str) -> Path:
        return self._folder / f"{chunk}.{kind}.npy"

    def _write(self) -> None:
        """Write what waits, as a chunk."""
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        name, first = f"{len(self._chunks):06d}", self._size
        np.save(self._run(name, _ENTRIES), np.array([kept.entry for kept in waiting], ENTRY))
        numbers = np.arange(first, first + len(waiting), dtype=np.uint32)
        for kind in ("id", "address", "text"):
            keys = np.array([getattr(kept, kind) for kept in waiting], np.uint64)
            self._write_run(name, kind, keys[keys != 0], numbers[keys != 0])
        if self._compares_texts:
            self._write_signatures(name, waiting, numbers)
        self._chunks.append((name, len(waiting)))
        self._size += len(waiting)
        self._known = None

    def _write_signatures(
        self, name: str, waiting: list[Kept], numbers: NDArray[np.uint32]
    ) -> None:
        signatures = near_duplicates.minhash([kept.words for kept in waiting])
        np.save(self._run(name, _SIGNATURES), signatures)
        # Articles without words have the same signature and nothing in common.
        has_words = np.flatnonzero([len(kept.words) for kept in waiting])
        bands = near_duplicates.bands(signatures[has_words])
        repeated = np.repeat(numbers[has_words], near_duplicates.BANDS)
        self._write_run(name, "bands", bands.ravel(), repeated)

    def _write_run(
        self, chunk: str, kind: str, keys: NDArray[np.uint64], numbers: NDArray[np.uint32]
    ) -> None:
        rows = np.empty(len(keys), KEY)
        rows["key"], rows["article"] = keys, numbers
        shuffle.write_run(self._run(chunk, kind), rows)
