"""Write one output shard of one split: its rows in both forms, its votes, and what it holds."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc

from corpus.contract.columns import ROW, VOTE
from corpus.contract.labels import LABELS
from corpus.contract.licenses import canonical
from corpus.release import rows, tables


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


@dataclass
class Holdings:
    """What a stretch of a release holds; sums over shards."""

    rows: int = 0
    characters: int = 0
    human_labelled: int = 0
    near_duplicates: int = 0
    outlets: Counter[tuple[str, str | None, str | None]] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    # By outlet, licence (canonical) and statement of rights: what the source says of each.
    rights: Counter[tuple[str, str | None, str | None]] = field(default_factory=Counter)
    spans: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)
    span_characters: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)
    digests: list[bytes] = field(default_factory=list)  # of rows, in their order
    oldest: int | None = None  # milliseconds since 1970-01-01 UTC
    newest: int | None = None

    def __iadd__(self, other: Holdings) -> Holdings:
        for name in self.__dataclass_fields__:
            if name not in ("oldest", "newest"):
                mine = getattr(self, name)
                mine += getattr(other, name)
                setattr(self, name, mine)
        for name, pick in (("oldest", min), ("newest", max)):
            dates = [getattr(one, name) for one in (self, other)]
            known = [date for date in dates if date is not None]
            setattr(self, name, pick(known, default=None))
        return self

    @property
    def licenses(self) -> Counter[str | None]:
        """Rows by licence; None: none is known."""
        found = Counter[str | None]()
        for (_, license, _), count in self.rights.items():
            found[license] += count
        return found


def weigh(task: Export) -> np.ndarray[Any, Any]:
    """The digests of the shard's rows as they would be written, ascending by number."""
    return rows.digests(_rows(task))


def export(task: Export) -> Holdings:
    """Write the shard's three files and count what they hold."""
    table, votes = _rows(task), _votes(task)
    name = f"{task.shard:05d}-of-{task.shards:05d}"
    tables.write_parquet(table, task.out / "data" / f"{task.split}-{name}.parquet")
    sidecar = task.out / "votes" / f"{task.split}-{name}.parquet"
    tables.write_parquet(votes, sidecar, tables.VOTE_GROUP)
    tables.write_arrow(table, task.out / "dataset" / task.split / f"data-{name}.arrow")
    return holdings(table)


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


def holdings(table: pa.Table) -> Holdings:
    """What rows hold; their columns are those of `ROW`, their labels known."""
    held = Holdings(rows=len(table), digests=rows.digests(table).tolist())
    names = ("outlet", "outlet_name", "outlet_country")
    columns = [table[name].to_pylist() for name in names]
    held.outlets.update(zip(*columns, strict=True))
    held.languages.update(table["language"].to_pylist())
    licenses = [one and canonical(one) for one in table["license"].to_pylist()]
    held.rights.update(zip(columns[0], licenses, _statements(table), strict=True))
    held.human_labelled = pc.sum(table["human_labelled"]).as_py() or 0
    held.near_duplicates = len(table) - table["near_duplicate_of"].null_count
    held.characters = pc.sum(pc.utf8_length(table["text"])).as_py() or 0
    dates = pc.min_max(table["published"].cast(pa.int64())).as_py()
    held.oldest, held.newest = dates["min"], dates["max"]
    for *of, count, characters in zip(*_spans(table), strict=True):
        key = (LABELS[of[0]], *of[1:])
        held.spans[key] += count
        held.span_characters[key] += characters
    return held


def _statements(table: pa.Table) -> list[str | None]:
    """The statement of rights of each row, from its `extra`."""
    found: list[str | None] = []
    for extra in table["extra"].to_pylist():
        said = orjson.loads(extra).get("rights") if extra and '"rights"' in extra else None
        found.append(None if said is None else str(said))
    return found


def _spans(table: pa.Table) -> list[list[Any]]:
    """By label, source, outlet and language: how many spans, of how many characters."""
    lists = table["spans"].combine_chunks()
    flat, parents = lists.flatten(), pc.list_parent_indices(lists)
    by = {
        "label": flat.field("label"),
        "source": flat.field("source"),
        "outlet": table["outlet"].take(parents),
        "language": table["language"].take(parents),
    }
    sizes = pc.subtract(flat.field("end"), flat.field("start"))
    grouped = pa.table({**by, "size": sizes}).group_by(list(by), use_threads=False)
    summed = grouped.aggregate([("size", "count"), ("size", "sum")])
    return [column.to_pylist() for column in summed.columns]
