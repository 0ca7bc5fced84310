"""One shard of a release, read as a user would: its rows in both forms, and their votes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from corpus.contract.article import Span
from corpus.documents.statistics import Statistics
from corpus.errors import CannotRunError
from corpus.evaluate import card_quality, replay
from corpus.evaluate.measure import Measured
from corpus.hashing import id_keys
from corpus.identify.canonical import sha256
from corpus.labelling.label_model import choose_spans
from corpus.release import optional_columns
from corpus.release.layout import HTML, LINES, Shard
from corpus.release.rows import batches
from corpus.verify import schema
from corpus.verify.excerpts import around_difference, one_line, shortened
from corpus.verify.faults import Fault, fault
from corpus.verify.pages import check_pages

ROW_KEY = np.dtype([("id", "S16"), ("group", "S17")])  # id: as `rows.id_keys` gives it
_BATCH = 1000  # rows
_Check = Callable[[Path, str], Iterator[Fault]]


@dataclass(frozen=True, kw_only=True)
class CheckShard:
    """One shard to check."""

    release: Path
    shard: Shard
    min_confidence: float  # of the release
    of_pages: tuple[str, ...]  # which of the folders `layout.OF_PAGES` the release has
    columns: tuple[str, ...]  # optional ones that the rows have
    replays: bool  # whether this builder's label model made the spans


@dataclass
class ShardReport:
    """What the check of a shard came to."""

    faults: list[Fault] = field(default_factory=list)
    statistics: Statistics = field(default_factory=Statistics)
    row_keys: list[NDArray[np.void]] = field(default_factory=list)  # ROW_KEY, in row order
    originals: dict[str, str] = field(default_factory=dict)  # id -> its near_duplicate_of
    added_in: dict[str, str] = field(default_factory=dict)  # version -> id of a row that names it
    measured: list[Measured] = field(default_factory=list)  # of rows that a person judged
    votes: int = 0
    is_readable: bool = False  # all rows could be read


def check_shard(task: CheckShard) -> ShardReport:
    """Check one shard."""
    shard, report = task.shard, ShardReport()
    checks: list[tuple[str, _Check]] = [
        (shard.data, partial(schema.check_rows, columns=task.columns)),
        (shard.votes, schema.check_votes),
        (shard.origins, schema.check_origins),
        (shard.arrow, partial(schema.check_stream, columns=task.columns)),
    ]
    of_pages = {LINES: schema.check_lines, HTML: schema.check_html}
    checks += [(shard.of_pages(folder), of_pages[folder]) for folder in task.of_pages]
    for name, check in checks:
        try:
            report.faults += check(task.release / name, name)
        except Exception as error:  # whatever pyarrow makes of bytes that are no such file
            blanks = {"error": one_line(error), "expected": "the rows of a release"}
            report.faults.append(fault("unreadable_file", name, **blanks))
    if not report.faults:
        try:
            _compare_forms(task, report)
            _check_origins(task, report)
            _check_votes(task, report)
            _check_optional(task, report)
            report.faults += check_pages(task.release, shard, task.of_pages)
            report.is_readable = True
        except Exception as error:  # a value can be out of any range
            report.faults.append(fault("unusable_values", shard.data, error=one_line(error)))
    return report


def _compare_forms(task: CheckShard, report: ShardReport) -> None:
    """Compare the Parquet rows with the Arrow rows, and take their numbers into the report."""
    data, arrow = task.shard.data, task.shard.arrow
    stream = schema.read_stream(task.release / arrow)
    compared = 0
    for batch in batches(task.release / data, _BATCH):
        table = pa.Table.from_batches([batch])
        if not table.equals(stream.slice(compared, len(table))):
            where = f"rows {compared} to {compared + len(table) - 1}"
            report.faults.append(fault("wrong_rows", arrow, other=data, where=where))
        compared += len(table)
        _take_in(table, report)
    if len(stream) != compared:
        where = f"their number, {len(stream)} instead of {compared}"
        report.faults.append(fault("wrong_rows", arrow, other=data, where=where))


def _take_in(table: pa.Table, report: ShardReport) -> None:
    report.statistics += Statistics.of(table)
    report.row_keys.append(_row_keys(table))
    duplicates = table.filter(table["near_duplicate_of"].is_valid())
    report.originals.update(_pairs(duplicates, "id", "near_duplicate_of"))
    report.added_in.update(_pairs(table, "added_in", "id"))


def _pairs(table: pa.Table, key: str, value: str) -> Iterator[tuple[str, str]]:
    return zip(table[key].to_pylist(), table[value].to_pylist(), strict=True)


def _row_keys(table: pa.Table) -> NDArray[np.void]:
    row_keys = np.empty(len(table), ROW_KEY)
    row_keys["id"] = id_keys(table["id"].to_pylist())
    row_keys["group"] = [group.encode() for group in table["group"].to_pylist()]
    return row_keys


def _check_origins(task: CheckShard, report: ShardReport) -> None:
    """Every row has the raw file and line that it came from."""
    ids = [
        pq.read_table(task.release / name, columns=["id"])["id"].combine_chunks()
        for name in (task.shard.data, task.shard.origins)
    ]
    if not ids[0].equals(ids[1]):
        where = "their ids"
        name, other = task.shard.origins, task.shard.data
        report.faults.append(fault("wrong_rows", name, other=other, where=where))


def _check_votes(task: CheckShard, report: ShardReport) -> None:
    """Check the text and spans of every row, and that its votes give its spans."""
    data, votes = task.release / task.shard.data, task.release / task.shard.votes
    try:
        for article in replay.shard_articles(data, votes):
            report.votes += len(article.votes)
            report.faults += _row_faults(task, article)
            if article.human_labelled and task.replays:
                report.measured.append(card_quality.measure_article(article, task.min_confidence))
    except CannotRunError as error:
        expected = "the votes of each row in the order of the rows"
        name, why = task.shard.votes, shortened(str(error))
        report.faults.append(fault("unreadable_file", name, error=why, expected=expected))


def _check_optional(task: CheckShard, report: ShardReport) -> None:
    """Check that optional columns hold what rows give that are found right so far."""
    if not task.columns or not task.replays or report.faults:
        return
    file = task.shard.data
    read = ["id", *optional_columns.MADE_OF, *task.columns]
    for batch in batches(task.release / file, _BATCH, read):
        ids = batch["id"].to_pylist()
        for name in task.columns:
            made = optional_columns.optional_values(batch, name)
            for row, found, expected in zip(ids, batch[name].to_pylist(), made, strict=True):
                if found != expected:
                    shown, asked = around_difference(found, expected)
                    blanks = {"column": name, "found": shown, "expected": asked}
                    report.faults.append(fault("wrong_value", file, row, **blanks))


def _row_faults(task: CheckShard, article: replay.VotedArticle) -> Iterator[Fault]:
    file = task.shard.data
    if article.sha256 != (digest := sha256(article.text)):
        yield fault("wrong_text", file, article.id, found=article.sha256, expected=digest)
    least, most = 0, len(article.text)
    for span in article.spans:
        if not least <= span.start < span.end <= most:
            offsets = {"start": span.start, "end": span.end, "least": least, "most": most}
            yield fault("bad_span", file, article.id, **offsets)
        least = span.end
    if task.replays:
        decided = choose_spans(article.votes, article.human_labelled, task.min_confidence)
        expected = [_as_stored(span) for span in decided]
        if article.spans != expected:
            shown, asked = around_difference(
                _spans_apart(article.spans, expected), _spans_apart(expected, article.spans)
            )
            yield fault("other_spans", file, article.id, found=shown, expected=asked)


def _as_stored(span: Span) -> Span:
    """A span as it is read from a file, where confidence is a float32."""
    return span._replace(confidence=float(np.float32(span.confidence)))


def _spans_apart(spans: Sequence[Span], others: Sequence[Span]) -> str:
    """The spans that are not among the others, in words."""
    alone = [f"{s.start}-{s.end} {s.label} ({s.source})" for s in spans if s not in others]
    return ", ".join(alone) or "none"
