"""One shard of a release, read as a user would: its rows in both forms, and their votes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from corpus.contract.article import Span
from corpus.documents.statistics import Statistics, statistics
from corpus.errors import CannotRunError
from corpus.evaluate import own, replay
from corpus.evaluate.measure import Measured
from corpus.identify.canonical import sha256
from corpus.label.label_model import choose_spans
from corpus.release.rows import batches, keys
from corpus.verify import schema
from corpus.verify.faults import Fault, fault

SEEN = np.dtype([("id", "S16"), ("group", "S17")])  # id: as `rows.keys` gives it
_BATCH = 1000  # rows


class Look(NamedTuple):
    """One shard to look at."""

    release: Path
    split: str
    shard: str  # `00000-of-00001`
    least: float  # the confidence below which the release gives no label
    replayed: bool  # whether this builder's label model made the spans


@dataclass
class Looked:
    """What was seen of a shard."""

    faults: list[Fault] = field(default_factory=list)
    held: Statistics = field(default_factory=Statistics)
    seen: list[NDArray[np.void]] = field(default_factory=list)  # SEEN, in the order of the rows
    copies: dict[str, str] = field(default_factory=dict)  # near-copy -> who stands for it; ids
    added_in: dict[str, str] = field(default_factory=dict)  # version -> id of a row that says so
    measured: list[Measured] = field(default_factory=list)  # of rows that a person judged
    votes: int = 0
    whole: bool = False  # all rows could be told


def look(task: Look) -> Looked:
    """Check one shard."""
    data = f"data/{task.split}-{task.shard}.parquet"
    votes = f"votes/{task.split}-{task.shard}.parquet"
    arrow = f"dataset/{task.split}/data-{task.shard}.arrow"
    looked = Looked()
    for name, form in ((data, schema.rows), (votes, schema.votes), (arrow, schema.stream)):
        try:
            looked.faults += form(task.release / name, name)
        except (OSError, pa.ArrowException) as error:
            expected = "the rows of a release"
            looked.faults.append(fault("unreadable_file", name, error=error, expected=expected))
    if not looked.faults:
        _both_forms(task.release, data, arrow, looked)
        _with_votes(task, data, votes, looked)
        looked.whole = True
    return looked


def _both_forms(release: Path, data: str, arrow: str, looked: Looked) -> None:
    """Take in the rows, and compare their two forms."""
    other = schema.opened(release / arrow)
    at = 0
    for batch in batches(release / data, _BATCH):
        table = pa.Table.from_batches([batch])
        if not table.equals(other.slice(at, len(table))):
            where = f"rows {at} to {at + len(table) - 1}"
            looked.faults.append(fault("wrong_rows", arrow, other=data, where=where))
        at += len(table)
        looked.held += statistics(table)
        looked.seen.append(_seen(table))
        marked = table.filter(table["near_duplicate_of"].is_valid())
        names = (marked[name].to_pylist() for name in ("id", "near_duplicate_of"))
        looked.copies.update(zip(*names, strict=True))
        added = (table[name].to_pylist() for name in ("added_in", "id"))
        looked.added_in.update(zip(*added, strict=True))
    if len(other) != at:
        where = f"their number, {len(other)} instead of {at}"
        looked.faults.append(fault("wrong_rows", arrow, other=data, where=where))


def _with_votes(task: Look, data: str, votes: str, looked: Looked) -> None:
    """Check every row, its offsets, and that its votes give its spans."""
    try:
        for row in replay.shard(task.release / data, task.release / votes):
            looked.votes += len(row.votes)
            looked.faults += _row(task, data, row)
            if row.judged and task.replayed:
                looked.measured.append(own.one(row, task.least))
    except CannotRunError as error:
        expected = "the votes of each row in the order of the rows"
        looked.faults.append(fault("unreadable_file", votes, error=error, expected=expected))


def _seen(table: pa.Table) -> NDArray[np.void]:
    seen = np.empty(len(table), SEEN)
    seen["id"] = keys(table["id"].to_pylist())
    seen["group"] = [group.encode() for group in table["group"].to_pylist()]
    return seen


def _row(task: Look, file: str, row: replay.Row) -> Iterator[Fault]:
    if row.sha256 != (digest := sha256(row.text)):
        yield fault("wrong_text", file, row.id, found=row.sha256, expected=digest)
    least, most = 0, len(row.text)
    for span in row.spans:
        if not least <= span.start < span.end <= most:
            place = {"start": span.start, "end": span.end, "least": least, "most": most}
            yield fault("bad_span", file, row.id, **place)
        least = span.end
    if task.replayed:
        again = [_stored(span) for span in choose_spans(row.votes, row.judged, task.least)]
        if row.spans != again:
            yield fault("other_spans", file, row.id, **_apart(row.spans, again))


def _stored(span: Span) -> Span:
    """A span as it comes back from a file."""
    return span._replace(confidence=float(np.float32(span.confidence)))


def _apart(found: list[Span], expected: list[Span]) -> dict[str, Any]:
    """The spans that stand in one of two lists alone, for people."""

    def said(some: list[Span], others: list[Span]) -> str:
        alone = [f"{s.start}-{s.end} {s.label} ({s.source})" for s in some if s not in others]
        return ", ".join(alone) or "none"

    return {"found": said(found, expected), "expected": said(expected, found)}
