"""The proof of the splits as tasks: keys of every finished file, then what meets under them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from corpus.engine import buckets
from corpus.pipeline.progress import Runner
from corpus.split import proof
from corpus.split.assign import SPLITS

_LEAK_KEYS = 240  # of an article, for the number of buckets


def prove(runner: Runner, folder: Path, files: Mapping[Path, str], rows: int) -> list[proof.Leak]:
    """Every leak between the splits of finished files.

    Args:
        runner: runs the tasks.
        folder: where keys are shuffled; made if it is not there.
        files: the Parquet files of a release with their splits, sorted.
        rows: of all files together, which says into how many buckets keys go.
    """
    finished = tuple(proof.Finished(file, SPLITS.index(name)) for file, name in files.items())
    count = buckets.count(rows * _LEAK_KEYS)
    exhibits = [proof.Exhibit(file, at, folder, count) for at, file in enumerate(finished)]
    runner.run("prove", proof.exhibit, exhibits)
    confronted = [proof.Confront(folder, bucket, finished) for bucket in range(count)]
    found = runner.run("prove", proof.confront, confronted)
    return proof.by_pair(leak for some in found for leak in some)
