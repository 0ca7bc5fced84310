"""What is wrong with bytes that are no JSON."""

from __future__ import annotations

import orjson

from corpus.contract.problems import Problem, problem
from corpus.contract.span import Span

_UTF16 = 0.2  # share of NULs: ASCII has none, and half of it are NULs in UTF-16
_LOOKED_AT = 1000  # bytes


def not_json(
    file: str, first: int, data: bytes, error: orjson.JSONDecodeError, where: str
) -> Problem:
    """Where some bytes are no UTF-8, or no JSON.

    Args:
        file: The file they stand in.
        first: The line of it on which they begin.
        data: The bytes.
        error: What the parser said of them.
        where: What one JSON value was expected in, for the message.
    """
    if is_utf16(data):
        return problem("not_utf8", file, first, found="UTF-16", place="")
    try:
        data.decode()
    except UnicodeDecodeError as bad:
        line = first + data.count(b"\n", 0, bad.start)
        column = bad.start - data.rfind(b"\n", 0, bad.start)
        found = "bytes that are not UTF-8"
        wrong = problem("not_utf8", file, line, found=found, place=f" at byte {column}")
        before = data[bad.start - column + 1 : bad.start].decode(errors="replace")
        return _at(wrong, len(before) + 1)
    line = first + error.lineno - 1
    told = error.msg.split(": line ")[0]
    if told.startswith("unexpected content after"):
        wrong = problem("several_values", file, line, column=error.colno, where=where)
    else:
        wrong = problem("not_json", file, line, error=told, column=error.colno, where=where)
    return _at(wrong, error.colno)


def _at(wrong: Problem, column: int) -> Problem:
    line = wrong.line or 1
    return wrong._replace(span=Span(line, column, line, column + 1))


def is_utf16(data: bytes) -> bool:
    """Whether bytes seem to be UTF-16, with a byte order mark or without."""
    start = data[:_LOOKED_AT]
    return start.startswith((b"\xff\xfe", b"\xfe\xff")) or start.count(0) > _UTF16 * len(start)
