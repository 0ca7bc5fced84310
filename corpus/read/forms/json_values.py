"""One JSON value: a record, or what is wrong with it."""

from __future__ import annotations

from typing import Any

import orjson

from corpus.contract.article import Record
from corpus.contract.problems import Problem, problem
from corpus.read.duplicate_keys import duplicate_keys
from corpus.read.not_json import not_json

IN_THE_FILE = "in the file"
ON_THE_LINE = "on the line"


def parse(file: str, line: int, data: bytes, where: str) -> Record | Problem:
    """The record that some bytes hold.

    Args:
        file: The file they stand in.
        line: The line of it on which they begin.
        data: The bytes.
        where: What one object is expected in, for the messages.
    """
    try:
        value: Any = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        return not_json(file, line, data, error, where)
    if isinstance(value, dict):
        if twice := duplicate_keys(data, value):
            key, times = min(twice.items())
            return problem("duplicate_key", file, line, (key,), field=f'"{key}"', times=times)
        return Record(file, line, value)
    found = shown_value(value, data)
    fix = (
        "put each article on a line of a .jsonl file" if found == "a list" else "write it as {...}"
    )
    return problem("not_an_object", file, line, found=found, where=where, fix=fix)


def shown_value(value: object, data: bytes) -> str:
    """What is no object, for a message."""
    return "a list" if isinstance(value, list) else data[:40].decode(errors="replace").strip()


def too_large(file: str, line: int, limit: int, where: str) -> Problem:
    """The problem of a value that is longer than the limit of a record, in bytes."""
    unit = f"bytes {where}"
    return problem("too_large", file, line, limit=f"{limit:,}", unit=unit, name="record_bytes")
