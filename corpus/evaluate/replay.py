"""A release's articles with the labels that machines alone would give them, from its votes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import orjson
import pyarrow.parquet as pq

from corpus.contract.article import DECIMALS, Span, Vote
from corpus.contract.labels import LABELS
from corpus.errors import CannotRunError
from corpus.label.decide import decide, is_human

_BATCH = 1000  # rows read at once


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
        said: dict[str, list[Vote]] = defaultdict(list)
        for vote in pq.read_table(release / "votes" / file.name).to_pylist():
            label = LABELS[vote["label"]]
            place = vote["start"], vote["end"], label, vote["source"]
            said[vote["id"]].append(Vote(*place, round(vote["weight"], DECIMALS), vote["why"]))
        columns = ["id", "sha256", "outlet", "language", "text", "human_labelled", "spans"]
        for batch in pq.ParquetFile(file).iter_batches(_BATCH, columns=columns):
            for row in batch.to_pylist():
                spans = [
                    Span(s["start"], s["end"], LABELS[s["label"]], s["source"], s["confidence"])
                    for s in row.pop("spans")
                ]
                its = {name: row[name] for name in ("id", "sha256", "outlet", "language", "text")}
                votes = said.pop(row["id"], [])
                yield Row(**its, judged=row["human_labelled"], votes=votes, spans=spans)


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
