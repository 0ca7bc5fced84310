"""What only all shards together can show: each row once, in one split, in the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from corpus.errors import UsageError
from corpus.history.ledger import LEDGER
from corpus.release.rows import keys
from corpus.release.version import parse
from corpus.verify.faults import Fault, fault
from corpus.verify.shard import SEEN, Looked

_TOLD = 10  # groups in two splits that are named


def seen(looked: Sequence[Looked]) -> NDArray[np.void]:
    """The SEEN rows of shards end to end."""
    return np.concatenate([np.empty(0, SEEN), *(part for one in looked for part in one.seen)])


def order(split: str, rows: NDArray[np.void]) -> Iterator[Fault]:
    """The rows of a split stand in the order of their ids' hashes, so none is there twice."""
    if not bool((rows["id"][1:] > rows["id"][:-1]).all()):
        yield fault("wrong_order", f"data/{split}-*.parquet", split=split)


def groups(splits: Mapping[str, NDArray[np.void]]) -> Iterator[Fault]:
    """No leak group stands in two splits."""
    names = {split: np.unique(rows["group"]) for split, rows in splits.items()}
    every, counts = np.unique(np.concatenate(list(names.values())), return_counts=True)
    for group in every[counts > 1][:_TOLD].tolist():
        where = " and ".join(split for split, its in names.items() if group in its)
        yield fault("two_splits", "data", group=group.decode(), splits=where)


def rows(
    split: str, rows: NDArray[np.void], looked: Sequence[Looked], version: str
) -> Iterator[Fault]:
    """What the rows of a split say of other rows and of releases is true."""
    where = f"data/{split}-*.parquet"
    for one in looked:
        known = np.isin(keys(list(one.copies.values())), rows["id"])
        for (row, stands), there in zip(one.copies.items(), known.tolist(), strict=True):
            if not there:
                yield fault("wrong_copy", where, row, found=stands)
        for added_in, row in one.added_in.items():
            if not _up_to(added_in, version):
                yield fault("wrong_version", where, row, found=added_in, expected=version)


def _up_to(added_in: str, version: str) -> bool:
    try:
        return parse(added_in) <= parse(version)
    except UsageError:
        return False


def ledger(release: Path, splits: Mapping[str, NDArray[np.void]]) -> Iterator[Fault]:
    """Every row is in the ledger, with the split that it stands in."""
    try:
        table = pq.read_table(release / LEDGER, columns=["id_sha256", "split"])
        known = pc.binary_join_element_wise(table["id_sha256"], table["split"], "")
    except (OSError, pa.ArrowException) as error:
        expected = "columns id_sha256 and split"
        yield fault("unreadable_file", LEDGER, error=error, expected=expected)
        return
    for split, its in splits.items():
        stand = pa.array([id.ljust(16, b"\0").hex() + split for id in its["id"].tolist()])
        if lost := pc.sum(pc.invert(pc.is_in(stand, known))).as_py():
            yield fault("wrong_ledger", LEDGER, found=lost, split=split)
