"""JSON, a list of objects, such as the `.json` feeds of scrapy: an item at a time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

from corpus.contract.article import Record
from corpus.contract.place import Item
from corpus.contract.problems import Problem, problem
from corpus.read.forms.form import Source
from corpus.read.forms.json_values import shown_value, too_large

_STEP = 1 << 16  # bytes parsed at once: what one item may be longer than the limit unnoticed
_IN_THE_ITEM = "in the item"


class _LongItemError(Exception):
    """An item is longer than a record may be."""


def read_json_array(source: Source) -> Iterator[Record | Problem]:
    """The record of each item; what is wrong in the text costs the items after it as well."""
    import ijson

    file, limit = source.file, source.limits.record_bytes
    number = 0
    try:
        for number, value in enumerate(_items(source.blocks, limit), 1):
            yield _record(file, Item(number), value)
    except _LongItemError:
        yield too_large(file, Item(number + 1), limit, _IN_THE_ITEM)
    except (ijson.JSONError, UnicodeDecodeError) as error:
        told = " ".join(str(error).split("\n")[0].split())
        yield problem("damaged_file", file, Item(number + 1), kind="JSON", error=told)


def _items(blocks: Iterator[bytes], limit: int) -> Iterator[Any]:
    """The values of a list.

    Raises:
        ijson.JSONError, UnicodeDecodeError: it is no JSON, or an escape of it is no character; the
            values before have been given.
        _LongItemError: a value is longer than the limit.
    """
    import ijson

    items: Any = ijson.sendable_list()
    parser = ijson.items_coro(items, "item", use_float=True)
    size = 0  # bytes since the last value
    for step in _steps(_without_mark(blocks)):
        try:
            parser.send(step)
        except (ijson.JSONError, UnicodeDecodeError):
            yield from items
            raise
        size = 0 if items else size + len(step)
        yield from items
        items.clear()
        if size > limit:
            raise _LongItemError
    parser.close()


def _record(file: str, number: Item, value: Any) -> Record | Problem:
    if isinstance(value, dict):
        return Record(file, number, value)
    fix = "write it as {...}"
    found = shown_value(value, str(value).encode(errors="replace"))
    return problem("not_an_object", file, number, found=found, where=_IN_THE_ITEM, fix=fix)


def _without_mark(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """The blocks without a byte order mark in front."""
    return chain([next(blocks, b"").removeprefix(b"\xef\xbb\xbf")], blocks)


def _steps(blocks: Iterator[bytes]) -> Iterator[bytes]:
    for block in blocks:
        for start in range(0, len(block), _STEP):
            yield block[start : start + _STEP]
