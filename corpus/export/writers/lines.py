"""`lines`: each line of each text with its label, for classifiers of lines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus.contract.article import DECIMALS
from corpus.export.json_files import json_line
from corpus.export.part import Part
from corpus.release.streams import Row
from corpus.release.token_labels import holders

STORY = "story"  # the label of lines that no span holds


def write(part: Part, folder: Path) -> int:
    """Write `SPLIT.jsonl`: lines that are not blank, without the white space around them."""
    number = 0
    with (folder / f"{part.split}.jsonl").open("xb") as out:
        for row in part.rows:
            out.writelines(map(json_line, _lines(row)))
            number += 1
    return number


def _lines(row: Row) -> Iterator[dict[str, Any]]:
    text = row["text"]
    places = list(_places(text))
    held_by = holders(text, row["spans"], [(start, end) for _, start, end in places])
    for (number, start, end), span in zip(places, held_by, strict=True):
        yield {
            "id": row["id"],
            "line": number,
            "start": start,
            "end": end,
            "text": text[start:end],
            "label": span["label"] if span else STORY,
            "confidence": round(span["confidence"], DECIMALS) if span else None,
        }


def _places(text: str) -> Iterator[tuple[int, int, int]]:
    """Number from 1, start and end of each line that is not blank."""
    start = 0
    for number, line in enumerate(text.split("\n"), 1):
        if bare := line.strip():
            first = start + line.index(bare)
            yield number, first, first + len(bare)
        start += len(line) + 1
