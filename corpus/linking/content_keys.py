"""By which keys contents meet others with the same words, kept under the hash of the content.

A content is the text of an article without its boilerplate. Its keys are a function of it, so that
whoever has read a content may take the keys that were made of the same one, wherever that was. No
other keys can be taken: the name of keys is the hash of all that they were made of.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from corpus.linking.near_duplicates import Keys, keys, minhash
from corpus.linking.tokens import hashes_of

CONTENT_KEYS = pa.schema(
    [
        ("content", pa.binary(hashlib.sha256().digest_size)),  # what `content_hash` gives
        *((name, pa.binary()) for name in Keys._fields),  # the bytes of all: moved at once
    ]
)


def content_hash(content: str) -> bytes:
    """SHA-256 of a content."""
    return hashlib.sha256(content.encode()).digest()


def content_keys(contents: Sequence[bytes], of_contents: Keys) -> pa.RecordBatch:
    """CONTENT_KEYS rows of contents.

    Args:
        contents: the hash of each.
        of_contents: the keys of each.
    """
    columns = contents, *([keys.tobytes() for keys in of_kind] for of_kind in of_contents)
    return pa.RecordBatch.from_arrays(
        [*map(pa.array, columns, CONTENT_KEYS.types)], schema=CONTENT_KEYS
    )


class KnownKeys:
    """The keys of contents, some of which are known from before."""

    def __init__(self, known: Iterable[pa.RecordBatch]) -> None:
        """The keys of these CONTENT_KEYS rows are known."""
        self._known = {name: keys for rows in known for name, keys in _by_content(rows)}

    def of(self, contents: Sequence[str]) -> Iterator[tuple[bytes, ...]]:
        """By kind the keys of each content; where they are not known, they are made."""
        names = [*map(content_hash, contents)]
        unknown = {
            name: content
            for name, content in zip(names, contents, strict=True)
            if name not in self._known
        }
        words = hashes_of([*unknown.values()])
        made = dict(_by_content(content_keys([*unknown], keys(words, minhash(words)))))
        return zip(*(self._known.get(name) or made[name] for name in names), strict=True)


def _by_content(rows: pa.RecordBatch) -> Iterator[tuple[bytes, tuple[bytes, ...]]]:
    """The hash of each content, and by kind its keys."""
    contents, *of_kinds = (column.to_pylist() for column in rows.columns)
    return zip(contents, zip(*of_kinds, strict=True), strict=True)


def keys_in(of_contents: Sequence[bytes]) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
    """All keys of a kind, and of each the place of its content."""
    keys = np.frombuffer(b"".join(of_contents), np.uint64)
    counts = [len(of_one) // keys.itemsize for of_one in of_contents]
    return np.repeat(np.arange(len(counts)), counts), keys
