"""Tables as text: CSV with any of the usual delimiters, and TSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import chain

from corpus.contract.article import Record
from corpus.contract.place import Row
from corpus.contract.problems import Problem, problem
from corpus.read.forms.form import Source
from corpus.read.forms.json_values import too_large
from corpus.read.forms.stream import BlockStream

_DELIMITERS = ",;\t|"
_BEYOND = "of one line or field, behind which nothing is read"


class _TooLongError(Exception):
    """A line or a field is longer than a record may be."""


def read_delimited(source: Source) -> Iterator[Record | Problem]:
    """The record of each row, by the names that the first row gives to the columns."""
    file, limit = source.file, source.limits.record_bytes
    stream = io.BufferedReader(BlockStream(source.blocks))
    text = io.TextIOWrapper(stream, "utf-8-sig", errors="surrogateescape", newline="")
    number = 0
    try:
        rows = _rows(_lines(text, limit), limit)
        names = next(rows, [])
        if isinstance(names, str):
            yield problem("bad_row", file, 1, found=names)
            return
        if wrong := _wrong_names(file, names):
            yield wrong
            return
        for number, row in enumerate(rows, 1):
            yield _record(file, number, names, row)
    except _TooLongError:
        yield too_large(file, Row(number + 1), limit, _BEYOND)


def _lines(text: io.TextIOWrapper, limit: int) -> Iterator[str]:
    while line := text.readline(limit + 1):
        if len(line) > limit:
            raise _TooLongError
        yield line


def _rows(lines: Iterator[str], limit: int) -> Iterator[list[str] | str]:
    """Each row that is not blank, or what is wrong with it.

    Raises:
        _TooLongError: a quotation mark is not closed for as long as a record may be.
    """
    csv.field_size_limit(limit)
    first = next(lines, "")
    delimiter = max(_DELIMITERS, key=first.count)
    rows = csv.reader(chain([first], lines), delimiter=delimiter, strict=True)
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            if "field larger" in str(error):
                raise _TooLongError from None
            yield str(error)
        else:
            if row:
                yield row


def _wrong_names(file: str, names: list[str]) -> Problem | None:
    if any(map(_has_other_bytes, names)):
        return _not_utf8(file, 1)
    twice = [name for name in names if names.count(name) > 1]
    if not twice:
        return None
    field, times = f'"{twice[0]}"', names.count(twice[0])
    return problem("duplicate_key", file, 1, field=field, times=times)


def _record(file: str, number: int, names: list[str], row: list[str] | str) -> Record | Problem:
    if isinstance(row, str):
        return _bad_row(file, number, row)
    if len(row) != len(names):
        fields = "field" if len(row) == 1 else "fields"
        return _bad_row(file, number, f"{len(row)} {fields} where the first row has {len(names)}")
    joined = "".join(row)
    if "\0" in joined:
        return _bad_row(file, number, "a NUL character")
    if _has_other_bytes(joined):
        return _not_utf8(file, Row(number))
    return Record(file, Row(number), dict(zip(names, row, strict=True)))


def _has_other_bytes(text: str) -> bool:
    """Whether a text was decoded from bytes that are not UTF-8."""
    return not text.isascii() and any("\udc80" <= character <= "\udcff" for character in text)


def _not_utf8(file: str, number: int) -> Problem:
    return problem("not_utf8", file, number, found="bytes that are not UTF-8", place="")


def _bad_row(file: str, number: int, found: str) -> Problem:
    return problem("bad_row", file, Row(number), found=found)
