"""Annotates of a shard those records alone that do not stand as they did in an earlier build.

Annotating a record depends on nothing but the record, its place, and what the names of both shards
tell. So a row of the earlier artefact is taken for each line that is the same, and the artefact is
put together as if all had been annotated. What is not of one record alone is not taken apart: where
a shard has some of that, all of it is annotated.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.arrays import NOWHERE
from corpus.pipeline.annotate_shard import (
    HTML_OF_BATCH,
    AnnotatedShard,
    AnnotateShard,
    EarlierRows,
    annotate_shard,
)
from corpus.pipeline.chunk_rows import (
    ChunkRows,
    in_batches,
    laid_end_to_end,
    read_chunks,
    taken,
    write_chunk,
)
from corpus.pipeline.workdir import Chunk
from corpus.read.known_lines import KnownLines


class Made(NamedTuple):
    """What annotating came to, and where its files are."""

    shard: AnnotatedShard
    artefact: Path


def annotate_changed(task: AnnotateShard, earlier: Made, making: Path) -> AnnotatedShard | None:
    """Annotate the records of a shard that did not stand as they do in an earlier one.

    Args:
        task: the shard, of one piece.
        earlier: another, of one piece of the same file. Code, settings, outlets and labels say
            today what they said of it.
        making: folder for what is annotated.

    Returns:
        What annotating all of it would give; None: it has to be.
    """
    file = task.shard[0].file
    if not _is_of_records(earlier.shard, file):
        return None
    lines = KnownLines({(file, one.line): one.sha256 for one in earlier.shard.look_ups})
    fresh = annotate_shard(replace(task, artefact=making / "fresh"), lines)
    are_of_lines = all((found.file, found.line) in lines.read for found in fresh.problems)
    if not are_of_lines or not _is_of_records(fresh, file) or lines.size > HTML_OF_BATCH:
        return None
    passed = {number for _, number in lines.passed}
    return _together(task.artefact, earlier, Made(fresh, making / "fresh"), passed)


def _is_of_records(shard: AnnotatedShard, file: str) -> bool:
    """Whether all that a shard came to is of single records, and not of labels beside them."""
    is_counted = shard.used or shard.tally or shard.agreement.texts
    return not is_counted and all(found.file == file for found in shard.problems)


def _together(artefact: Path, earlier: Made, fresh: Made, passed: set[int]) -> AnnotatedShard:
    """Write what the lines that were passed came to earlier, and the others now."""
    rows, places = _rows_together(_rows(earlier), _rows(fresh), passed)
    artefact.mkdir(exist_ok=True)
    chunks = [
        Chunk(artefact.name, number, write_chunk(artefact, number, batches))
        for number, batches in enumerate(in_batches(rows))
    ]
    outlets = rows.articles["outlet"].to_pylist()
    names = rows.articles["outlet_name"].to_pylist()
    problems = [one for one in earlier.shard.problems if one.line in passed] + fresh.shard.problems
    look_ups = [one for one in earlier.shard.look_ups if one.line in passed] + fresh.shard.look_ups
    return AnnotatedShard(
        chunks=chunks,
        outlets=Counter(outlets),
        unknown_outlets={
            outlet for outlet, name in zip(outlets, names, strict=True) if name is None
        },
        problems=sorted(problems, key=lambda found: found.line or 0),
        look_ups=look_ups,
        earlier=EarlierRows(earlier.artefact.name, len(earlier.shard.chunks), places.tolist()),
    )


def _rows(made: Made) -> ChunkRows:
    return read_chunks(made.artefact, len(made.shard.chunks))


def _rows_together(
    earlier: ChunkRows, fresh: ChunkRows, passed: set[int]
) -> tuple[ChunkRows, NDArray[np.int64]]:
    """The rows of lines that were passed and of all others, in the order of their lines.

    With each its place among the earlier rows, or NOWHERE.
    """
    kept = np.flatnonzero(np.isin(earlier.index["line"], list(passed)))
    rows = laid_end_to_end([taken(earlier, kept), fresh])
    places = np.append(kept, np.full(len(fresh.index), NOWHERE))
    order = np.argsort(rows.index["line"], kind="stable")
    return taken(rows, order), places.take(order)
