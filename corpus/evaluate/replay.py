"""A release's articles with the labels that machines alone would give them, from its votes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from corpus.contract.article import DECIMALS, Span, Vote
from corpus.contract.labels import LABELS
from corpus.errors import CannotRunError
from corpus.label.decide import decide, is_human

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
        CannotRunError: this is no release.
    """
    files = sorted(release.glob("data/*.parquet"))
    if not files:
        raise CannotRunError(f"{release}: no release here (no data/*.parquet); name its folder")
    for file in files:
        said = _votes(pq.read_table(_votes_file(file)))
        for batch in pq.ParquetFile(file).iter_batches(_BATCH, columns=_COLUMNS):
            yield from _rows(batch, said)


def judged(file: Path) -> Iterator[Row]:
    """The rows of one data file of a release that a person judged, each with its votes."""
    table = pq.read_table(file, columns=_COLUMNS, filters=pc.field("human_labelled"))
    if len(table):
        ids = pc.field("id").isin(table["id"])
        yield from _rows(table, _votes(pq.read_table(_votes_file(file), filters=ids)))


def _votes_file(data: Path) -> Path:
    return data.parents[1] / "votes" / data.name


def _votes(table: pa.Table) -> dict[str, list[Vote]]:
    said: dict[str, list[Vote]] = defaultdict(list)
    for vote in table.to_pylist():
        place = vote["start"], vote["end"], LABELS[vote["label"]], vote["source"]
        said[vote["id"]].append(Vote(*place, round(vote["weight"], DECIMALS), vote["why"]))
    return said


def _rows(table: pa.Table | pa.RecordBatch, said: dict[str, list[Vote]]) -> Iterator[Row]:
    for row in table.to_pylist():
        row["spans"] = [
            Span(s["start"], s["end"], LABELS[s["label"]], s["source"], s["confidence"])
            for s in row["spans"]
        ]
        row["judged"] = row.pop("human_labelled")
        yield Row(**row, votes=said.pop(row["id"], []))


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
    return decide(votes, least=least)
