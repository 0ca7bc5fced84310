"""How good a model is: its labels, and those that it and the programs give together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.contract.article import Span, Vote
from corpus.contract.labels import is_boilerplate
from corpus.evaluate import measure, pooled
from corpus.evaluate.figures import step_of
from corpus.evaluate.gold import whole_text
from corpus.evaluate.replay import VotedArticle
from corpus.labelling.label_model import choose_spans, is_human
from corpus.labelling.odds import THOUSAND
from corpus.labelling.voters import TRAINED, is_trained
from corpus.labelling.voters.model import LEAST, is_cast, with_others
from corpus.training.heard import Heard
from corpus.training.share import Share

PROGRAMS, ALONE, TOGETHER = "programs", "model", "together"  # whose labels


def figures(heard: Sequence[Heard], share: Share, min_confidence: float) -> dict[str, Any] | None:
    """Figures of articles, against people's labels where people judged some of them.

    Args:
        heard: The articles.
        share: Of the model.
        min_confidence: Of the release.

    Returns:
        `judged`: whether people did; else the labels are those of the release. By whose labels:
        what `pooled.figures` gives. None where there is no article.
    """
    if not heard:
        return None
    judged = [each for each in heard if each.article.human_labelled]
    by: dict[str, list[tuple[str, measure.Measured]]] = {PROGRAMS: [], ALONE: [], TOGETHER: []}
    for each in judged or heard:
        for name, votes in zip(by, cast_votes(each, share), strict=True):
            spans = choose_spans(votes, min_confidence=0.0)
            by[name].append((each.article.id, _measured(each.article, spans, min_confidence)))
    step = step_of(min_confidence)
    return {"judged": bool(judged), **{name: pooled.figures(its, step) for name, its in by.items()}}


def cast_votes(each: Heard, share: Share) -> tuple[list[Vote], list[Vote], list[Vote]]:
    """The votes of the programs, of the model alone, and of both in a build."""
    programs = [
        vote
        for vote in each.article.votes
        if not is_human(vote.source) and not is_trained(vote.source)
    ]
    alone = _cast(each, each.own, each.own >= LEAST)
    both = with_others(each.own, each.others, share.weight, share.silence)
    has_say = share.weight > 0 and each.is_asked
    return (
        programs,
        alone,
        [*programs, *(_cast(each, both, is_cast(both, each.others)) if has_say else ())],
    )


def _cast(each: Heard, sure: NDArray[np.int64], counts: NDArray[np.bool_]) -> list[Vote]:
    source = f"{TRAINED}page.it" if each.is_page else f"{TRAINED}it"
    return [
        Vote(line.start, line.end, "other", source, weight / THOUSAND, "")
        for line, weight, has_vote in zip(each.lines, sure.tolist(), counts.tolist(), strict=True)
        if has_vote
    ]


def _measured(
    article: VotedArticle, spans: Sequence[Span], min_confidence: float
) -> measure.Measured:
    """Compare labels with those that the release has, which are a person's where one judged."""
    boilerplate = [span[:2] for span in article.spans if is_boilerplate(span.label)]
    gold = whole_text((span[:3] for span in article.spans), "own")
    gold = gold._replace(main=measure.cut(article.text, boilerplate))
    return measure.measure(article.text, gold, spans, min_confidence)
