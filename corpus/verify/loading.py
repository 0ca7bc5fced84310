"""A release opened as its users open it: `load_from_disk` and `load_dataset`, which must agree."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from corpus.verify.faults import Fault, fault

_BATCH = 1000  # rows


class Load(NamedTuple):
    """A release to open, and a folder for what `datasets` makes of it."""

    release: Path
    cache: Path


def load(task: Load) -> list[Fault]:
    """Open the release both ways; nothing is fetched from anywhere."""
    import datasets

    shown = not datasets.are_progress_bars_disabled()
    datasets.disable_progress_bars()
    opened = []
    calls = {
        "load_from_disk": ("dataset", {}),
        "load_dataset": ("", {"cache_dir": str(task.cache)}),
    }
    try:
        for call, (folder, options) in calls.items():
            try:
                opened.append(getattr(datasets, call)(str(task.release / folder), **options))
            except Exception as error:  # whatever `datasets` and what it uses may raise
                return [fault("does_not_load", folder or "data", call=call, error=repr(error))]
        return list(_differences(*opened))
    finally:
        if shown:
            datasets.enable_progress_bars()


def _differences(disk: Any, parquet: Any) -> Iterator[Fault]:
    def differ(where: str) -> Fault:
        return fault("wrong_rows", "dataset", other="what load_dataset reads", where=where)

    if list(disk) != list(parquet):
        yield differ(f"their splits, {', '.join(disk)} instead of {', '.join(parquet)}")
        return
    for split in disk:
        if disk[split].features != parquet[split].features:
            yield differ(f"the features of {split}")
        elif len(disk[split]) != len(parquet[split]):
            yield differ(f"the number of rows of {split}")
        else:
            both = (data[split].with_format("arrow").iter(_BATCH) for data in (disk, parquet))
            for at, (one, other) in enumerate(zip(*both, strict=True)):
                if not one.equals(other):
                    first = at * _BATCH
                    yield differ(f"rows {first} to {first + len(one) - 1} of {split}")
