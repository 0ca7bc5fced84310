"""The settings of the table [release]: what a release holds, checked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from corpus.contract.columns import OPTIONAL, optional_among
from corpus.errors import SettingError
from corpus.pipeline.setting import Setting, shown

SETTINGS = {
    "columns": Setting(
        f"a list of optional columns, of {', '.join(OPTIONAL)}",
        [],
        "[Columns](output.md#the-article-without-its-boilerplate) that the rows have beside those "
        "of every release; one more or less is a major version.",
    ),
}


def read_columns(table: Mapping[str, Any], path: Path | None) -> tuple[str, ...]:
    """The optional columns that were asked for, in the order of releases.

    Args:
        table: [release] of the configuration file.
        path: Where it stands, for messages.

    Raises:
        SettingError: one is no optional column.
    """
    asked = table.get("columns", [])
    where: tuple[str | int, ...] = ("release", "columns")
    if not isinstance(asked, list):
        raise _wrong(path, where, f"release.columns is {shown(asked)}")
    for number, name in enumerate(asked):
        if name not in OPTIONAL:
            raise _wrong(path, (*where, number), f'release.columns has "{shown(name)}"')
    return optional_among(asked)


def _wrong(path: Path | None, setting: tuple[str | int, ...], found: str) -> SettingError:
    expected = SETTINGS["columns"].takes
    return SettingError(path, setting, found=found, expected=expected, fix="correct it")
