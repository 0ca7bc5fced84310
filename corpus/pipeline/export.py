"""Write one output shard of one split: its rows in every format, its votes, and its statistics.

What a shard comes to depends on its rows, and on what linking, splitting and earlier releases
decided about them; where an earlier build wrote the same, its files are taken from the cache.
"""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from corpus.arrays import load
from corpus.contract.columns import LINE, ORIGIN, PAGE, ROW, VOTE
from corpus.documents.statistics import Statistics
from corpus.engine.base import Result
from corpus.engine.runner import ARTICLES, Amounts, Runner
from corpus.history.previous import published
from corpus.linking.content_keys import CONTENT_KEYS
from corpus.pipeline.cache import Cache, emptied
from corpus.pipeline.cached_file import PublishedOfFile, keep_published
from corpus.pipeline.copying import copy_file
from corpus.pipeline.fingerprint import rows_fingerprint
from corpus.pipeline.gather import Gatherer
from corpus.pipeline.rows import NUMBERED, NUMBERED_LINE, NUMBERED_PAGE, NUMBERED_VOTE
from corpus.pipeline.workdir import Workdir
from corpus.release import formats
from corpus.release.formats.parquet import SMALL_ROW_GROUP, write_parquet
from corpus.release.layout import HTML, LINES, Shard
from corpus.release.manifest import File, describe
from corpus.release.optional_columns import with_optional
from corpus.release.rows import digests

# What linking and splitting decided about an article: columns of its row, by number.
SELECTION = np.dtype(
    [
        ("number", "<i8"),
        ("group", "S17"),
        ("near_duplicate_of", "S128"),
        ("added_in", "S32"),
        # The same of its index, for what is kept of its row.
        ("url", "<u8"),
        ("text", "<u8"),
    ]
)
# Names of files of an entry.
_DIGESTS, _VOTES, _ORIGINS, _STATISTICS = "digests.npy", "votes", "origins", "statistics.json"


@dataclass(frozen=True, kw_only=True)
class Export:
    """One output shard of a split."""

    parts: tuple[Path, ...]  # folders of relabelled rows that hold these articles
    selection: Path  # .npy of SELECTION, its articles, ascending by number
    articles: int  # how many
    out: Path  # folder of the release that is being made
    split: str
    shard: int  # from 0
    shards: int  # of this split
    of_pages: tuple[str, ...]  # which of the folders `layout.OF_PAGES` the release has
    columns: tuple[str, ...]  # optional ones that the rows have
    rows: str  # fingerprint of the rows, without `added_in`
    cache: Cache
    work: Workdir

    @property
    def numbers(self) -> NDArray[np.int64]:
        """The numbers of its articles."""
        return np.array(_selected(self)["number"])

    @property
    def name(self) -> str:
        """The name of the shard, the same in all formats."""
        return Shard.numbered(self.split, self.shard, self.shards).part


class Exported(NamedTuple):
    """What became of a shard."""

    statistics: Path  # file of JSON
    files: list[File]  # of the release


class Release(NamedTuple):
    """What became of all shards."""

    statistics: dict[str, Statistics]  # by split
    files: list[File]  # that shards have, not what a format has beside them


def take_digests(task: Export) -> NDArray[np.bytes_] | None:
    """The digests of the shard's rows, ascending by number; None where the cache has none."""
    folder = task.work.exported(task.rows)
    if task.cache.take(task.rows, folder) is None:
        return None
    taken: NDArray[np.bytes_] = load(folder / _DIGESTS)
    return taken


def make_digests(task: Export) -> NDArray[np.bytes_]:
    """The same, of rows that were gathered."""
    made = digests(_as_released(task, _collect(task, "rows", ["number"], NUMBERED)))
    _keep_digests(task, made)
    return made


def _keep_digests(task: Export, made: NDArray[np.bytes_]) -> None:
    folder = emptied(task.work.exported(task.rows))
    np.save(folder / _DIGESTS, made)
    task.cache.keep(task.rows, folder, {}, task.work.to_cache)


def take_export(task: Export) -> Exported | None:
    """Take the shard's files from the cache; None where they are not there."""
    name = _fingerprint(task)
    folder = task.work.exported(name)
    came_to = task.cache.take(name, folder)
    if came_to is None:
        return None
    return _release(task, folder, came_to)


def export(task: Export) -> Exported:
    """Write the shard in every format, with its votes and origins, and count what it holds.

    Its rows were gathered.
    """
    table = _collect(task, "rows", ["number"], NUMBERED)
    name = _fingerprint(task)
    folder = emptied(task.work.exported(name))
    write_parquet(_votes(task), folder / _VOTES, SMALL_ROW_GROUP)
    write_parquet(table.select(ORIGIN.names).cast(ORIGIN), folder / _ORIGINS, SMALL_ROW_GROUP)
    for of_pages in task.of_pages:
        _write_of_pages(task, of_pages, folder / of_pages)
    _write_content_keys(task, table)
    table = _as_released(task, table)
    for form in formats.FORMATS:
        form.write(table, folder / f"rows{form.suffix}")
    row_digests = take_digests(task)
    if row_digests is None:
        row_digests = digests(table)
        _keep_digests(task, row_digests)
    came_to = describe(folder, folder.iterdir())
    (folder / _STATISTICS).write_bytes(Statistics.of(table, row_digests).as_json())
    task.cache.keep(name, folder, came_to, task.work.to_cache)
    exported = _release(task, folder, came_to)
    data = Shard(task.split, task.name).data
    keep_published(
        PublishedOfFile(task.cache, task.work),
        data,
        next(file.sha256 for file in exported.files if file.path == data),
        published(table, row_digests, task.split, _selected(task)),
    )
    return exported


def _fingerprint(task: Export) -> str:
    """The name of the files of a shard."""
    return rows_fingerprint(task.rows, _selected(task)["added_in"])


def _release(task: Export, folder: Path, came_to: Any) -> Exported:
    """Copy the files of a shard into the release: what happens to them there harms no entry.

    Args:
        task: the task.
        folder: of the files.
        came_to: what the entry says of them: a File each.
    """
    shard = Shard(task.split, task.name)
    places = {f"rows{form.suffix}": form.path(*shard) for form in formats.FORMATS}
    places |= {_VOTES: shard.votes, _ORIGINS: shard.origins}
    places |= {of_pages: shard.of_pages(of_pages) for of_pages in task.of_pages}
    for file, place in places.items():
        (task.out / place).parent.mkdir(parents=True, exist_ok=True)
        copy_file(folder / file, task.out / place)
    statistics = task.work.statistics(task.split, task.shard)
    copy_file(folder / _STATISTICS, statistics)
    shutil.rmtree(folder)
    described = [File(*file) for file in came_to]
    files = [file._replace(path=places[file.path]) for file in described]
    return Exported(statistics, files)


def export_all(runner: Runner, gatherer: Gatherer, tasks: Sequence[Export]) -> Release:
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
    return Release(statistics, files)


def take_or_make(
    runner: Runner,
    gatherer: Gatherer,
    stage: str,
    tasks: Sequence[Export],
    take: Callable[[Export], Result | None],
    make: Callable[[Export], Result],
) -> list[Result]:
    """What `take` gives of each task, or else `make`, for which the rows are gathered."""
    taken = runner.run(stage, take, tasks, _amounts(tasks))
    missing = [task for task, result in zip(tasks, taken, strict=True) if result is None]
    gatherer.gather([task.numbers for task in missing])
    made = iter(runner.run(stage, make, missing, _amounts(missing)) if missing else ())
    return [next(made) if result is None else result for result in taken]


def _amounts(tasks: Sequence[Export]) -> Amounts:
    return Amounts(ARTICLES, [task.articles for task in tasks])


def _finish_formats(tasks: Sequence[Export], files: Iterable[File]) -> None:
    """Write the files that a format has beside its shards, after all shards are there."""
    hashes = {file.path: file.sha256 for file in files}
    for form in formats.FORMATS:
        if form.finish is not None:
            shards: defaultdict[str, dict[str, str]] = defaultdict(dict)
            for task in tasks:
                path = form.path(task.split, task.name)
                shards[task.split][path] = hashes[path]
            form.finish(tasks[0].out, shards)


def _votes(task: Export) -> pa.Table:
    order = ["number", "start", "end", "label", "source", "why"]
    return _collect(task, "votes", order, NUMBERED_VOTE).select(VOTE.names).cast(VOTE)


def _write_of_pages(task: Export, folder: str, file: Path) -> None:
    """Write the lines of pages, or their HTML."""
    if folder == LINES:
        lines = _collect(task, LINES, ["number", "start"], NUMBERED_LINE)
        write_parquet(lines.select(LINE.names).cast(LINE), file, SMALL_ROW_GROUP)
    else:
        pages = _collect(task, HTML, ["number"], NUMBERED_PAGE)
        write_parquet(pages.select(PAGE.names).cast(PAGE), file)


def _write_content_keys(task: Export, table: pa.Table) -> None:
    """Write the keys of the contents, for the leak check."""
    file = task.work.content_keys(task.split, task.name)
    # Opened by Python, so that an engine can make the folder here.
    with file.open("wb") as opened, pa.ipc.new_stream(opened, CONTENT_KEYS) as stream:
        stream.write_table(table.select(CONTENT_KEYS.names))


def _selected(task: Export) -> np.ndarray[Any, Any]:
    selected: np.ndarray[Any, Any] = load(task.selection)
    return selected


def _collect(task: Export, kind: str, order: list[str], schema: pa.Schema) -> pa.Table:
    """The task's rows of one kind, from all parts, sorted by the columns `order`.

    Args:
        task: The task.
        kind: `rows`, `votes`, or a folder of `layout.OF_PAGES`.
        order: Names of columns.
        schema: Of the kind.
    """
    numbers = pa.array(_selected(task)["number"])
    tables = []
    for part in task.parts:  # parts are ascending ranges of numbers: each is sorted alone
        batches = [
            batch.take(pa.array(wanted))
            for file in sorted(part.glob(f"*.{kind}.arrow"))
            for batch in pa.ipc.open_stream(pa.memory_map(str(file)))
            if len(wanted := np.flatnonzero(pc.is_in(batch["number"], numbers)))
        ]
        if batches:
            table = pa.Table.from_batches(batches)
            keys = [(name, "ascending") for name in order]
            tables.append(table.take(pc.sort_indices(table, keys)))
    return pa.concat_tables(tables) if tables else schema.empty_table()


def _as_released(task: Export, table: pa.Table) -> pa.Table:
    """The rows with what the selection decides, an empty text as null, and optional columns."""
    selected = _selected(task)
    for name in ("group", "near_duplicate_of", "added_in"):
        values = [value.decode() or None for value in selected[name].tolist()]
        index = table.schema.get_field_index(name)
        table = table.set_column(index, name, pa.array(values, pa.string()))
    return with_optional(table.select(ROW.names), task.columns)
