"""What only all shards together can show: each row once, in one split, in the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from corpus.hashing import id_keys
from corpus.release.layout import DATA, LEDGER, data_pattern
from corpus.release.version import is_version, parse
from corpus.verify.excerpts import one_line
from corpus.verify.faults import Fault, fault
from corpus.verify.shard import ROW_KEY, ShardReport
from corpus.verify.size import MOST_BYTES, largest_group

_NAMED = 10  # groups in two splits that are named


def row_keys(reports: Sequence[ShardReport]) -> NDArray[np.void]:
    """The ROW_KEY rows of all shards, in their order."""
    parts = [part for report in reports for part in report.row_keys]
    return np.concatenate([np.empty(0, ROW_KEY), *parts])


def check_order(split: str, keys: NDArray[np.void]) -> Iterator[Fault]:
    """Rows of a split stand in the order of their ids' hashes, each id once.

    Args:
        split: its name.
        keys: ROW_KEY of its rows, in their order.
    """
    if not bool((keys["id"][1:] > keys["id"][:-1]).all()):
        yield fault("wrong_order", data_pattern(split), split=split)


def check_groups(splits: Mapping[str, NDArray[np.void]]) -> Iterator[Fault]:
    """No leak group stands in two splits; `splits` holds the ROW_KEY rows of each."""
    groups = {split: np.unique(keys["group"]) for split, keys in splits.items()}
    names, counts = np.unique(np.concatenate(list(groups.values())), return_counts=True)
    for name in names[counts > 1][:_NAMED].tolist():
        where = " and ".join(split for split, members in groups.items() if name in members)
        yield fault("two_splits", DATA, group=name.decode(), splits=where)


def check_references(
    split: str, keys: NDArray[np.void], reports: Sequence[ShardReport], version: str
) -> Iterator[Fault]:
    """The rows and versions that rows of a split refer to exist.

    Args:
        split: its name.
        keys: ROW_KEY of its rows.
        reports: of its shards.
        version: of the release; no row was added in a later one.
    """
    where = data_pattern(split)
    for report in reports:
        is_row = np.isin(id_keys(list(report.originals.values())), keys["id"])
        pairs = report.originals.items()
        for (duplicate, original), exists in zip(pairs, is_row.tolist(), strict=True):
            if not exists:
                yield fault("wrong_copy", where, duplicate, found=original)
        for added_in, row in report.added_in.items():
            if not _is_up_to(added_in, version):
                yield fault("wrong_version", where, row, found=added_in, expected=version)


def _is_up_to(added_in: str, version: str) -> bool:
    return is_version(added_in) and parse(added_in) <= parse(version)


def check_ledger(release: Path, splits: Mapping[str, NDArray[np.void]]) -> Iterator[Fault]:
    """Every row is in the ledger with its split.

    Args:
        release: its folder.
        splits: ROW_KEY rows by split.
    """
    try:
        if (size := largest_group(release / LEDGER)) > MOST_BYTES:
            yield fault("too_large", LEDGER, found=size, most=MOST_BYTES)
            return
        table = pq.read_table(release / LEDGER, columns=["id_sha256", "split"])
        entries = pc.binary_join_element_wise(table["id_sha256"], table["split"], "")
    except Exception as error:  # whatever pyarrow makes of bytes that are no ledger
        expected = "columns id_sha256 and split"
        yield fault("unreadable_file", LEDGER, error=one_line(error), expected=expected)
        return
    for split, keys in splits.items():
        rows = pa.array([key.ljust(16, b"\0").hex() + split for key in keys["id"].tolist()])
        if missing := pc.sum(pc.invert(pc.is_in(rows, entries))).as_py():
            yield fault("wrong_ledger", LEDGER, found=missing, split=split)
