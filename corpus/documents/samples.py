"""The sample articles of the report: which are shown, and how their texts are cut at the spans."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.parquet as pq

from corpus.contract.labels import LABELS, is_boilerplate
from corpus.release.manifest import File

_SAMPLES = 12  # articles in the report


class Piece(NamedTuple):
    """A part of a text: plain, or a span."""

    text: str
    label: str = ""  # empty: no span
    source: str = ""
    confidence: float = 1.0
    is_named: bool = False  # whether the label is written at its start


class Sample(NamedTuple):
    """An article to show."""

    row: Mapping[str, Any]
    url: str | None  # None: not a web address
    published: str | None  # YYYY-MM-DD
    share: float  # of boilerplate in the characters, 0 to 1
    pieces: list[Piece]


def choose(release: Path, data_files: Mapping[str, Sequence[File]]) -> list[dict[str, Any]]:
    """Choose the rows with most different labels, in turn from each outlet.

    Args:
        release: Folder of the release.
        data_files: Its Parquet files, by split; only the first rows of each split are read.
    """
    rows: list[dict[str, Any]] = []
    for files in data_files.values():
        rows += pq.ParquetFile(release / files[0].path).read_row_group(0).to_pylist()
    rows.sort(key=lambda row: (-len({span["label"] for span in row["spans"]}), row["id"]))
    seen: Counter[str] = Counter()  # rows by outlet
    turns = []
    for row in rows:
        turns.append(seen[row["outlet"]])
        seen[row["outlet"]] += 1
    order = sorted(range(len(rows)), key=lambda index: (turns[index], index))
    return [rows[index] for index in order[:_SAMPLES]]


def sample(row: Mapping[str, Any]) -> Sample:
    """The row of a release as the report shows it."""
    url = row["url"] or ""
    characters = sum(
        span["end"] - span["start"]
        for span in row["spans"]
        if is_boilerplate(LABELS[span["label"]])
    )
    return Sample(
        row=row,
        url=url if url.startswith(("http://", "https://")) else None,
        published=row["published"].date().isoformat() if row["published"] else None,
        share=characters / max(1, len(row["text"])),
        pieces=list(_pieces(row["text"], row["spans"])),
    )


def _pieces(text: str, spans: Sequence[Mapping[str, Any]]) -> Iterator[Piece]:
    """The whole text, cut at its spans; in a run of spans with one label the first is named."""
    end, previous = 0, ""
    for span in spans:
        between, label = text[end : span["start"]], LABELS[span["label"]]
        if between:
            yield Piece(between)
        is_named = label != previous or bool(between.strip())
        end, previous = span["end"], label
        span_text = text[span["start"] : end]
        yield Piece(span_text, label, span["source"], span["confidence"], is_named)
    if text[end:]:
        yield Piece(text[end:])
