"""Write one output shard of one split: its rows in every format, its votes, and its statistics."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpus.contract.columns import LINE, ORIGIN, PAGE, ROW, VOTE
from corpus.documents.statistics import Statistics
from corpus.engine.runner import ARTICLES, Amounts, Runner
from corpus.pipeline.rows import NUMBERED_LINE, NUMBERED_PAGE
from corpus.release import formats
from corpus.release.formats.parquet import SMALL_ROW_GROUP, write_parquet
from corpus.release.layout import HTML, LINES, Shard
from corpus.release.rows import digests

# What linking and splitting decided about an article: columns of its row, by number.
SELECTION = np.dtype(
    [("number", "<i8"), ("group", "S17"), ("near_duplicate_of", "S128"), ("added_in", "S32")]
)


@dataclass(frozen=True, kw_only=True)
class Export:
    """One output shard of a split: the articles of a range of its selection."""

    parts: tuple[Path, ...]  # folders of relabelled rows that hold these articles
    selection: Path  # .npy of SELECTION, the articles of the split, ascending by number
    first: int  # index of the first article in the selection
    last: int  # index after the last one
    out: Path  # folder of the release that is being made
    split: str
    shard: int  # from 0
    shards: int  # of this split
    of_pages: tuple[str, ...]  # which of the folders `layout.OF_PAGES` the release has

    @property
    def name(self) -> str:
        """The name of the shard, the same in all formats."""
        return Shard.numbered(self.split, self.shard, self.shards).part


def row_digests(task: Export) -> np.ndarray[Any, Any]:
    """The digests of the shard's rows as they would be written, ascending by number."""
    return digests(_rows(task))


def export(task: Export) -> Statistics:
    """Write the shard in every format, with its votes and origins, and count what it holds."""
    table = _collect(task, "rows", ["number"])
    shard = Shard(task.split, task.name)
    _write_beside(_votes(task), task.out / shard.votes)
    _write_beside(table.select(ORIGIN.names).cast(ORIGIN), task.out / shard.origins)
    for folder in task.of_pages:
        _write_of_pages(task, folder, task.out / shard.of_pages(folder))
    table = _with_selection(table, _selected(task))
    for form in formats.FORMATS:
        form.write_shard(table, task.out, task.split, task.name)
    return Statistics.of(table)


def _write_beside(table: pa.Table, file: Path) -> None:
    """Write small rows that stand beside those of the release."""
    file.parent.mkdir(exist_ok=True)
    write_parquet(table, file, SMALL_ROW_GROUP)


def export_all(runner: Runner, tasks: Sequence[Export]) -> dict[str, Statistics]:
    """Write all shards of a release, and what its formats have beside them.

    Returns:
        The statistics of each split, in the order of `tasks`.
    """
    by_split: defaultdict[str, Statistics] = defaultdict(Statistics)
    amounts = Amounts(ARTICLES, [task.last - task.first for task in tasks])
    for task, of_shard in zip(tasks, runner.run("export", export, tasks, amounts), strict=True):
        by_split[task.split] += of_shard
    _finish_formats(tasks)
    return dict(by_split)


def _finish_formats(tasks: Sequence[Export]) -> None:
    """Write the files that a format has beside its shards, after all shards are there."""
    for form in formats.FORMATS:
        if form.finish is not None:
            shards: dict[str, list[str]] = {}
            for task in tasks:
                shards.setdefault(task.split, []).append(form.path(task.split, task.name))
            form.finish(tasks[0].out, shards)


def _rows(task: Export) -> pa.Table:
    return _with_selection(_collect(task, "rows", ["number"]), _selected(task))


def _votes(task: Export) -> pa.Table:
    order = ["number", "start", "end", "label", "source", "why"]
    return _collect(task, "votes", order).select(VOTE.names).cast(VOTE)


def _write_of_pages(task: Export, folder: str, file: Path) -> None:
    """Write the lines of pages, or their HTML."""
    if folder == LINES:
        lines = _collect(task, LINES, ["number", "start"], NUMBERED_LINE)
        _write_beside(lines.select(LINE.names).cast(LINE), file)
    else:
        file.parent.mkdir(exist_ok=True)
        pages = _collect(task, HTML, ["number"], NUMBERED_PAGE)
        write_parquet(pages.select(PAGE.names).cast(PAGE), file)


def _selected(task: Export) -> np.ndarray[Any, Any]:
    selected: np.ndarray[Any, Any] = np.load(task.selection, mmap_mode="r")[task.first : task.last]
    return selected


def _collect(
    task: Export, kind: str, order: list[str], schema: pa.Schema | None = None
) -> pa.Table:
    """The task's rows of one kind, from all parts, sorted by the columns `order`.

    Args:
        task: The task.
        kind: `rows`, `votes`, or a folder of `layout.OF_PAGES`.
        order: Names of columns.
        schema: Of a kind of which there may be none.
    """
    numbers = pa.array(_selected(task)["number"])
    tables = []
    for part in task.parts:  # parts are ascending ranges of numbers: each is sorted alone
        batches = [
            batch.filter(pc.is_in(batch["number"], numbers))
            for file in sorted(part.glob(f"*.{kind}.arrow"))
            for batch in pa.ipc.open_stream(pa.memory_map(str(file)))
        ]
        if batches:
            table = pa.Table.from_batches(batches)
            keys = [(name, "ascending") for name in order]
            tables.append(table.take(pc.sort_indices(table, keys)))
    return pa.concat_tables(tables) if tables or schema is None else schema.empty_table()


def _with_selection(table: pa.Table, selected: np.ndarray[Any, Any]) -> pa.Table:
    """The rows with the columns that the selection decides; an empty text becomes null."""
    for name in ("group", "near_duplicate_of", "added_in"):
        values = [value.decode() or None for value in selected[name].tolist()]
        index = table.schema.get_field_index(name)
        table = table.set_column(index, name, pa.array(values, pa.string()))
    return table.select(ROW.names).cast(ROW)
