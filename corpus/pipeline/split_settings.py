"""The settings of the table [split]: how articles are split, checked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from corpus.contract.splits import SPLITS
from corpus.errors import SettingError
from corpus.pipeline.setting import Setting, shown, wrong
from corpus.split.assign import BY, Choice

_MAX_SIZE = 10**15  # of a split: sums and shares of three are exact enough
_A_SIZE = f"a number from 0 to {_MAX_SIZE:,}"
SETTINGS = {
    "by": Setting(
        f"one of {', '.join(BY)}",
        Choice.by,
        "What stays in one [split](splits.md#how-groups-become-splits); `--split-by` comes before "
        "it. A series of releases keeps to one.",
    ),
    "key": Setting("a text", Choice.key, "Another key gives another draw."),
    **{
        name: Setting(_A_SIZE, size, f"Size of `{name}`, as a share of what the three add up to.")
        for name, size in zip(SPLITS, Choice.sizes, strict=True)
    },
}


def read_choice(table: Mapping[str, Any], path: Path | None, by: str | None) -> Choice:
    """How to split: by the command line, else by the file, else by the defaults.

    Args:
        table: [split] of the configuration file.
        path: Where it stands, for messages.
        by: What the command line says.

    Raises:
        SettingError: a setting cannot be.
    """
    sizes = tuple(table.get(name, SETTINGS[name].default) for name in SPLITS)
    if not all(map(_is_size, sizes)) or not sum(sizes):
        raise SettingError(
            path,
            ("split",),
            found=f"the sizes of the splits are {', '.join(map(shown, sizes))}",
            expected=f"numbers from zero to {_MAX_SIZE:,}, not all zero",
            fix="correct them",
        )
    chosen = by or table.get("by", Choice.by)
    if chosen not in BY:
        raise wrong(path, ("split", "by"), f'"{shown(chosen)}"', SETTINGS["by"].takes)
    key = table.get("key", Choice.key)
    if not isinstance(key, str):
        fix = "put it in quotation marks"
        raise wrong(path, ("split", "key"), shown(key), SETTINGS["key"].takes, fix)
    return Choice(chosen, (sizes[0], sizes[1], sizes[2]), key)


def _is_size(value: object) -> bool:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    return 0 <= value <= _MAX_SIZE  # neither infinite nor NaN
