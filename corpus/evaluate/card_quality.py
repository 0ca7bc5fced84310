"""How well programs' labels agree with people's in the release itself: the figure on its card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.evaluate import figures, measure, replay
from corpus.evaluate.gold import Gold, whole_text
from corpus.labelling.label_model import is_human
from corpus.labelling.quality import Figure

_DECIMALS = 4  # finer than any interval


@dataclass(frozen=True, kw_only=True)
class MeasureShard:
    """One shard whose judged articles are to be measured."""

    data: Path
    votes: Path
    min_confidence: float  # of the release


def measure_shard(task: MeasureShard) -> list[measure.Measured]:
    """Measure every article of the shard that a person judged."""
    return [
        measure_article(article, task.min_confidence)
        for article in replay.judged_articles(task.data, task.votes)
    ]


def measure_article(article: replay.VotedArticle, min_confidence: float) -> measure.Measured:
    """Measure the labels that programs alone would give an article that a person judged."""
    program_spans = replay.program_spans(article, 0.0)
    return measure.measure(article.text, _own_gold(article), program_spans, min_confidence)


def figure(measured: Sequence[measure.Measured], min_confidence: float) -> Figure:
    """How programs' labels agree with people's, from `min_confidence` up."""
    values = figures.figures(measured, figures.step_of(min_confidence))
    return Figure(
        on="articles of this release that people judged",
        articles=values["articles"],
        precision=_rounded(values["precision"]),
        recall=_rounded(values["recall"]),
        precision_95=_interval(values, "precision_95"),
        recall_95=_interval(values, "recall_95"),
        kind_right=_rounded(figures.kinds_right(measured)),
    )


def _interval(values: dict[str, Any], name: str) -> list[float] | None:
    return [round(bound, _DECIMALS) for bound in values[name]] if name in values else None


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _DECIMALS)


def _own_gold(article: replay.VotedArticle) -> Gold:
    return whole_text((span[:3] for span in article.spans if is_human(span.source)), "own")
