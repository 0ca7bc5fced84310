"""The page model: how likely a line of a page is not the article's text.

Linear models over the words of a line and over the names around it (tags, classes, ids) give
scores; boosted oblivious trees (Prokhorenkova et al. 2018, CatBoost) read them with the line's
place (`columns`), and second ones read the scores of the first (`second`; stacked generalisation,
Wolpert 1992). `benchmarks/train_page_model.py` trains all of it. Sums are of integers, so
every machine gives the same probabilities.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.labelling.learned import arrays
from corpus.labelling.line_model.model import Trees, scores, tree_scores
from corpus.labelling.page_model import second
from corpus.labelling.page_model.columns import columns
from corpus.labelling.page_model.inputs import Pages, name_scores

FILE = files("corpus.labelling.page_model") / "weights.npz"
STEPS = 40  # steps of the scale per unit of the trees' score (log odds)


class Weights(NamedTuple):
    """Everything learned; `page_model/weights.npz` holds these arrays by name."""

    words: NDArray[np.int16]  # (2, 2^BITS of words): thousandths of log odds
    intercepts: NDArray[np.int64]  # (2,) thousandths
    rarity: NDArray[np.uint8]  # (2^BITS of words,): see `story.familiar`
    names: NDArray[np.int16]  # (2^BITS of names,): thousandths of log odds
    names_intercept: NDArray[np.int64]  # () thousandths
    splits: NDArray[np.int16]  # these three: `Trees`
    borders: NDArray[np.float32]
    leaves: NDArray[np.int32]
    second_splits: NDArray[np.int16]  # these three too
    second_borders: NDArray[np.float32]
    second_leaves: NDArray[np.int32]
    kinds: NDArray[np.int8]  # (2 kinds.PLACES, names): of a line's kind
    kind_names: NDArray[np.int64]  # codes of the labels
    scale: NDArray[np.float32]  # probability by score, STEPS per unit, score zero in the middle
    confidence: NDArray[np.float32]  # expected F1 of a page: see `confidence`
    about: NDArray[np.str_]  # JSON: the training data and the program that trained


@cache
def weights() -> Weights:
    """The weights of the package."""
    return Weights(**arrays(FILE))


def probabilities(pages: Pages, learned: Weights) -> NDArray[np.float32]:
    """The probability that a line is not the article's text, one per line."""
    by_words = scores(pages.lines, learned.words, learned.intercepts)
    by_names = name_scores(pages.names, learned.names, int(learned.names_intercept))
    read = columns(pages, by_words, by_names, learned.rarity)
    first = tree_scores(Trees(learned.splits, learned.borders, learned.leaves), read)
    seconds = Trees(learned.second_splits, learned.second_borders, learned.second_leaves)
    return scaled(tree_scores(seconds, second.columns(pages, log_odds(first))), learned.scale)


def log_odds(score: NDArray[np.int64]) -> NDArray[np.float32]:
    """Scores of trees, which are in millionths."""
    return (score / 1e6).astype(np.float32)


def scaled(score: NDArray[np.int64], scale: NDArray[np.float32]) -> NDArray[np.float32]:
    """The probability of each score of the trees, in millionths of log odds."""
    middle, top = len(scale) // 2, len(scale) - 1
    return scale[np.clip(score // (1_000_000 // STEPS) + middle, 0, top)]
