"""The files that the last build wrote of an output shard, and which rows stand as they did.

Where an article of a shard changed, the rows of the others are taken from these files, and are not
gathered from the chunks of all raw files. Whether a row is the same is told by the hash of all that
it depends on.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from corpus.arrays import NOWHERE, load
from corpus.contract.columns import ORIGIN
from corpus.linking.content_keys import CONTENT_KEYS
from corpus.pipeline.label_chunk import read_batches
from corpus.pipeline.output_shard import OutputShard, row_identities
from corpus.release.formats.dataset_dict import DATASET_DICT

# Names of files of an entry.
ROWS, VOTES, ORIGINS, CONTENTS = "rows", "votes", "origins", "contents.arrow"
IDENTITIES, DIGESTS = "identities.npy", "digests.npy"
OF_NEXT = frozenset((CONTENTS, IDENTITIES, DIGESTS))  # are no part of a release or its statistics

_PLACES = "places.npy"


def find_numbers_to_gather(task: OutputShard) -> NDArray[np.int64]:
    """The numbers of the shard's articles whose rows the last build did not write in this shard.

    Where it wrote some, its files lie in the work folder from now on.
    """
    numbers: NDArray[np.int64] = np.array(task.selected()["number"])
    folder = task.work.earlier(task.split, task.name)
    with suppress(FileNotFoundError):
        return numbers.compress(load(folder / _PLACES) == NOWHERE)
    if task.earlier is None or task.cache.take(task.earlier, folder) is None:
        return numbers
    identities = row_identities(task.selected())
    rows = {identity: row for row, identity in enumerate(load(folder / IDENTITIES).tolist())}
    places = np.array([rows.get(identity, NOWHERE) for identity in identities.tolist()], np.int64)
    np.save(folder / _PLACES, places)
    return numbers.compress(places == NOWHERE)


class EarlierShard:
    """The rows of an output shard that an earlier build wrote in it."""

    def __init__(self, task: OutputShard) -> None:
        """After `find_numbers_to_gather`, which says that there may be none."""
        self._folder = task.work.earlier(task.split, task.name)
        self._numbers = np.array(task.selected()["number"])
        self._places = np.full(len(self._numbers), NOWHERE)
        with suppress(FileNotFoundError):
            self._places = load(self._folder / _PLACES)
        self.is_known = self._places != NOWHERE  # of each article of the shard, whether it is here
        self.fresh_numbers = self._numbers[~self.is_known]  # of the others

    def digests(self) -> NDArray[np.bytes_]:
        """Those of the rows that are known, in their order."""
        digests = load(self._folder / DIGESTS)
        known: NDArray[np.bytes_] = digests[self._places[self.is_known]]
        return known

    def with_earlier(self, fresh: pa.Table, kind: str) -> pa.Table:
        """The rows, or what there is of a kind for each of them: fresh ones and those of before.

        Args:
            fresh: with the column `number`; what is of one article stands in its order.
            kind: `ROWS`, `VOTES`, or a folder of `layout.OF_PAGES`.

        Returns:
            A table with the same columns, ascending by number.
        """
        if not self.is_known.any():
            return fresh
        earlier = self._rows() if kind == ROWS else _read_parquet(self._folder / kind)
        numbers = self._numbers_of(earlier["id"])
        kept = pa.array(np.flatnonzero(numbers != NOWHERE))
        earlier = earlier.append_column("number", pa.array(numbers)).take(kept)
        both = pa.concat_tables([fresh, earlier.select(fresh.schema.names).cast(fresh.schema)])
        return both.take(pc.sort_indices(both, [("number", "ascending")]))  # a stable sort

    def _numbers_of(self, ids: pa.ChunkedArray) -> NDArray[np.int64]:
        """The numbers of articles of the earlier shard today, by their ids; NOWHERE is gone."""
        ids_of_rows = self._stored()["id"].combine_chunks()
        number_of_row: NDArray[np.int64] = np.full(len(ids_of_rows), NOWHERE)
        number_of_row[self._places[self.is_known]] = self._numbers[self.is_known]
        rows: NDArray[np.int32] = pc.index_in(ids, ids_of_rows).to_numpy()
        return number_of_row.take(rows)

    def _stored(self) -> pa.Table:
        return read_batches(self._folder / f"{ROWS}{DATASET_DICT.suffix}").read_all()

    def _rows(self) -> pa.Table:
        """The rows with the keys of their contents and where they came from."""
        rows = self._stored()
        contents = read_batches(self._folder / CONTENTS).read_all()
        origins = _read_parquet(self._folder / ORIGINS)
        for name in CONTENT_KEYS.names:
            rows = rows.append_column(name, contents[name])
        for name in ORIGIN.names[1:]:  # both have an id
            rows = rows.append_column(name, origins[name])
        return rows


def _read_parquet(file: Path) -> pa.Table:
    with file.open("rb") as opened:  # by Python, so that an engine can bring the file here
        return pq.read_table(opened)
