"""How much a new model counts: its share in a pool with the programs, by what people judged.

The share is the one of SHARES + 1 steps at which pooled probabilities have the least log loss on
articles of validation that people judged, of which the model learned nothing. So a model that adds
nothing gets a share of 0, and has no say; one that is always better gets 1. Lines on which no
program votes count as if they had said how often such lines are boilerplate.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.contract.labels import is_boilerplate
from corpus.evaluate import pooled
from corpus.labelling.label_model import NO_VOTE
from corpus.labelling.line_model.surroundings import LONGEST
from corpus.labelling.odds import THOUSAND
from corpus.labelling.trained import SHARES
from corpus.labelling.voters.model import with_others
from corpus.training.heard import Heard
from corpus.training.of_release import classes

LEAST = 5  # articles that people judged: fewer show nothing, and the share is 0
_SILENCE = 0.05  # where no line shows how likely it is
_SUREST = 0.995


class Share(NamedTuple):
    """What `trained.Trained` says of itself."""

    weight: float  # 0..1, in steps of 1 / SHARES
    silence: float  # 0..1
    articles: int  # that it was learned from


def share(heard: Sequence[Heard]) -> Share:
    """The share of a model.

    Args:
        heard: Articles of validation; those that nobody judged, or that the model is not asked
            about, do not count.
    """
    judged = [each for each in heard if each.article.human_labelled and each.is_asked]
    if len(judged) < LEAST:
        return Share(0.0, _SILENCE, len(judged))
    own, others, truth, lengths, page = _columns(judged)
    weight = lengths * pooled.kept(np.bincount(page, lengths).astype(np.float64))[page]
    is_silent = others == NO_VOTE
    silence = _SILENCE
    if weight[is_silent].sum():
        silence = float(np.average(truth[is_silent], weights=weight[is_silent]))
        silence = round(min(max(silence, 1 - _SUREST), _SUREST), 3)
    losses = [
        _loss(with_others(own, others, step / SHARES, silence), truth, weight)
        for step in range(SHARES + 1)
    ]
    return Share(int(np.argmin(losses)) / SHARES, silence, len(judged))


def _columns(judged: Sequence[Heard]) -> tuple[NDArray[np.int64], ...]:
    """Over the lines that count: own, others, whether boilerplate, characters, the article."""
    rows = []
    for number, each in enumerate(judged):
        labels = [span and span.label for span in classes(each.lines, each.article.spans)]
        is_furniture = np.array([bool(label and not is_boilerplate(label)) for label in labels])
        its = (
            each.own,
            each.others,
            np.array([bool(label and is_boilerplate(label)) for label in labels], np.int64),
            np.array([min(line.end - line.start, LONGEST) for line in each.lines], np.int64),
            np.full(len(each.lines), number),
        )
        rows.append([column[~is_furniture] for column in its])
    return tuple(np.concatenate(columns) for columns in zip(*rows, strict=True))


def _loss(sure: NDArray[np.int64], truth: NDArray[np.int64], weight: NDArray[np.float64]) -> float:
    right = np.clip(np.where(truth == 1, sure, THOUSAND - sure) / THOUSAND, 1 - _SUREST, _SUREST)
    return round(float(np.average(-np.log(right), weights=weight)), 9)
