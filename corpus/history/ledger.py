"""`ledger.parquet`: the split of every article ever published, and traces of removed text.

Its rows are of two kinds: entries have an id, traces have a trace. Ledgers of the first builders
have no traces and lack that column.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from corpus.contract.splits import SPLITS
from corpus.errors import CannotRunError
from corpus.hashing import hexadecimal
from corpus.history.traces import TRACE
from corpus.release.layout import LEDGER

ENTRY = np.dtype([("id", "S16"), ("split", "S10")])  # id: as `release.rows.id_keys` gives it
_ROW_GROUP = 1 << 20  # rows, as Arrow has them by default: they are told by the bytes of releases
_COLUMNS = pa.schema([("id_sha256", pa.string()), ("split", pa.string()), ("trace", pa.uint64())])


class Ledger(NamedTuple):
    """The content of a ledger."""

    entries: NDArray[np.void]  # ENTRY of every article ever published, sorted by id
    traces: NDArray[np.void]  # TRACE, sorted


EMPTY = Ledger(np.empty(0, ENTRY), np.empty(0, TRACE))


def merge_entries(earlier: NDArray[np.void], later: NDArray[np.void]) -> NDArray[np.void]:
    """Entries of two times, one for each id: an article keeps the split it had first.

    Args:
        earlier: ENTRY rows, or rows with more fields.
        later: the same of a later release.

    Returns:
        ENTRY rows sorted by id.
    """
    both = np.empty(len(earlier) + len(later), ENTRY)
    for name in ENTRY.names or ():
        both[name][: len(earlier)] = earlier[name]
        both[name][len(earlier) :] = later[name]
    return both[np.unique(both["id"], return_index=True)[1]]


def write_ledger(release: Path, ledger: Ledger) -> None:
    """Write the ledger into the folder of a release."""
    rows = len(ledger.entries) + len(ledger.traces)
    with pq.ParquetWriter(
        release / LEDGER,
        _COLUMNS,
        compression="zstd",
        use_dictionary=["split"],
        column_encoding={"trace": "DELTA_BINARY_PACKED"},  # sorted hashes: a third smaller
    ) as writer:
        for start in range(0, max(1, rows), _ROW_GROUP):
            writer.write_table(_table(ledger, start, start + _ROW_GROUP))


def _table(ledger: Ledger, start: int, end: int) -> pa.Table:
    """Some rows of the file: entries come first, then traces."""
    entries = ledger.entries[start:end]
    first = len(ledger.entries)
    traces = ledger.traces[max(0, start - first) : max(0, end - first)]
    splits = np.concatenate([split_codes(entries["split"]), traces["split"]])
    columns = [
        pa.concat_arrays([_digits(entries["id"]), pa.nulls(len(traces), pa.string())]),
        pa.array(SPLITS, pa.string()).take(pa.array(splits)),
        pa.concat_arrays([pa.nulls(len(entries), pa.uint64()), pa.array(traces["key"])]),
    ]
    return pa.table(columns, schema=_COLUMNS)


def _digits(ids: NDArray[np.bytes_]) -> pa.Array:
    """The hexadecimal digits of ids; of so many `pa.array` would make several arrays."""
    digits = hexadecimal(ids)
    ends = np.arange(len(ids) + 1, dtype=np.int32) * digits.itemsize
    return pa.StringArray.from_buffers(len(ids), pa.py_buffer(ends), pa.py_buffer(digits))


def split_codes(names: NDArray[np.bytes_]) -> NDArray[np.uint8]:
    """Indices into SPLITS of the names of splits."""
    codes = np.zeros(len(names), np.uint8)
    for code, name in enumerate(SPLITS):
        codes[names == name.encode()] = code
    return codes


def read_ledger(release: Path) -> Ledger:
    """The ledger of a release; empty where it has none.

    Raises:
        CannotRunError: this builder does not know its columns or its splits.
    """
    file = release / LEDGER
    if not file.is_file():
        return EMPTY
    table = pq.ParquetFile(file).read()  # `read_table` imports all of `pyarrow.dataset`
    columns = ", ".join(table.column_names)
    if not {"id_sha256", "split"} <= set(table.column_names) <= set(_COLUMNS.names):
        raise _unknown(file, f"columns {columns}", ", ".join(_COLUMNS.names))
    codes = pc.index_in(table["split"], pa.array(SPLITS, pa.string()))
    if codes.null_count:
        unknown_split = table["split"].filter(pc.is_null(codes))[0]
        raise _unknown(file, f"a split {unknown_split}", ", ".join(SPLITS))
    is_entry = pc.is_valid(table["id_sha256"])
    return Ledger(_entries(table.filter(is_entry)), _traces(table, codes, pc.invert(is_entry)))


def _entries(table: pa.Table) -> NDArray[np.void]:
    entries = np.empty(len(table), ENTRY)
    entries["id"] = np.frombuffer(bytes.fromhex("".join(table["id_sha256"].to_pylist())), "S16")
    entries["split"] = table["split"].cast(pa.binary()).to_pylist()
    return entries


def _traces(table: pa.Table, codes: pa.ChunkedArray, is_trace: pa.ChunkedArray) -> NDArray[np.void]:
    traces = np.empty(pc.sum(is_trace).as_py() or 0, TRACE)
    if len(traces):
        traces["key"] = table["trace"].filter(is_trace).to_numpy()
        traces["split"] = codes.filter(is_trace).to_numpy()
    return traces


def _unknown(file: Path, found: str, expected: str) -> CannotRunError:
    return CannotRunError(
        f"{file}: {found}; expected {expected}; build with the version of this builder that wrote "
        "it, or a newer one"
    )
