"""What programs alone would have labelled where people judged: the figure that a card gives."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from corpus.contract.labels import is_boilerplate
from corpus.evaluate import measure, replay
from corpus.evaluate.gold import BOILERPLATE, STORY, Gold
from corpus.label.label_model import is_human
from corpus.label.quality import Figure

_DECIMALS = 4  # more than any interval is sure of


class Own(NamedTuple):
    """One shard of a release."""

    data: Path
    votes: Path
    least: float  # confidence below which the release gives no label


def measured(task: Own) -> list[measure.Measured]:
    """Every article of the shard that a person judged, measured."""
    return [one(row, task.least) for row in replay.judged(task.data, task.votes)]


def one(row: replay.Row, least: float) -> measure.Measured:
    """An article that a person judged, as programs alone would label it."""
    return measure.measure(row.text, _gold(row), replay.spans(row, 0.0), least)


def figure(held: Sequence[measure.Measured], least: float) -> Figure:
    """How the programs' labels agree with people's."""
    said = measure.figures(held, round(least * measure.STEPS))
    return Figure(
        on="articles of this release that people judged",
        articles=said["articles"],
        precision=_rounded(said["precision"]),
        recall=_rounded(said["recall"]),
        precision_95=_interval(said, "precision_95"),
        recall_95=_interval(said, "recall_95"),
        kind_right=_rounded(measure.kinds_right(held)),
    )


def _interval(said: dict[str, Any], name: str) -> list[float] | None:
    return [round(end, _DECIMALS) for end in said[name]] if name in said else None


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _DECIMALS)


def _gold(row: replay.Row) -> Gold:
    kinds = [
        (one.start, one.end, one.label)
        for one in row.spans
        if is_human(one.source) and is_boilerplate(one.label)
    ]
    return Gold([(s, e, BOILERPLATE) for s, e, _ in kinds], STORY, kinds, None, "own")
