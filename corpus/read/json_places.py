"""Where the values of a JSON text stand in it."""

from __future__ import annotations

import json
import re
from itertools import islice
from typing import TYPE_CHECKING

from corpus.contract.span import Steps

if TYPE_CHECKING:
    from tree_sitter import Node

CODE_POINT = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|.", re.DOTALL
)


def follow(document: Node, steps: Steps) -> tuple[Node | None, Node, int]:
    """As far as some steps lead into a JSON text.

    Returns:
        The key of the value (None where it has none), the value, and how many steps were possible.
    """
    key: Node | None = None
    value = document.named_child(0) or document
    for number, step in enumerate(steps):
        found = _item(value, step) if isinstance(step, int) else _member(value, step)
        if found is None:
            return key, value, number
        key, value = found
    return key, value, len(steps)


def inside(string: bytes, start: int, end: int) -> tuple[int, int]:
    """Where a stretch of a text stands in the JSON string that it is written as.

    Args:
        string: The string, with its quotation marks.
        start: Of the stretch, in code points of the text.
        end: Of the same.

    Returns:
        Start and end of it in bytes of the string.
    """
    written = string[1:-1].decode(errors="replace")
    # As many matches as code points: an escape, two that are a surrogate pair, or a character.
    code_points = islice(CODE_POINT.finditer(written), start, end)
    first = next(code_points, None)
    if first is None:
        return 0, len(string)
    *_, last = first, *code_points
    before, within = written[: first.start()], written[first.start() : last.end()]
    place = 1 + len(before.encode())
    return place, place + len(within.encode())


def _item(array: Node, index: int) -> tuple[None, Node] | None:
    item = array.named_child(index) if array.type == "array" else None
    return (None, item) if item else None


def _member(object_: Node, name: str) -> tuple[Node, Node] | None:
    """The last member with a name: the one that parsers keep."""
    for pair in reversed(object_.named_children if object_.type == "object" else []):
        key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
        if key and value and _is_named(key, name):
            return key, value
    return None


def _is_named(key: Node, name: str) -> bool:
    try:
        return bool(json.loads(key.text or b"") == name)
    except ValueError:
        return False
