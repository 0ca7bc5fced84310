"""The keys of finished files: two articles that leak into each other share at least one.

Keys of ids and canonical texts are hashes of the values, keys of URLs of the page's address
(`identify.address`). Keys of near-duplicates are bands of MinHash signatures, keys of passages are
winnowed fingerprints (`linking.near_duplicates`). Articles of two splits that share a key of the
last two kinds are suspects: they are read again, and their signatures or all their runs of
`PASSAGE` words are compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from corpus.arrays import end_to_end, unique
from corpus.contract.splits import SPLITS
from corpus.engine import shuffle
from corpus.hashing import mixed, text_hash
from corpus.identify.address import page_address
from corpus.linking import near_duplicates
from corpus.linking.tokens import hashes_of, row_content, runs

# article: its row in the file.
LEAK_KEY = np.dtype([("key", "<u8"), ("kind", "u1"), ("article", "<u4")])
ID, URL, TEXT, NEAR_DUPLICATE, PASSAGE = range(5)
EXACT_COLUMNS = {ID: "id", URL: "url", TEXT: "sha256"}
COLUMNS = (*EXACT_COLUMNS.values(), "text", "spans")
BATCH_ROWS = 250  # rows read at once: what one changed row has read again; tests lower it
_RUN_ROWS = 2000  # of a run of the shuffle, at least: 9 MB of keys

SIGNATURES = "minhash"  # name of a file of signatures: `<file number>.minhash.npy`


class FinishedFile(NamedTuple):
    """One Parquet file of a release."""

    path: Path
    number: int  # of the file
    split: int  # index into SPLITS
    first: int  # rows of the files before it
    rows: int

    @property
    def name(self) -> str:
        """The name under which its keys and signatures are kept."""
        return f"{self.number:05d}"


def finished_files(files: Mapping[Path, str]) -> list[FinishedFile]:
    """The Parquet files of a release with their splits, laid end to end."""
    finished, first = [], 0
    for number, (path, split) in enumerate(files.items()):
        with path.open("rb") as opened:  # by Python, so that an engine can bring the file here
            rows = pq.read_metadata(opened).num_rows
        finished.append(FinishedFile(path, number, SPLITS.index(split), first, rows))
        first += rows
    return finished


# Args: rows with the columns `COLUMNS`. Returns what `keys_of_rows` does.
MakeKeys = Callable[[pa.RecordBatch], NDArray[np.void]]
# Args: a finished file, and the folder of its runs. Does what `write_keys` does.
WriteKeys = Callable[[Path, Path], None]


def keys_of_rows(batch: pa.RecordBatch) -> NDArray[np.void]:
    """The keys of some rows, a function of these and of this code alone.

    Args:
        batch: rows with the columns `COLUMNS`.

    Returns:
        LEAK_KEY rows that count articles from 0.
    """
    keys = _article_keys(batch.to_pylist())
    rows = np.arange(len(batch))
    return end_to_end(LEAK_KEY, [_leak_keys(kind, rows, keys[kind]) for kind in keys])


def write_keys(file: Path, folder: Path, make: MakeKeys = keys_of_rows) -> None:
    """Write the keys of every article of a finished file: runs of LEAK_KEY rows.

    Args:
        file: the Parquet file.
        folder: of the runs; it has none yet.
        make: makes the keys of rows; whoever has them from before may give these.
    """
    first_row, first_of_run = 0, 0
    waiting: list[NDArray[np.void]] = []
    batches = pq.ParquetFile(file, pre_buffer=False)  # pre_buffer reads the whole file
    for batch in batches.iter_batches(BATCH_ROWS, columns=list(COLUMNS)):
        leak_keys = make(batch)
        leak_keys["article"] += first_row
        waiting.append(leak_keys)
        first_row += len(batch)
        if first_row - first_of_run >= _RUN_ROWS:
            _write_run(folder, first_of_run, waiting)
            first_of_run, waiting = first_row, []
    _write_run(folder, first_of_run, waiting)


def _write_run(folder: Path, first_row: int, leak_keys: list[NDArray[np.void]]) -> None:
    shuffle.write_run(folder / f"{first_row:010d}.npy", end_to_end(LEAK_KEY, leak_keys))


@dataclass(frozen=True, kw_only=True)
class WriteLeakKeys:
    """Write the keys of one finished file."""

    file: FinishedFile
    folder: Path  # of the keys of all files
    write: WriteKeys


def write_leak_keys(task: WriteLeakKeys) -> None:
    """Write the keys of every article of a file into a folder of its own."""
    task.write(task.file.path, task.folder / task.file.name)


def _article_keys(articles: Sequence[Mapping[str, Any]]) -> dict[int, list[NDArray[np.uint64]]]:
    """By kind the keys of each article."""
    hashes = hashes_of([row_content(article) for article in articles])
    bands = near_duplicates.bands(near_duplicates.minhash(hashes))
    keys = {
        kind: [_exact_key(kind, article[name]) for article in articles]
        for kind, name in EXACT_COLUMNS.items()
    }
    # Articles without words have the same signature and nothing in common.
    keys[NEAR_DUPLICATE] = [
        row if len(words) else row[:0] for row, words in zip(bands, hashes, strict=True)
    ]
    # Winnowing takes the lowest hashes; the shuffle wants keys that are spread evenly.
    keys[PASSAGE] = [mixed(prints) for prints in near_duplicates.fingerprints(hashes)]
    return keys


def _exact_key(kind: int, value: str | None) -> NDArray[np.uint64]:
    if value is None:
        return np.empty(0, np.uint64)
    shared = page_address(value) if kind == URL else value
    return np.array([text_hash(f"{EXACT_COLUMNS[kind]}\x1f{shared}")], np.uint64)


def _leak_keys(
    kind: int, rows: NDArray[np.int64], keys: Sequence[NDArray[np.uint64]]
) -> NDArray[np.void]:
    """LEAK_KEY rows of articles with their keys."""
    counts = [len(of_article) for of_article in keys]
    leak_keys = np.empty(sum(counts), LEAK_KEY)
    leak_keys["key"] = np.concatenate([np.empty(0, np.uint64), *keys])
    leak_keys["kind"] = kind
    leak_keys["article"] = np.repeat(rows, counts)
    return leak_keys


@dataclass(frozen=True, kw_only=True)
class ReadSuspects:
    """Read the suspects of one finished file again."""

    file: FinishedFile
    near_duplicates: NDArray[np.int64]  # rows whose signatures are needed, ascending
    passages: NDArray[np.int64]  # rows whose runs of words are needed, ascending
    signatures: Path  # folder of signatures
    runs: Path  # folder of the second shuffle


def read_suspects(task: ReadSuspects) -> None:
    """Save the signatures of suspects, and write every run of `PASSAGE` words of theirs."""
    signatures = [np.empty((0, near_duplicates.PERMUTATIONS), np.uint32)]
    for rows in _batches(task.near_duplicates):
        hashes = hashes_of([*map(row_content, read_rows(task.file.path, rows))])
        signatures.append(near_duplicates.minhash(hashes))
    file = task.signatures / f"{task.file.name}.{SIGNATURES}.npy"
    np.save(file, np.concatenate(signatures))
    for rows in _batches(task.passages):
        hashes = hashes_of([*map(row_content, read_rows(task.file.path, rows))])
        leak_keys = _leak_keys(PASSAGE, rows, [_passages(words) for words in hashes])
        shuffle.write_run(task.runs / task.file.name / f"{rows[0]:010d}.npy", leak_keys)


def _batches(rows: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    for start in range(0, len(rows), BATCH_ROWS):
        yield rows[start : start + BATCH_ROWS]


def _passages(words: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The hash of every run of `PASSAGE` words, each once."""
    if len(words) < near_duplicates.PASSAGE:
        return words[:0]
    return unique(runs(words, near_duplicates.PASSAGE))


def read_rows(path: Path, rows: NDArray[np.int64]) -> Iterator[dict[str, Any]]:
    """Rows of a file by number, reading only the row groups that hold them.

    Args:
        path: a Parquet file of a release.
        rows: row numbers, ascending.

    Yields:
        The columns `COLUMNS` of each row.
    """
    file = pq.ParquetFile(path)
    first_row = 0
    for group in range(file.num_row_groups):
        end = first_row + file.metadata.row_group(group).num_rows
        inside = rows[(rows >= first_row) & (rows < end)]
        if len(inside):
            table = file.read_row_group(group, columns=list(COLUMNS))
            yield from table.take(pa.array(inside - first_row)).to_pylist()
        first_row = end
