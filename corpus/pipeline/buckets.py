"""The tasks behind the two shuffles: count the lines of a bucket, link the articles of a bucket."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np

from corpus.engine import shuffle
from corpus.label import recurrence
from corpus.linking.links import KEY, KINDS, Capped, Sketches, link


class Count(NamedTuple):
    """One bucket of lines."""

    work: Path
    bucket: int


def count(task: Count) -> None:
    """Find the lines of a bucket that recur."""
    rows = shuffle.gather(task.work / "lines", task.bucket, recurrence.LINE_KEY)
    np.save(task.work / "recurring" / f"{task.bucket:05d}.npy", recurrence.count(rows))


class Link(NamedTuple):
    """One bucket of keys of one kind."""

    work: Path
    kind: int
    bucket: int
    chunks: tuple[tuple[str, int], ...]


def find_links(task: Link) -> Capped:
    """Link the articles that share keys of a bucket, where their sketches agree."""
    rows = shuffle.gather(task.work / "keys" / KINDS[task.kind], task.bucket, KEY)
    places = np.load(task.work / "rows.npy", mmap_mode="r")
    sketches = Sketches(task.work / "sketches", places, task.chunks)
    found, capped = link(task.kind, rows, sketches)
    np.save(task.work / "links" / f"{KINDS[task.kind]}-{task.bucket:05d}.npy", found)
    return capped
