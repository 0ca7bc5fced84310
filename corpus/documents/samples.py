"""The sample articles of the report: which are shown, and how their texts are cut at the spans."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.parquet as pq

from corpus.contract.labels import LABELS, is_boilerplate
from corpus.release.manifest import File

_SAMPLES = 12  # articles in the report
_LONG = 20_000  # characters: longer texts are chosen where there are no others
_FOLDED = 15  # pieces of boilerplate in a row, such as the menu of a page, that are folded


class Piece(NamedTuple):
    """A part of a text: plain, or a span."""

    text: str
    label: str = ""  # empty: no span
    source: str = ""
    confidence: float = 1.0
    is_named: bool = False  # whether the label is written at its start


class Part(NamedTuple):
    """Pieces that follow each other."""

    pieces: list[Piece]
    is_folded: bool  # a long run of boilerplate, shown on request

    @property
    def labels(self) -> list[str]:
        """Its labels, in the order in which they first occur."""
        return list(dict.fromkeys(piece.label for piece in self.pieces if piece.label))

    @property
    def lines(self) -> int:
        """How many pieces are labelled."""
        return sum(bool(piece.label) for piece in self.pieces)


class Sample(NamedTuple):
    """An article to show."""

    row: Mapping[str, Any]
    url: str | None  # None: not a web address
    published: str | None  # YYYY-MM-DD
    share: float  # of boilerplate in the characters, 0 to 1
    parts: list[Part]

    @property
    def labels(self) -> list[str]:
        """Its labels, in the order in which they first occur."""
        return list(dict.fromkeys(label for part in self.parts for label in part.labels))


def choose(release: Path, data_files: Mapping[str, Sequence[File]]) -> list[dict[str, Any]]:
    """Choose rows in turn from each outlet: what people labelled first, long ones last.

    Of each kind, those with most different labels come first.

    Args:
        release: Folder of the release.
        data_files: Its Parquet files, by split; only the first rows of each split are read.
    """
    rows: list[dict[str, Any]] = []
    for files in data_files.values():
        rows += pq.ParquetFile(release / files[0].path).read_row_group(0).to_pylist()
    rows.sort(key=_interest)
    seen: Counter[str] = Counter()  # rows by outlet
    turns = []
    for row in rows:
        turns.append(seen[row["outlet"]])
        seen[row["outlet"]] += 1
    order = sorted(range(len(rows)), key=lambda index: (turns[index], index))
    return [rows[index] for index in order[:_SAMPLES]]


def _interest(row: Mapping[str, Any]) -> tuple[bool, bool, int, str]:
    labels = {span["label"] for span in row["spans"]}
    return not row["human_labelled"], len(row["text"]) > _LONG, -len(labels), row["id"]


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
        parts=list(_parts(_pieces(row["text"], row["spans"]))),
    )


def _parts(pieces: Iterable[Piece]) -> Iterator[Part]:
    for is_foldable, run in groupby(pieces, key=_is_foldable):
        part = Part(list(run), is_foldable)
        yield part._replace(is_folded=is_foldable and part.lines >= _FOLDED)


def _is_foldable(piece: Piece) -> bool:
    """Whether it is boilerplate, or the white space between."""
    return is_boilerplate(piece.label) if piece.label else not piece.text.strip()


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
