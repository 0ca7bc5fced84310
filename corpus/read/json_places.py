"""Where the values of a JSON text stand in it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from corpus.contract.span import Steps

if TYPE_CHECKING:
    from tree_sitter import Node


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
