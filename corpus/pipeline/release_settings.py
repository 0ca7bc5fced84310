"""The settings of the table [release]: what a release holds, checked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from corpus.contract.columns import OPTIONAL, optional_among
from corpus.errors import SettingError
from corpus.pipeline.setting import Setting, shown, wrong

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
    where, expected = ("release", "columns"), SETTINGS["columns"].takes
    if not isinstance(asked, list):
        raise wrong(path, where, shown(asked), expected)
    for number, name in enumerate(asked):
        if name not in OPTIONAL:
            found = f'release.columns has "{shown(name)}"'
            raise SettingError(
                path, (*where, number), found=found, expected=expected, fix="correct it"
            )
    return optional_among(asked)
