"""Write one output shard of one split: its rows in both forms, its votes, and what it holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpus.contract.columns import ROW, VOTE
from corpus.documents.statistics import Statistics, statistics
from corpus.release import rows, tables
from corpus.release.layout import Shard


class Export(NamedTuple):
    """Shard `shard` of `shards` of a split; the numbers are those of its articles, ascending."""

    parts: tuple[Path, ...]  # folders of settled rows that hold these numbers
    selection: Path  # .npy of SELECTION rows of the split, ascending by number
    first: int  # of the selection
    last: int
    out: Path  # the release being made
    split: str
    shard: int
    shards: int


# What the gather stages say of an article: its place in a split, as texts of the row.
SELECTION = np.dtype(
    [("number", "<i8"), ("group", "S17"), ("near_duplicate_of", "S128"), ("added_in", "S32")]
)


def weigh(task: Export) -> np.ndarray[Any, Any]:
    """The digests of the shard's rows as they would be written, ascending by number."""
    return rows.digests(_rows(task))


def export(task: Export) -> Statistics:
    """Write the shard's three files and count what they hold."""
    table, votes = _rows(task), _votes(task)
    shard = Shard.numbered(task.split, task.shard, task.shards)
    tables.write_parquet(table, task.out / shard.data)
    tables.write_parquet(votes, task.out / shard.votes, tables.VOTE_GROUP)
    tables.write_arrow(table, task.out / shard.arrow)
    return statistics(table)


def _rows(task: Export) -> pa.Table:
    return _with_places(_collect(task, "rows", ["number"]), _chosen(task))


def _votes(task: Export) -> pa.Table:
    by = ["number", "start", "end", "label", "source", "why"]
    return _collect(task, "votes", by).select(VOTE.names).cast(VOTE)


def _chosen(task: Export) -> np.ndarray[Any, Any]:
    chosen: np.ndarray[Any, Any] = np.load(task.selection, mmap_mode="r")[task.first : task.last]
    return chosen


def _collect(task: Export, what: str, by: list[str]) -> pa.Table:
    numbers = pa.array(_chosen(task)["number"])
    found = []
    for part in task.parts:  # ranges of numbers: sorted one by one, all are in order
        batches = [
            batch.filter(pc.is_in(batch["number"], numbers))
            for file in sorted(part.glob(f"*.{what}.arrow"))
            for batch in pa.ipc.open_stream(pa.memory_map(str(file)))
        ]
        if batches:
            table = pa.Table.from_batches(batches)
            found.append(table.take(pc.sort_indices(table, [(name, "ascending") for name in by])))
    return pa.concat_tables(found)


def _with_places(table: pa.Table, chosen: np.ndarray[Any, Any]) -> pa.Table:
    for name in ("group", "near_duplicate_of", "added_in"):
        said = [value.decode() or None for value in chosen[name].tolist()]
        at = table.schema.get_field_index(name)
        table = table.set_column(at, name, pa.array(said, pa.string()))
    return table.select(ROW.names).cast(ROW)
