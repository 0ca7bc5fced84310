"""A release opened as its users open it: `load_from_disk` and `load_dataset`, which must agree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.release.layout import DATA, DATASET
from corpus.verify.excerpts import one_line
from corpus.verify.faults import Fault, fault

_BATCH = 1000  # rows


@dataclass(frozen=True, kw_only=True)
class LoadRelease:
    """A release to open, and a folder for the cache of `datasets`."""

    release: Path
    cache: Path


def load_release(task: LoadRelease) -> list[Fault]:
    """Open a release both ways; nothing is fetched from anywhere."""
    import datasets

    shows_bars = not datasets.are_progress_bars_disabled()
    datasets.disable_progress_bars()
    calls = {
        "load_from_disk": (DATASET, {}),
        "load_dataset": ("", {"cache_dir": str(task.cache)}),
    }
    opened = []
    try:
        for call, (folder, options) in calls.items():
            try:
                opened.append(getattr(datasets, call)(str(task.release / folder), **options))
            except Exception as error:  # whatever `datasets` and what it uses may raise
                why = one_line(error.__cause__ or error)
                return [fault("does_not_load", folder or DATA, call=call, error=why)]
        return list(_differences(*opened))
    finally:
        if shows_bars:
            datasets.enable_progress_bars()


def _differences(disk: Any, parquet: Any) -> Iterator[Fault]:
    def differs(where: str) -> Fault:
        return fault("wrong_rows", DATASET, other="what load_dataset reads", where=where)

    if list(disk) != list(parquet):
        yield differs(f"their splits, {', '.join(disk)} instead of {', '.join(parquet)}")
        return
    for split in disk:
        if disk[split].features != parquet[split].features:
            yield differs(f"the features of {split}")
        elif len(disk[split]) != len(parquet[split]):
            yield differs(f"the number of rows of {split}")
        else:
            forms = (rows[split].with_format("arrow").iter(_BATCH) for rows in (disk, parquet))
            for number, (batch, other) in enumerate(zip(*forms, strict=True)):
                if not batch.equals(other):
                    first = number * _BATCH
                    yield differs(f"rows {first} to {first + len(batch) - 1} of {split}")
