"""The settings of the table [release]: what a release holds, checked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from corpus.contract.columns import OPTIONAL, optional_among
from corpus.errors import SettingError
from corpus.quoting import shortened

_SHOWN = 60  # characters of a wrong setting that a message repeats


def read_columns(table: Mapping[str, Any], path: Path | None) -> tuple[str, ...]:
    """The optional columns that were asked for, in the order of releases.

    Args:
        table: [release] of the configuration file.
        path: Where it stands, for messages.

    Raises:
        SettingError: one is no optional column.
    """
    asked = table.get("columns", [])
    wrong = [name for name in asked if name not in OPTIONAL] if isinstance(asked, list) else asked
    if not isinstance(asked, list) or wrong:
        raise SettingError(
            path,
            ("release", "columns"),
            found=f'release.columns is "{shortened(str(asked), _SHOWN)}"',
            expected=f"a list of optional columns, of {', '.join(OPTIONAL)}",
            fix="correct it",
        )
    return optional_among(asked)
