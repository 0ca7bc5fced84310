"""Where the values of a TOML file stand in it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from corpus.contract.span import Span, Steps

if TYPE_CHECKING:
    from tree_sitter import Node

_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")
_AT_END = "(at end of document)"
_KEYS = ("bare_key", "quoted_key", "dotted_key")


class Entry(NamedTuple):
    """A value of a TOML file, and the key that it has there."""

    steps: Steps
    key: Node | None  # None: an item of a list
    value: Node


def place_of_error(error: BaseException | None, file: Path) -> Span | None:
    """Where the parser stopped, by what it says; None where it does not say.

    A file that breaks off has its last character named.
    """
    if not isinstance(error, tomllib.TOMLDecodeError):
        return None
    if found := _PLACE.search(str(error)):
        line, column = map(int, found.groups())
    elif str(error).endswith(_AT_END):
        *before, last = file.read_text("utf-8").rstrip().split("\n")
        line, column = len(before) + 1, max(len(last), 1)
    else:
        return None
    return Span(line, column, line, column + 1)


def entries(document: Node) -> Iterator[Entry]:
    """Every value of a document, in the order of the file."""
    counts: dict[Steps, int] = {}  # of the tables in lists of tables

    def inside(keys: list[str]) -> Steps:
        steps: Steps = ()
        for key in keys:
            steps += (key,)
            if steps in counts:
                steps += (counts[steps] - 1,)
        return steps

    for node in document.named_children:
        if node.type == "pair":
            yield from _pair(node, ())
        elif node.type in ("table", "table_array_element"):
            key = next(child for child in node.named_children if child.type in _KEYS)
            *outer, last = _keys(key)
            steps = (*inside(outer), last)
            if node.type == "table_array_element":
                counts[steps] = counts.get(steps, 0) + 1
                steps += (counts[steps] - 1,)
            yield Entry(steps, key, node)
            for child in node.named_children:
                if child.type == "pair":
                    yield from _pair(child, steps)


def _pair(pair: Node, outer: Steps) -> Iterator[Entry]:
    key, *_, value = (child for child in pair.named_children if child.type != "comment")
    steps = (*outer, *_keys(key))
    yield Entry(steps, key, value)
    yield from _inner(value, steps)


def _inner(value: Node, steps: Steps) -> Iterator[Entry]:
    items = [child for child in value.named_children if child.type != "comment"]
    if value.type == "array":
        for index, item in enumerate(items):
            yield Entry((*steps, index), None, item)
            yield from _inner(item, (*steps, index))
    elif value.type == "inline_table":
        for pair in items:
            yield from _pair(pair, steps)


def _keys(key: Node) -> list[str]:
    """The names of a key, which may be dotted and quoted."""
    data = tomllib.loads(f"{(key.text or b'').decode()} = 0")
    names: list[str] = []
    while isinstance(data, dict):
        name, data = next(iter(data.items()))
        names.append(name)
    return names
