"""The line model: how likely a line is not the article's text, and what it is then.

Two linear models over a line's words (`features.words`), one of them learned on long lines only,
give scores; boosted oblivious trees (Prokhorenkova et al. 2018, CatBoost) read the scores with the
line's shape and `surroundings`; a third linear model names the kind. Trained by
`benchmarks/train_line_model.py`, which knows how; sums are of integers, so that every machine
gives the same votes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import as_file, files
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.contract.article import Vote
from corpus.label.line_model import kinds, story
from corpus.label.line_model.inputs import LENGTH, RULE, Read, read, whole_pages
from corpus.label.line_model.surroundings import LONGEST
from corpus.label.lines import Line

SOURCE = "model:line.v1"
FILE = files("corpus.label.line_model") / "weights.npz"
HEARD = 0.2  # probability: below it a line gets no vote, unless another source voted on it
_LINES = 256  # in one go, so that all answers stay in the processor's cache
_STORY = 0.05  # of a whole page's text: fewer pages of the bench than one in a hundred have less
_TOLD = -1_000_000  # millionths of log odds: what such text is scored at most
ELSEWHERE = 0.85  # probability, in a language not learned: 0.94 of what was surer was right there
STEPS = 40  # of the scale to one unit of the trees' score (log odds)


class Trees(NamedTuple):
    """Oblivious trees: all splits of one depth ask the same."""

    features: NDArray[np.int16]  # (trees, depth)
    borders: NDArray[np.float32]  # (trees, depth): a feature above it sets its bit, highest first
    leaves: NDArray[np.int32]  # (trees, 2^depth): millionths of log odds


class Weights(NamedTuple):
    """What was learned; `line_model/weights.npz` holds these arrays by name."""

    words: NDArray[np.int16]  # (2, 2^BITS): thousandths of log odds, of all lines and long ones
    intercepts: NDArray[np.int64]  # (2,) thousandths
    rarity: NDArray[np.uint8]  # (2^BITS,): tenths of the log of how few articles have the word
    kinds: NDArray[np.int8]  # (2^BITS, names): of a line's kind, by its words
    names: NDArray[np.int64]  # codes of the labels
    splits: NDArray[np.int16]  # these three: `Trees`
    borders: NDArray[np.float32]
    leaves: NDArray[np.int32]
    scale: NDArray[np.float32]  # probability by score, in STEPS to one, the middle at zero
    about: NDArray[np.str_]  # JSON: what it was trained on, and by what


def load(file: Any) -> Weights:
    """The weights in a file; nothing in it is run."""
    with np.load(file, allow_pickle=False) as stored:
        return Weights(**{name: stored[name] for name in Weights._fields})


@cache
def weights() -> Weights:
    """The weights that the package brings."""
    with as_file(FILE) as path:
        return load(path)


def about() -> dict[str, Any]:
    """What the package's weights were trained on."""
    return dict(json.loads(str(weights().about)))


def scores(
    its: Read, words: NDArray[np.int16], intercepts: NDArray[np.int64]
) -> NDArray[np.float32]:
    """The two scores of every line by its words, in rows."""
    count = its.table.shape[1]
    roots = np.sqrt(np.maximum(np.bincount(its.line, minlength=count), 1))
    found = []
    for table, intercept in zip(words, intercepts, strict=True):
        total = np.bincount(its.line, table.take(its.words), minlength=count)
        found.append((total / roots + intercept) / 1000)
    return np.array(found, np.float32)


def ask(trees: Trees, columns: Sequence[NDArray[np.float32]]) -> NDArray[np.int64]:
    """The trees' score of every line, in millionths of log odds.

    What several splits ask is asked once, for many lines in one go.
    """
    splits = trees.features.astype(np.int64) << 32 | trees.borders.view(np.uint32)
    _, first_of, place = np.unique(splits, return_index=True, return_inverse=True)
    features, borders = trees.features.ravel()[first_of], trees.borders.ravel()[first_of]
    highest, *lower = place.reshape(splits.shape).T
    leaves = trees.leaves.ravel()
    of_tree = np.arange(0, leaves.size, trees.leaves.shape[1])[:, None]
    of_tree = of_tree.astype(np.min_scalar_type(leaves.size))  # small numbers, fewer bytes
    found = np.empty(len(columns[0]), np.int64)
    for first in range(0, len(found), _LINES):
        here = slice(first, first + _LINES)
        block = np.array([column[here] for column in columns])
        above = (block.take(features, axis=0) > borders[:, None]).view(np.uint8)
        leaf = above.take(highest, axis=0)
        for split in lower:
            leaf += leaf
            leaf += above.take(split, axis=0)
        found[here] = leaves.take(leaf + of_tree).sum(axis=0, dtype=np.int64)
    return found


def grounded(scores: NDArray[np.int64], its: Read) -> NDArray[np.int64]:
    """The trees' scores, lowered on whole pages of which no text would be left.

    Every page has a story: where even the text most like one, `_STORY` of the page's, is scored as
    boilerplate, the page is scored by what sets its lines apart.
    """
    found = scores.copy()
    length = np.minimum(its.table[LENGTH], LONGEST)
    for page in np.flatnonzero(whole_pages(its)).tolist():
        here = slice(its.ends[page - 1] if page else 0, its.ends[page])
        order = np.argsort(scores[here], kind="stable")
        text = np.cumsum(length[here][order], dtype=np.float64)
        least = scores[here][order[np.searchsorted(text, text[-1] * _STORY)]]
        found[here] -= max(least - _TOLD, 0)
    return found


def probabilities(its: Read, learned: Weights) -> NDArray[np.float32]:
    """How likely each line is not the article's text."""
    if not its.table.shape[1]:
        return np.zeros(0, np.float32)
    scored = scores(its, learned.words, learned.intercepts)
    columns = story.columns(its, scored, learned.rarity)
    trees = Trees(learned.splits, learned.borders, learned.leaves)
    steps = grounded(ask(trees, columns), its) // (1_000_000 // STEPS) + len(learned.scale) // 2
    return learned.scale[np.clip(steps, 0, len(learned.scale) - 1)]


@cache
def languages() -> frozenset[str]:
    """The languages that the package's weights have learned."""
    return frozenset(about()["languages"])


def votes(
    articles: Sequence[Sequence[Line]],
    said: Sequence[Sequence[Vote]],
    spoken: Sequence[str],
) -> list[list[Vote]]:
    """The model's votes on the lines of articles on which the rules have voted.

    `spoken` names the language of each article. In one that the model has not learned it votes on
    whole pages, whose shape tells enough (precision 0.92, recall 0.85 on 35 such pages of the
    bench), and else where it is sure: less sure it took paragraphs of the story. A vote's weight
    is the probability that the line is not the article's text, below one half too where another
    source voted on the line: so a doubt is heard.
    """
    learned = weights()
    its = read(articles, said)
    known = np.array([language in languages() for language in spoken], np.bool_)
    asked = np.repeat(known | whole_pages(its), [len(some) for some in articles])
    sure = probabilities(its, learned)
    voted = its.table[RULE] > 0
    wanted = np.flatnonzero(np.where(asked, (sure >= HEARD) | voted, sure >= ELSEWHERE))
    labels = kinds.labels(its, wanted, learned.kinds, learned.names) if len(wanted) else []
    given: list[list[Vote]] = [[] for _ in articles]
    every = list(chain.from_iterable(articles))
    article = np.searchsorted(its.ends, wanted, side="right").tolist()
    for at, n, label, p in zip(
        wanted.tolist(), article, labels, sure[wanted].tolist(), strict=True
    ):
        line = every[at]
        given[n].append(Vote(line.start, line.end, label, SOURCE, round(p, 3), ""))
    return given
