"""`jsonl`: every column of every row, labels as names and times in RFC 3339."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from corpus.contract.article import DECIMALS
from corpus.export.json_files import write_lines
from corpus.export.part import Part
from corpus.release.streams import Row


def write(part: Part, folder: Path) -> int:
    """Write `SPLIT.jsonl`."""
    return write_lines(folder / f"{part.split}.jsonl", _records(part))


def _records(part: Part) -> Iterator[Row]:
    for row in part.rows:
        for span in row["spans"]:
            span["confidence"] = round(span["confidence"], DECIMALS)  # stored as float32
        yield row
