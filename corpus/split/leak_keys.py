"""The keys of finished files: two articles that leak into each other share at least one.

Keys of ids and canonical texts are hashes of the values, keys of URLs of the page's address
(`identify.address`). Keys of near-duplicates are bands of MinHash signatures, keys of passages are
winnowed fingerprints (`linking.near_duplicates`). These two depend on the content alone, and are
taken where they were made of it before (`linking.content_keys`). Articles of two splits that share
one of them are suspects: they are read again, and their signatures or all their runs of `PASSAGE`
words are compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
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
from corpus.linking.content_keys import KnownKeys, keys_in
from corpus.linking.tokens import hashes_of, row_content, row_contents, runs

# article: its row in the file.
LEAK_KEY = np.dtype([("key", "<u8"), ("kind", "u1"), ("article", "<u4")])
KINDS = range(5)
ID, URL, TEXT, NEAR_DUPLICATE, PASSAGE = KINDS
EXACT_COLUMNS = {ID: "id", URL: "url", TEXT: "sha256"}
COLUMNS = (*EXACT_COLUMNS.values(), "text", "spans")
BATCH_ROWS = 250  # rows read at once; tests lower it
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


# Args: a finished file, and the folder of its runs. Does what `write_keys` does.
WriteKeys = Callable[[Path, Path], None]


def keys_of_rows(batch: pa.RecordBatch, known: KnownKeys) -> NDArray[np.void]:
    """The keys of some rows, a function of these and of this code alone.

    Args:
        batch: rows with the columns `COLUMNS`.
        known: takes or makes the keys of contents.

    Returns:
        LEAK_KEY rows that count articles from 0.
    """
    bands, fingerprints = known.of(row_contents(batch))
    leak_keys = [_exact_keys(kind, batch[name]) for kind, name in EXACT_COLUMNS.items()]
    leak_keys.append(_leak_keys(NEAR_DUPLICATE, *keys_in(bands)))
    articles, prints = keys_in(fingerprints)
    # Winnowing takes the lowest hashes; the shuffle wants keys that are spread evenly.
    leak_keys.append(_leak_keys(PASSAGE, articles, mixed(prints)))
    return end_to_end(LEAK_KEY, leak_keys)


def write_keys(file: Path, folder: Path, known: Iterable[pa.RecordBatch] = ()) -> None:
    """Write the keys of every article of a finished file: runs of LEAK_KEY rows.

    Args:
        file: the Parquet file.
        folder: of the runs; it has none yet.
        known: CONTENT_KEYS rows, which spare reading the words of contents that the file has.
    """
    first_row, first_of_run = 0, 0
    waiting: list[NDArray[np.void]] = []
    known_keys = KnownKeys(known)
    batches = pq.ParquetFile(file, pre_buffer=False)  # pre_buffer reads the whole file
    for batch in batches.iter_batches(BATCH_ROWS, columns=list(COLUMNS)):
        leak_keys = keys_of_rows(batch, known_keys)
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


def _exact_keys(kind: int, values: pa.Array) -> NDArray[np.void]:
    """LEAK_KEY rows of the values of a column; null has none."""
    shared = values.drop_null().to_pylist()
    if kind == URL:
        shared = map(page_address, shared)
    keys = [text_hash(f"{EXACT_COLUMNS[kind]}\x1f{value}") for value in shared]
    return _leak_keys(kind, np.flatnonzero(values.is_valid()), np.array(keys, np.uint64))


def _leak_keys(
    kind: int, articles: NDArray[np.int64], keys: NDArray[np.uint64]
) -> NDArray[np.void]:
    """LEAK_KEY rows of keys of a kind, each with its article."""
    leak_keys = np.empty(len(keys), LEAK_KEY)
    leak_keys["key"], leak_keys["kind"], leak_keys["article"] = keys, kind, articles
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
        passages = [_passages(words) for words in hashes]
        articles = np.repeat(rows, [*map(len, passages)])
        leak_keys = _leak_keys(PASSAGE, articles, np.concatenate(passages))
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
