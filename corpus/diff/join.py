"""The rows of two releases, paired by id.

The rows of a split stand in the order of their ids' SHA-256 (`release.rows.id_keys`). So two
releases are joined like sorted lists, and only a batch of each split is held in memory.
"""

from __future__ import annotations

import heapq
import os
import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from tempfile import TemporaryFile
from typing import Any, NamedTuple

from corpus.contract.splits import SPLITS
from corpus.errors import CannotRunError
from corpus.hashing import id_keys
from corpus.release.reader import Release
from corpus.release.streams import read_rows


class Row(NamedTuple):
    """One row of a release."""

    split: str
    values: dict[str, Any]  # by column; labels as names


Pair = tuple[Row | None, Row | None]  # of the first release and of the second


def join(
    a: Release,
    b: Release,
    on_file_read: Callable[[], None],
    columns: Sequence[str] | None = None,
) -> Iterator[Pair]:
    """The rows of both releases in the order of their ids' hashes, those of one id together.

    Args:
        a: the first release.
        b: the second release.
        on_file_read: called after each data file.
        columns: only these columns, `id` among them; by default all.

    Yields:
        The row of `a` and the row of `b` of one id; None where a release has none.

    Raises:
        CannotRunError: the rows of a release are not in their order.
    """
    sides = [
        _keyed_rows(release, side, on_file_read, columns) for side, release in enumerate((a, b))
    ]
    for _, same_key in groupby(heapq.merge(*sides, key=itemgetter(0)), key=itemgetter(0)):
        pair: list[Row | None] = [None, None]
        for _, side, row in same_key:
            pair[side] = row
        yield pair[0], pair[1]


def reunited(pairs: Iterable[Pair], successors: Mapping[str, str]) -> Iterator[Pair]:
    """The pairs, but a row that has another id in the second release together with that one.

    A row waits in a temporary file until the other one comes, so that memory does not grow with
    the length of the rows.

    Args:
        pairs: as `join` gives them.
        successors: the id in the second release by the id in the first.
    """
    partners = {**successors, **{new: old for old, new in successors.items()}}
    places: dict[str, int] = {}  # in the file, by id
    with TemporaryFile() as waiting:
        for before, after in pairs:
            article_id = next(row.values["id"] for row in (before, after) if row)
            partner = partners.get(article_id)
            if partner is None:
                yield before, after
            elif partner in places:
                waiting.seek(places.pop(partner))
                other = pickle.load(waiting)
                yield before or other, after or other
            else:
                places[article_id] = waiting.seek(0, os.SEEK_END)
                pickle.dump(before or after, waiting)


def _keyed_rows(
    release: Release,
    side: int,
    on_file_read: Callable[[], None],
    columns: Sequence[str] | None,
) -> Iterator[tuple[bytes, int, Row]]:
    splits = [_split_rows(release, split, on_file_read, columns) for split in SPLITS]
    for key, row in heapq.merge(*splits, key=itemgetter(0)):
        yield key, side, row


def _split_rows(
    release: Release,
    split: str,
    on_file_read: Callable[[], None],
    columns: Sequence[str] | None,
) -> Iterator[tuple[bytes, Row]]:
    last_key = b""
    for file in release.files(split):
        for values in read_rows(file, release.labels, columns):
            key = id_keys([values["id"]]).tolist()[0]
            if key <= last_key:
                raise CannotRunError(
                    f'{file}: row "{values["id"]}" is out of order; expected rows in the order '
                    f"of their ids' SHA-256; see `corpus verify {release.path}`"
                )
            last_key = key
            yield key, Row(split, values)
        on_file_read()
