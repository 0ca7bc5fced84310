"""The line model: how likely a line is not the article's text.

Two linear models over a line's words (`features.words`) give scores; one of them is learned on long
lines only. Boosted oblivious trees (Prokhorenkova et al. 2018, CatBoost) read the scores with the
line's shape and its `surroundings`. `kinds` then names the kind of boilerplate.
`benchmarks/train_line_model.py` trains all of them. Sums are of integers, so every machine gives
the same probabilities.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.labelling.learned import arrays
from corpus.labelling.line_model import net, story
from corpus.labelling.line_model.features import BITS
from corpus.labelling.line_model.inputs import LENGTH, Lines, whole_pages
from corpus.labelling.line_model.surroundings import LONGEST

FILE = files("corpus.labelling.line_model") / "weights.npz"
PLACES = 1 << BITS  # of a word in tables
STEPS = 40  # steps of the scale per unit of the trees' score (log odds)
_NET = "net_"  # begins the names of the arrays of the net
_LINES = 512  # lines scored at once, so that all comparisons stay in the processor's cache
# The share of a whole page's text that is always article: of the bench's pages fewer than one in a
# hundred have less.
_LEAST_STORY = 0.05
_STORY_SCORE = -1_000_000  # the highest score of that share, in millionths of log odds


class Trees(NamedTuple):
    """Oblivious trees: all splits of one depth compare the same feature with the same border."""

    features: NDArray[np.int16]  # (trees, depth)
    borders: NDArray[np.float32]  # (trees, depth): a feature above it sets its bit, highest first
    leaves: NDArray[np.int32]  # (trees, 2^depth): millionths of log odds


class Weights(NamedTuple):
    """Everything learned; `line_model/weights.npz` holds these arrays by name."""

    words: NDArray[np.int16]  # (2, 2^BITS): thousandths of log odds, of all lines and long ones
    intercepts: NDArray[np.int64]  # (2,) thousandths
    rarity: NDArray[np.uint8]  # (2^BITS,): tenths of the log of how few articles have the word
    kinds: NDArray[np.int8]  # (2^BITS, names): of a line's kind, by its words
    names: NDArray[np.int64]  # codes of the labels
    splits: NDArray[np.int16]  # these three: `Trees`
    borders: NDArray[np.float32]
    leaves: NDArray[np.int32]
    net_borders: NDArray[np.float32] | None  # these eight: `net.Net`, or no net
    net_values: NDArray[np.int16] | None
    net_line: NDArray[np.int16] | None
    net_context: NDArray[np.int16] | None
    net_convolutions: NDArray[np.int16] | None
    net_last: NDArray[np.int16] | None
    net_biases: NDArray[np.int32] | None
    net_last_bias: NDArray[np.int32] | None
    scale: NDArray[np.float32]  # probability by score, STEPS per unit, score zero in the middle
    about: NDArray[np.str_]  # JSON: the training data and the program that trained


@cache
def weights() -> Weights:
    """The weights of the package."""
    return of_arrays(arrays(FILE))


def of_arrays(stored: Mapping[str, NDArray[Any]]) -> Weights:
    """The weights from arrays by name.

    Raises:
        TypeError: an array is missing, or one is there that no weights have.
    """
    without_net: dict[str, Any] = dict.fromkeys(_of_net())
    return Weights(**without_net | dict(stored))


def _of_net() -> list[str]:
    return [f"{_NET}{name}" for name in net.Net._fields]


def about() -> dict[str, Any]:
    """What the package's weights were trained on."""
    return dict(json.loads(str(weights().about)))


@cache
def languages() -> frozenset[str]:
    """The languages of the package's training data."""
    return frozenset(about()["languages"])


def scores(
    lines: Lines, words: NDArray[np.int16], intercepts: NDArray[np.int64]
) -> NDArray[np.float32]:
    """The two scores of every line by its words.

    Args:
        lines: The lines.
        words: Weights of words, shape (2, 2^BITS), thousandths of log odds.
        intercepts: Shape (2,), thousandths of log odds.

    Returns:
        Log odds, shape (2, lines).
    """
    count = lines.table.shape[1]
    roots = np.sqrt(np.maximum(np.bincount(lines.line, minlength=count), 1))
    rows = []
    for table, intercept in zip(words, intercepts, strict=True):
        total = np.bincount(lines.line, table.take(lines.words), minlength=count)
        rows.append((total / roots + intercept) / 1000)
    return np.array(rows, np.float32)


def tree_scores(trees: Trees, columns: Sequence[NDArray[np.float32]]) -> NDArray[np.int64]:
    """The trees' score of every line, in millionths of log odds.

    A comparison that several splits share is made once, for a block of lines at a time.

    Args:
        trees: The trees.
        columns: One array over the lines per feature, in the order of `trees.features`.
    """
    splits = trees.features.astype(np.int64) << 32 | trees.borders.view(np.uint32)
    _, first_of, place = np.unique(splits, return_index=True, return_inverse=True)
    features, borders = trees.features.ravel()[first_of], trees.borders.ravel()[first_of]
    highest, *lower = place.reshape(splits.shape).T
    leaves = trees.leaves.ravel()
    offsets = np.arange(0, leaves.size, trees.leaves.shape[1])[:, None]
    offsets = offsets.astype(np.min_scalar_type(leaves.size))  # the smallest type moves least
    values = np.array(columns)
    totals = np.empty(values.shape[1], np.int64)
    for first in range(0, len(totals), _LINES):
        block = slice(first, first + _LINES)
        above = (values[features, block] > borders[:, None]).view(np.uint8)
        leaf = above.take(highest, axis=0)
        for split in lower:
            leaf += leaf
            leaf += above.take(split, axis=0)
        totals[block] = leaves.take(leaf + offsets).sum(axis=0, dtype=np.int64)
    return totals


def grounded(scores: NDArray[np.int64], lines: Lines) -> NDArray[np.int64]:
    """The trees' scores, lowered on whole pages of which no text would be left.

    Every page has a story. If even the share `_LEAST_STORY` of its text that looks most like one
    is scored as boilerplate, all scores of the page are lowered by the same amount.

    Args:
        scores: Millionths of log odds, one per line.
        lines: The lines.
    """
    lowered = scores.copy()
    lengths = np.minimum(lines.table[LENGTH], LONGEST)
    for page in np.flatnonzero(whole_pages(lines)).tolist():
        of_page = slice(lines.ends[page - 1] if page else 0, lines.ends[page])
        order = np.argsort(scores[of_page], kind="stable")
        text = np.cumsum(lengths[of_page][order], dtype=np.float64)
        score = scores[of_page][order[np.searchsorted(text, text[-1] * _LEAST_STORY)]]
        lowered[of_page] -= max(score - _STORY_SCORE, 0)
    return lowered


def joined(
    trees: Trees, layers: net.Net | None, columns: Sequence[NDArray[np.float32]], lines: Lines
) -> NDArray[np.int64]:
    """The score of every line by trees and net, if there is one, in millionths of log odds."""
    score = tree_scores(trees, columns)
    if layers is not None:
        score = (score + net.scores(layers, columns, lines)) // 2
    return grounded(score, lines)


def line_scores(lines: Lines, learned: Weights) -> NDArray[np.int64]:
    """The score of every line that it is not the article's text, in millionths of log odds."""
    by_words = scores(lines, learned.words, learned.intercepts)
    columns = story.columns(lines, by_words, learned.rarity)
    trees = Trees(learned.splits, learned.borders, learned.leaves)
    of_net = (getattr(learned, name) for name in _of_net())
    layers = None if learned.net_borders is None else net.Net(*of_net)
    return joined(trees, layers, columns, lines)


def probabilities(lines: Lines, learned: Weights) -> NDArray[np.float32]:
    """The probability that a line is not the article's text, one per line."""
    if not lines.table.shape[1]:
        return np.zeros(0, np.float32)
    return scaled(line_scores(lines, learned), learned.scale)


def scaled(score: NDArray[np.int64], scale: NDArray[np.float32]) -> NDArray[np.float32]:
    """The probabilities of scores: see `Weights.scale`."""
    middle, top = len(scale) // 2, len(scale) - 1
    return scale[np.clip(score // (1_000_000 // STEPS) + middle, 0, top)]
