"""A release's articles with the labels that machines alone would give them, from its votes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from corpus.contract.article import DECIMALS, Span, Vote
from corpus.contract.labels import LABELS
from corpus.errors import CannotRunError
from corpus.label.label_model import choose_spans, is_human
from corpus.release.rows import batches

_BATCH = 1000  # rows read at once
_COLUMNS = ["id", "sha256", "outlet", "language", "text", "human_labelled", "spans"]


class Row(NamedTuple):
    """An article of a release, with every vote on it."""

    id: str
    sha256: str
    outlet: str
    language: str
    text: str
    judged: bool
    votes: list[Vote]
    spans: list[Span]  # as they stand in the release


def rows(release: Path) -> Iterator[Row]:
    """The rows of a release, each with its votes.

    Raises:
        CannotRunError: this is no release, or not a whole one.
    """
    files = sorted(release.glob("data/*.parquet"))
    if not files:
        raise CannotRunError(f"{release}: no release here (no data/*.parquet); name its folder")
    for file in files:
        try:
            yield from shard(file, release / "votes" / file.name)
        except (OSError, pa.ArrowException) as error:
            raise CannotRunError(
                f"{file}: cannot be read with its votes ({error}); expected a whole release; "
                f"see what `corpus verify {release}` says of it"
            ) from None


def shard(data: Path, votes: Path) -> Iterator[Row]:
    """The rows of one file, each with its votes, which stand in the order of the rows.

    Raises:
        CannotRunError: there are votes on what is no row.
    """
    said = groupby(_votes(batches(votes, _BATCH)), key=itemgetter(0))
    name, its = next(said, (None, iter(())))
    for row in _rows(batches(data, _BATCH, _COLUMNS)):
        if row.id == name:
            row = row._replace(votes=[vote for _, vote in its])
            name, its = next(said, (None, iter(())))
        yield row
    if name is not None:
        raise CannotRunError(
            f'{votes}: votes on "{name}", which is no row of {data.name}, or not the next one; '
            "expected the votes of each row in the order of the rows; restore the release"
        )


def judged(data: Path, votes: Path) -> Iterator[Row]:
    """The rows of one file that a person judged, each with its votes."""
    table = pq.read_table(data, columns=_COLUMNS, filters=pc.field("human_labelled"))
    said: dict[str, list[Vote]] = defaultdict(list)
    if len(table):
        on = pq.read_table(votes, filters=pc.field("id").isin(table["id"]))
        for name, vote in _votes(on.to_batches()):
            said[name].append(vote)
    for row in _rows(table.to_batches()):
        yield row._replace(votes=said[row.id])


def _rows(found: Iterable[pa.RecordBatch]) -> Iterator[Row]:
    for batch in found:
        for row in batch.to_pylist():
            spans = [
                Span(s["start"], s["end"], LABELS[s["label"]], s["source"], s["confidence"])
                for s in row.pop("spans")
            ]
            yield Row(judged=row.pop("human_labelled"), **row, votes=[], spans=spans)


def _votes(found: Iterable[pa.RecordBatch]) -> Iterator[tuple[str, Vote]]:
    for batch in found:
        for said in batch.to_pylist():
            place = said["start"], said["end"], LABELS[said["label"]], said["source"]
            yield said["id"], Vote(*place, round(said["weight"], DECIMALS), said["why"])


def least(release: Path) -> float:
    """The confidence below which the release gives no label.

    Raises:
        CannotRunError: this is no release that says so.
    """
    try:
        manifest = orjson.loads((release / "manifest.json").read_bytes())
        return float(manifest["config"]["min_confidence"])
    except (OSError, orjson.JSONDecodeError, KeyError) as error:
        raise CannotRunError(
            f"{release}: no release here, or one of another builder ({error}); expected a folder "
            "made by `corpus build` with a manifest.json; build it again"
        ) from None


def spans(row: Row, least: float, heard: Callable[[Vote], bool] = lambda _: True) -> list[Span]:
    """The labels that machines give an article, those they are `least` sure of."""
    votes = [vote for vote in row.votes if not is_human(vote.source) and heard(vote)]
    return choose_spans(votes, min_confidence=least)
