"""Reads the files that a tool exports."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from corpus.annotate.task import Answer
from corpus.annotate.tools import Tool
from corpus.contract.place import Item, shown_place
from corpus.errors import CannotRunError


class Exported(NamedTuple):
    """One file, or one member of a ZIP file."""

    path: str
    data: bytes
    time: str  # RFC 3339, when it was written


def answers(path: Path, tool: Tool, name: str) -> Iterator[tuple[str, int, Answer]]:
    """Every answer in a file or ZIP file, with its file and its line or item there.

    A person or time that the tool does not say is that of the file: its name, and when it was
    written.

    Raises:
        CannotRunError: it cannot be read, or is not what the tool exports.
    """
    for exported in _files(path):
        for number, record in _records(exported, tool, name):
            try:
                found = list(tool.answers(record))
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                raise CannotRunError(
                    f"{shown_place(exported.path, number)}: no record of {name} ({error!r}); "
                    "expected one as the tool exports it; name the right --tool, or export it again"
                ) from None
            for answer in found:
                person = answer.annotator or Path(exported.path).stem
                time = answer.time or exported.time
                yield exported.path, number, answer._replace(annotator=person, time=time)


def _files(path: Path) -> Iterator[Exported]:
    try:
        if not zipfile.is_zipfile(path):
            seconds = path.stat().st_mtime
            time = datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
            yield Exported(str(path), path.read_bytes(), time)
            return
        with zipfile.ZipFile(path) as archive:
            for member in archive.infolist():
                if not member.is_dir():
                    time = f"{datetime(*member.date_time).isoformat()}Z"
                    yield Exported(f"{path}/{member.filename}", archive.read(member), time)
    except (OSError, zipfile.BadZipFile, ValueError) as error:
        raise CannotRunError(
            f"{path}: cannot be read ({error}); expected a file that the tool exported"
        ) from None


def _records(exported: Exported, tool: Tool, name: str) -> list[tuple[int, Any]]:
    """The records, with the numbers of their lines or items."""
    lines = enumerate(exported.data.splitlines() if tool.is_lines else [], 1)
    try:
        if tool.is_lines:
            return [(number, orjson.loads(line)) for number, line in lines if line.strip()]
        records = orjson.loads(exported.data)
    except orjson.JSONDecodeError as error:
        kind = "JSON Lines" if tool.is_lines else "JSON"
        raise CannotRunError(
            f"{exported.path}: no {kind} ({error}); expected what {name} exports as {kind}; "
            "export it again in this form"
        ) from None
    if not isinstance(records, list):
        raise CannotRunError(
            f"{exported.path}: one record; expected a list of them, as {name} exports it"
        )
    return [(Item(number), record) for number, record in enumerate(records, 1)]
