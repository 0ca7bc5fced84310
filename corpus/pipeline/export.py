"""Write one output shard of one split: its rows in every format, its votes, and its statistics.

What a shard comes to depends on its rows, and on what linking, splitting and earlier releases
decided about them; where an earlier build wrote the same, its files are taken from the cache.
"""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from corpus.arrays import parsed
from corpus.contract.columns import LINE, ORIGIN, PAGE, ROW, VOTE
from corpus.documents.statistics import Statistics
from corpus.engine.base import Result
from corpus.engine.runner import ARTICLES, Amounts, Runner
from corpus.history.previous import published
from corpus.linking.content_keys import CONTENT_KEYS
from corpus.pipeline.cache import emptied
from corpus.pipeline.cached_file import PublishedOfFile, keep_published
from corpus.pipeline.copying import copy_file
from corpus.pipeline.earlier_shard import (
    CONTENTS,
    DIGESTS,
    IDENTITIES,
    OF_NEXT,
    ORIGINS,
    ROWS,
    VOTES,
    EarlierShard,
    find_numbers_to_gather,
)
from corpus.pipeline.fingerprint import rows_fingerprint
from corpus.pipeline.gather import Gatherer
from corpus.pipeline.output_shard import OutputShard, row_identities
from corpus.pipeline.rows import NUMBERED, NUMBERED_LINE, NUMBERED_PAGE, NUMBERED_VOTE
from corpus.release import formats
from corpus.release.formats.dataset_dict import write_arrow
from corpus.release.formats.parquet import SMALL_ROW_GROUP, write_parquet
from corpus.release.layout import HTML, LINES, Shard
from corpus.release.manifest import File, describe
from corpus.release.optional_columns import with_optional
from corpus.release.rows import digests

_STATISTICS = "statistics.json"  # name of a file of an entry


class Exported(NamedTuple):
    """What became of a shard."""

    statistics: Path  # file of JSON
    files: list[File]  # of the release
    entry: str  # of the cache, with these files


class Release(NamedTuple):
    """What became of all shards."""

    statistics: dict[str, Statistics]  # by split
    files: list[File]  # that shards have, not what a format has beside them
    entries: dict[str, str]  # of the cache with the files of each shard, by its place


def take_digests(task: OutputShard) -> NDArray[np.bytes_] | None:
    """The digests of the shard's rows, ascending by number; None where the cache has none."""
    content = task.cache.read(task.rows, DIGESTS)
    return None if content is None else parsed(content)


def make_digests(task: OutputShard) -> NDArray[np.bytes_]:
    """The same, of rows of the last build and of those that were gathered."""
    earlier = EarlierShard(task)
    is_fresh = ~earlier.is_known
    selected = task.selected()
    fresh = _collect(task, earlier.fresh_numbers, ROWS, ["number"], NUMBERED)
    made = np.empty(len(selected), "S32")
    made[is_fresh] = digests(_as_released(fresh, selected[is_fresh], task.columns))
    if earlier.is_known.any():
        made[earlier.is_known] = earlier.digests()
    _keep_digests(task, made)
    return made


def _keep_digests(task: OutputShard, made: NDArray[np.bytes_]) -> None:
    folder = emptied(task.work.exported(task.rows))
    np.save(folder / DIGESTS, made)
    task.cache.keep(task.rows, folder, {}, task.work.to_cache)


def take_export(task: OutputShard) -> Exported | None:
    """Take the shard's files from the cache; None where they are not there."""
    name = _fingerprint(task)
    folder = task.work.exported(name)
    came_to = task.cache.take(name, folder, without=OF_NEXT)
    if came_to is None:
        return None
    return _release(task, folder, name, came_to)


def export(task: OutputShard) -> Exported:
    """Write the shard in every format, with its votes and origins, and count what it holds.

    Its rows were gathered, or stand in the files of the last build.
    """
    selected, earlier = task.selected(), EarlierShard(task)
    table = _with_earlier(task, earlier, ROWS, ["number"], NUMBERED)
    name = _fingerprint(task)
    folder = emptied(task.work.exported(name))
    write_parquet(_votes(task, earlier), folder / VOTES, SMALL_ROW_GROUP)
    write_parquet(table.select(ORIGIN.names).cast(ORIGIN), folder / ORIGINS, SMALL_ROW_GROUP)
    for of_pages in task.of_pages:
        _write_of_pages(task, earlier, of_pages, folder / of_pages)
    contents = table.select(CONTENT_KEYS.names)
    table = _as_released(table, selected, task.columns)
    for form in formats.FORMATS:
        form.write(table, folder / f"{ROWS}{form.suffix}")
    row_digests = take_digests(task)
    if row_digests is None:
        row_digests = digests(table)
        _keep_digests(task, row_digests)
    came_to = describe(folder, folder.iterdir())
    (folder / _STATISTICS).write_bytes(Statistics.of(table, row_digests).as_json())
    write_arrow(contents, folder / CONTENTS)
    of_leak_check = task.work.content_keys(task.split, task.name)
    copy_file(folder / CONTENTS, of_leak_check)
    np.save(folder / IDENTITIES, row_identities(selected))
    np.save(folder / DIGESTS, row_digests)
    task.cache.keep(name, folder, came_to, task.work.to_cache)
    exported = _release(task, folder, name, came_to)
    data = Shard(task.split, task.name).data
    keep_published(
        PublishedOfFile(task.cache, task.work),
        data,
        next(file.sha256 for file in exported.files if file.path == data),
        published(table, row_digests, task.split, selected),
    )
    return exported


def _fingerprint(task: OutputShard) -> str:
    """The name of the files of a shard."""
    return rows_fingerprint(task.rows, task.selected()["added_in"])


def _release(task: OutputShard, folder: Path, entry: str, came_to: Any) -> Exported:
    """Copy the files of a shard into the release: what happens to them there harms no entry.

    Args:
        task: the task.
        folder: of the files.
        entry: its name.
        came_to: what the entry says of those of the release: a File each.
    """
    shard = Shard(task.split, task.name)
    places = {f"{ROWS}{form.suffix}": form.path(*shard) for form in formats.FORMATS}
    places |= {VOTES: shard.votes, ORIGINS: shard.origins}
    places |= {of_pages: shard.of_pages(of_pages) for of_pages in task.of_pages}
    for file, place in places.items():
        (task.out / place).parent.mkdir(parents=True, exist_ok=True)
        copy_file(folder / file, task.out / place)
    statistics = task.work.statistics(task.split, task.shard)
    copy_file(folder / _STATISTICS, statistics)
    shutil.rmtree(folder)
    described = [File(*file) for file in came_to]
    files = [file._replace(path=places[file.path]) for file in described]
    return Exported(statistics, files, entry)


def export_all(runner: Runner, gatherer: Gatherer, tasks: Sequence[OutputShard]) -> Release:
    """Write all shards of a release, and what its formats have beside them; splits as in `tasks`"""
    shards = take_or_make(runner, gatherer, "export", tasks, take_export, export)
    of_split: defaultdict[str, list[Path]] = defaultdict(list)
    for task, shard in zip(tasks, shards, strict=True):
        of_split[task.split].append(shard.statistics)
    statistics = {
        # Those of a shard take a megabyte: they are read one by one.
        split: Statistics.from_json(file.read_bytes() for file in files)
        for split, files in of_split.items()
    }
    files = [file for shard in shards for file in shard.files]
    _finish_formats(tasks, files)
    entries = {task.place: shard.entry for task, shard in zip(tasks, shards, strict=True)}
    return Release(statistics, files, entries)


def take_or_make(
    runner: Runner,
    gatherer: Gatherer,
    stage: str,
    tasks: Sequence[OutputShard],
    take: Callable[[OutputShard], Result | None],
    make: Callable[[OutputShard], Result],
) -> list[Result]:
    """What `take` gives of each task, or else `make`, for which the rows are there.

    Those that stand in no file of the last build are gathered.
    """
    taken = runner.run(stage, take, tasks, _amounts(tasks))
    missing = [task for task, result in zip(tasks, taken, strict=True) if result is None]
    if not missing:
        return [result for result in taken if result is not None]
    numbers = runner.run(stage, find_numbers_to_gather, missing, _amounts(missing))
    gatherer.gather(numbers)
    made = iter(runner.run(stage, make, missing, _amounts(missing)))
    return [next(made) if result is None else result for result in taken]


def _amounts(tasks: Sequence[OutputShard]) -> Amounts:
    return Amounts(ARTICLES, [task.articles for task in tasks])


def _finish_formats(tasks: Sequence[OutputShard], files: Iterable[File]) -> None:
    """Write the files that a format has beside its shards, after all shards are there."""
    hashes = {file.path: file.sha256 for file in files}
    for form in formats.FORMATS:
        if form.finish is not None:
            shards: defaultdict[str, dict[str, str]] = defaultdict(dict)
            for task in tasks:
                path = form.path(task.split, task.name)
                shards[task.split][path] = hashes[path]
            form.finish(tasks[0].out, shards)


def _votes(task: OutputShard, earlier: EarlierShard) -> pa.Table:
    order = ["number", "start", "end", "label", "source", "why"]
    votes = _with_earlier(task, earlier, VOTES, order, NUMBERED_VOTE)
    return votes.select(VOTE.names).cast(VOTE)


def _write_of_pages(task: OutputShard, earlier: EarlierShard, folder: str, file: Path) -> None:
    """Write the lines of pages, or their HTML."""
    if folder == LINES:
        lines = _with_earlier(task, earlier, LINES, ["number", "start"], NUMBERED_LINE)
        write_parquet(lines.select(LINE.names).cast(LINE), file, SMALL_ROW_GROUP)
    else:
        pages = _with_earlier(task, earlier, HTML, ["number"], NUMBERED_PAGE)
        write_parquet(pages.select(PAGE.names).cast(PAGE), file)


def _with_earlier(
    task: OutputShard, earlier: EarlierShard, kind: str, order: list[str], schema: pa.Schema
) -> pa.Table:
    """All that the shard has of a kind; see `_collect`."""
    fresh = _collect(task, earlier.fresh_numbers, kind, order, schema)
    return earlier.with_earlier(fresh, kind)


def _collect(
    task: OutputShard,
    numbers: NDArray[np.int64],
    kind: str,
    order: list[str],
    schema: pa.Schema,
) -> pa.Table:
    """What was gathered of a kind, from all parts, sorted by the columns `order`.

    Args:
        task: The task.
        numbers: Of the articles.
        kind: `ROWS`, `VOTES`, or a folder of `layout.OF_PAGES`.
        order: Names of columns.
        schema: Of the kind.
    """
    wanted_numbers = pa.array(numbers)
    tables = []
    for part in task.parts if len(numbers) else ():  # ascending ranges: each is sorted alone
        batches = [
            batch.take(pa.array(wanted))
            for file in sorted(part.glob(f"*.{kind}.arrow"))
            for batch in pa.ipc.open_stream(pa.memory_map(str(file)))
            if len(wanted := np.flatnonzero(pc.is_in(batch["number"], wanted_numbers)))
        ]
        if batches:
            table = pa.Table.from_batches(batches)
            keys = [(name, "ascending") for name in order]
            tables.append(table.take(pc.sort_indices(table, keys)))
    return pa.concat_tables(tables) if tables else schema.empty_table()


def _as_released(table: pa.Table, selected: NDArray[np.void], columns: Sequence[str]) -> pa.Table:
    """Rows with what their selection decides, an empty text as null, and optional columns.

    Args:
        table: NUMBERED rows.
        selected: SELECTION rows of the same articles.
        columns: optional ones.
    """
    for name in ("group", "near_duplicate_of", "added_in"):
        values = [value.decode() or None for value in selected[name].tolist()]
        index = table.schema.get_field_index(name)
        table = table.set_column(index, name, pa.array(values, pa.string()))
    return with_optional(table.select(ROW.names), columns)
