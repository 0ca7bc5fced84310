"""Files of JSON that are written record by record."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import orjson


def json_line(record: object) -> bytes:
    """A line of JSON Lines; times in RFC 3339."""
    return orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE | orjson.OPT_UTC_Z)


def write_lines(path: Path, records: Iterable[object]) -> int:
    """Write JSON Lines; how many."""
    number = 0
    with path.open("xb") as out:
        for record in records:
            out.write(json_line(record))
            number += 1
    return number
