"""The settings of the table [limits]: how much of one input is taken, checked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from corpus.contract.limits import Limits
from corpus.pipeline.setting import Setting, shown, wrong

_MAX_LIMIT = 1 << 40  # bytes: no machine holds such a record
_TAKES = f"a whole number from 1 to {_MAX_LIMIT:,}"
_MEANINGS = {
    "record_bytes": "Bytes of a record.",
    "text_lines": "Lines of a text.",
    "record_problems": "Problems of one record that are told.",
    "page_bytes": "Bytes of a page of a file or an archive, unpacked.",
    "page_tags": "Tags of a page.",
    "page_depth": "Levels of tags in a page.",
    "page_attributes": "Attributes of one tag.",
}
SETTINGS = {
    name: Setting(_TAKES, default, _MEANINGS[name])
    for name, default in Limits._field_defaults.items()
}


def read_limits(table: Mapping[str, Any], path: Path | None) -> Limits:
    """How much of one input is taken.

    Args:
        table: [limits] of the configuration file.
        path: Where it stands, for messages.

    Raises:
        SettingError: a setting cannot be.
    """
    for name, value in table.items():
        is_number = isinstance(value, int) and not isinstance(value, bool)
        if not is_number or not 1 <= value <= _MAX_LIMIT:
            raise wrong(path, ("limits", name), shown(value), _TAKES)
    return Limits(**table)
