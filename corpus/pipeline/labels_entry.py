"""The entries of labels: how they are named, and of which articles they say what they would today.

Of a chunk that is labelled, those articles are not labelled again that the last build labelled, if
the corpus said of them what it says now. What an entry was made of stands in it, and gives its name
again: so whatever a hint says, labels of other articles, code or settings are not taken.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np
import orjson
from numpy.typing import NDArray

from corpus.arrays import NOWHERE, ranges
from corpus.pipeline.cache import Cache
from corpus.pipeline.label_chunk import (
    KnownRows,
    Said,
    read_rows,
    read_said,
    rows_end_to_end,
)
from corpus.pipeline.workdir import Chunk


class LastLabels(NamedTuple):
    """Where the last build labelled articles of a chunk."""

    entries: tuple[tuple[Chunk, str], ...]  # chunks of then, and the entries of their labels
    # Of each article of the chunk, its place among the articles of these, laid end to end; NOWHERE.
    places: NDArray[np.int64]


def entry_name(chunk: Chunk, said: Said, min_confidence: float) -> str:
    """SHA-256 of everything that labelling a chunk depends on."""
    hashes = [hashlib.sha256(array.tobytes()).hexdigest() for array in said]
    settings = [chunk.shard, chunk.number, min_confidence]
    return hashlib.sha256(orjson.dumps(["label", *settings, *hashes])).hexdigest()


def take_known(
    cache: Cache, making: Path, last: LastLabels, said: Said, min_confidence: float
) -> KnownRows | None:
    """The rows of articles that the last build labelled as they would be today.

    Args:
        cache: of what earlier builds made.
        making: folder for what is taken.
        last: where to look.
        said: what the corpus says of the chunk.
        min_confidence: of a span.

    Returns:
        Them, or None: an entry is not there, or is another one.
    """
    before, rows = [], []
    for chunk, entry in last.entries:
        with TemporaryDirectory(dir=making) as place:
            folder = Path(place, entry)
            if cache.take(entry, folder) is None:
                return None
            before.append(read_said(folder))
            if entry_name(chunk, before[-1], min_confidence) != entry:
                return None
            rows.append(read_rows(folder))
    said_then = Said(*map(np.concatenate, zip(*before, strict=True)))
    places = np.where(_are_alike(said, said_then, last.places), last.places, NOWHERE)
    return KnownRows(rows_end_to_end(rows), places)


def _are_alike(today: Said, then: Said, places: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Of each article, whether the corpus says of it what it said of the one at its place."""
    is_known: NDArray[np.bool_] = places != NOWHERE
    is_known[is_known] = today.of_articles[is_known] == then.of_articles[places[is_known]]
    known = np.flatnonzero(is_known)
    now, before = _lines_of(today, known), _lines_of(then, places[known])
    article = np.repeat(known, today.of_articles["lines"][known])
    is_known[article[today.of_lines[now] != then.of_lines[before]]] = False
    return is_known


def _lines_of(said: Said, articles: NDArray[np.int64]) -> NDArray[np.int64]:
    """The places of the lines of some articles."""
    counts = said.of_articles["lines"].astype(np.int64)
    return ranges((np.cumsum(counts) - counts)[articles], counts[articles])
