"""Where in a file a problem stands, and where in the data of a record."""

from __future__ import annotations

import json
from typing import NamedTuple

Steps = tuple[str | int, ...]  # names of fields and indices of lists, from the record inwards


class Span(NamedTuple):
    """A stretch of a file in lines and columns, both from 1; a column is a code point."""

    line: int
    column: int
    end_line: int
    end_column: int  # the column behind the last one


def json_path(steps: Steps) -> str:
    """The steps as JSONPath (RFC 9535) writes them: `$.spans[2].label`."""
    return "$" + "".join(map(_segment, steps))


def _segment(step: str | int) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    is_plain = step.isidentifier() and step.isascii()
    return f".{step}" if is_plain else f"[{json.dumps(step, ensure_ascii=False)}]"
