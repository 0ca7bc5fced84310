"""The ledger of a release: where everything that was ever published stood, and traces of what left.

Its rows are of two kinds: articles have an id, traces a trace. Ledgers of before there were traces
lack that column.
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
from corpus.history.traces import TRACE
from corpus.release.layout import LEDGER

STOOD = np.dtype([("id", "S16"), ("split", "S10")])  # id: 16 bytes of its SHA-256
_COLUMNS = pa.schema([("id_sha256", pa.string()), ("split", pa.string()), ("trace", pa.uint64())])


class Ledger(NamedTuple):
    """What a ledger says."""

    stood: NDArray[np.void]  # STOOD, sorted by id
    traces: NDArray[np.void]  # TRACE, sorted


EMPTY = Ledger(np.empty(0, STOOD), np.empty(0, TRACE))


def entered(before: NDArray[np.void], now: NDArray[np.void]) -> NDArray[np.void]:
    """STOOD rows with those of a release entered: an article stays where it stood first."""
    both = np.empty(len(before) + len(now), STOOD)
    for name in STOOD.names or ():
        both[name] = np.concatenate([before[name], now[name]])
    return both[np.unique(both["id"], return_index=True)[1]]


def write(release: Path, ledger: Ledger) -> Path:
    """Write the ledger into the folder of a release."""
    ids = [one.ljust(16, b"\0").hex() for one in ledger.stood["id"].tolist()]
    splits = [one.decode() for one in ledger.stood["split"].tolist()]
    names = pa.array(SPLITS, pa.string()).take(pa.array(ledger.traces["split"]))
    columns = [
        pa.concat_arrays([pa.array(ids, pa.string()), pa.nulls(len(names), pa.string())]),
        pa.concat_arrays([pa.array(splits, pa.string()), names]),
        pa.concat_arrays([pa.nulls(len(ids), pa.uint64()), pa.array(ledger.traces["key"])]),
    ]
    pq.write_table(
        pa.table(columns, schema=_COLUMNS),
        release / LEDGER,
        compression="zstd",
        use_dictionary=["split"],
        column_encoding={"trace": "DELTA_BINARY_PACKED"},  # sorted hashes: a third smaller
    )
    return release / LEDGER


def read(release: Path) -> Ledger:
    """The ledger of a release; empty where it has none.

    Raises:
        CannotRunError: it is no ledger that this builder knows.
    """
    file = release / LEDGER
    if not file.is_file():
        return EMPTY
    table = pq.read_table(file)
    columns = ", ".join(table.column_names)
    if not {"id_sha256", "split"} <= set(table.column_names) <= set(_COLUMNS.names):
        raise _unknown(file, f"columns {columns}", ", ".join(_COLUMNS.names))
    codes = pc.index_in(table["split"], pa.array(SPLITS, pa.string()))
    if codes.null_count:
        strange = table["split"].filter(pc.is_null(codes))[0]
        raise _unknown(file, f"a split {strange}", ", ".join(SPLITS))
    named = pc.is_valid(table["id_sha256"])
    articles = table.filter(named)
    stood = np.empty(len(articles), STOOD)
    stood["id"] = [bytes.fromhex(one) for one in articles["id_sha256"].to_pylist()]
    stood["split"] = [one.encode() for one in articles["split"].to_pylist()]
    traces = np.empty(len(table) - len(articles), TRACE)
    if len(traces):
        left = pc.invert(named)
        traces["key"] = table["trace"].filter(left).to_numpy()
        traces["split"] = codes.filter(left).to_numpy()
    return Ledger(stood, traces)


def _unknown(file: Path, found: str, expected: str) -> CannotRunError:
    return CannotRunError(
        f"{file}: {found}; expected {expected}; build with the version of this builder that wrote "
        "it, or a newer one"
    )
