"""Stage `gather`: the rows of some articles, from their chunks to ranges of numbers.

Only articles that are to be exported anew are gathered: the others stand in files that are taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from corpus.arrays import load
from corpus.engine.runner import ARTICLES, Amounts, Runner
from corpus.pipeline.label_chunk import read_batches, read_labelled
from corpus.pipeline.rows import READ_COLUMNS, RowWriter
from corpus.pipeline.workdir import Chunk, Workdir, first_places, grouped

# A task writes a file into every range, so it takes several chunks.
_WANTED = 8192  # articles that a task gathers
_READ = 8 * _WANTED  # articles that it reads, at most


@dataclass(frozen=True, kw_only=True)
class GatherRows:
    """Some chunks, and which of their articles are gathered."""

    work: Workdir
    chunks: tuple[Chunk, ...]
    first: int  # the place of their first article among all
    wanted: Path  # .npy: whether an article is gathered, by number
    parts: int  # ranges of numbers that rows are kept in
    name: str  # of the files to write


def gather_rows(task: GatherRows) -> None:
    """Write the rows of articles that are wanted."""
    work = task.work
    is_wanted = load(task.wanted, mapped=True)
    rows = RowWriter(work, task.name, len(is_wanted), task.parts)
    all_numbers = load(work.all_numbers, mapped=True)
    for chunk, place in zip(task.chunks, task.first + first_places(task.chunks), strict=True):
        numbers = all_numbers[place : place + chunk.articles]
        numbers = np.where((numbers >= 0) & is_wanted[numbers], numbers, -1)
        if (numbers < 0).all():
            continue
        first = 0
        stored = read_batches(work.annotated(chunk, "articles.arrow"))
        for batch, labelled in zip(stored, read_labelled(work.labelled(chunk)), strict=True):
            of_batch = numbers[first : first + len(batch)]
            first += len(batch)
            kept = np.flatnonzero(of_batch >= 0)
            batch = batch.select(READ_COLUMNS)
            if len(kept) < len(batch):
                batch, labelled = batch.take(pa.array(kept)), labelled.take(pa.array(kept))
            if len(kept):
                rows.write(batch, of_batch[kept], labelled)
    rows.close()


class Gatherer:
    """Gathers the rows of articles, each once."""

    def __init__(self, runner: Runner, work: Workdir, articles: int, parts: int) -> None:
        """Of a build with so many articles, in so many ranges of numbers."""
        self._runner, self._work, self._parts = runner, work, parts
        self._is_gathered = np.zeros(articles, np.bool_)
        self._rounds = 0

    def gather(self, numbers: Sequence[NDArray[np.int64]]) -> None:
        """Write the rows of these articles, where that was not done before."""
        is_wanted = np.zeros_like(self._is_gathered)
        for some in numbers:
            is_wanted[some] = True
        is_wanted &= ~self._is_gathered
        if not is_wanted.any():
            return
        wanted = self._work.wanted(self._rounds)
        np.save(wanted, is_wanted)
        read = min(_READ, _WANTED * len(is_wanted) // int(is_wanted.sum()))
        groups = [*grouped(self._work.chunks(), read)]
        sizes = [sum(chunk.articles for chunk in chunks) for chunks in groups]
        places = np.cumsum([0, *sizes])[:-1].tolist()
        tasks = [
            GatherRows(
                work=self._work,
                chunks=chunks,
                first=first,
                wanted=wanted,
                parts=self._parts,
                name=f"{self._rounds}-{number:05d}",
            )
            for number, (chunks, first) in enumerate(zip(groups, places, strict=True))
        ]
        self._runner.run("gather", gather_rows, tasks, Amounts(ARTICLES, sizes))
        self._is_gathered |= is_wanted
        self._rounds += 1
