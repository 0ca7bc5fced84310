"""Learn a line model from examples: words, trees, the scale, and what others bring.

The trees learn from word scores of models that did not see the line's outlet (PARTS-fold), as it
will be for unseen outlets. The scale that turns their score into a probability is learned on
outlets that they did not see. The same examples, seeds and library versions give the same weights.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from corpus.evaluate import pooled
from corpus.labelling.line_model import model, net, story
from corpus.labelling.line_model.surroundings import LONGEST
from corpus.training.examples import PARTS, SCALED, Examples
from corpus.training.trees import learn_trees
from corpus.training.words import bag, learn_kinds, learn_rarity, learn_words

SCALE = 20  # units of log odds on either side of zero that the scale covers
SUREST = 0.995  # its highest probability
UNBOUNDED = 1e6  # sklearn's C where nothing is held down

Columns = Sequence[NDArray[np.float32]]
LearnNet = Callable[[Columns, Examples, NDArray[np.bool_]], net.Net]


class Learned(NamedTuple):
    """A model, and what it says of outlets when it has not seen them."""

    weights: model.Weights
    is_held_out: NDArray[np.bool_]  # which examples stand on outlets that were left out at first
    sure: NDArray[np.float32]  # of all examples, by the model that had not seen those outlets


def learn(
    examples: Examples,
    among: NDArray[np.bool_],
    teaches_scale: NDArray[np.bool_],
    about: Mapping[str, Any],
    *,
    learn_net: LearnNet | None = None,
    learns_again: bool = True,
    say: Callable[[str], None] = lambda _: None,
) -> Learned:
    """Learn everything.

    Args:
        examples: The lines.
        among: Which of them the model may see; all lines of an outlet or none.
        teaches_scale: Which of them are like those that its probabilities are for.
        about: What the weights say of themselves.
        learn_net: Learns the net that is averaged with the trees; None: there is none.
        learns_again: Whether it learns from the outlets of the scale too, once the scale is known.
        say: Is told how far it is.
    """
    count = len(examples.length)
    words = bag(examples.lines, count)
    part = examples.draw % PARTS
    unseen = np.zeros((2, count), np.float32)
    for number in range(PARTS):
        of_part = part == number
        table, intercepts = learn_words(words, examples, among & ~of_part)
        unseen[:, of_part] = model.scores(examples.lines, table, intercepts)[:, of_part]
        say(f"words {number + 1}/{PARTS}")
    rarity = learn_rarity(examples, among)
    columns = story.columns(examples.lines, unseen, rarity)
    is_held_out = examples.draw % SCALED == 0
    trees, layers = _learn_scores(columns, examples, among & ~is_held_out, learn_net)
    score = model.joined(trees, layers, columns, examples.lines)
    scale = learn_scale(score, examples, among & is_held_out & teaches_scale)
    say("scale")
    if learns_again:
        trees, layers = _learn_scores(columns, examples, among, learn_net)
    say("trees")
    table, intercepts = learn_words(words, examples, among)
    naming, names = learn_kinds(examples, among)
    of_net = {} if layers is None else {f"net_{n}": of for n, of in layers._asdict().items()}
    weights = model.of_arrays(
        {
            "words": table,
            "intercepts": intercepts,
            "rarity": rarity,
            "kinds": naming,
            "names": names,
            "splits": trees.features,
            "borders": trees.borders,
            "leaves": trees.leaves,
            **of_net,
            "scale": scale,
            "about": np.array(json.dumps(about)),
        }
    )
    return Learned(weights, is_held_out, model.scaled(score, scale))


def _learn_scores(
    columns: Columns, examples: Examples, among: NDArray[np.bool_], learn_net: LearnNet | None
) -> tuple[model.Trees, net.Net | None]:
    """The models that score lines by all features."""
    layers = None if learn_net is None else learn_net(columns, examples, among)
    return learn_trees(columns, examples, among), layers


def learn_scale(
    score: NDArray[np.int64], examples: Examples, among: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """The probability for each step of the score, on outlets that the score's models did not see.

    A logistic curve (Platt 1999): two numbers, because few pages teach it. Isotonic regression made
    a step of one page, and a third of the lines found stood on it. It counts characters, the share
    of a page capped as in figures.

    Args:
        score: Of every example, in millionths of log odds.
        examples: The lines.
        among: Which of them teach the scale.
    """
    chosen = among & (examples.boilerplate >= 0) & ~examples.furniture
    lengths = np.minimum(examples.length, LONGEST) * chosen.astype(float)
    of_page = np.bincount(examples.page, lengths).astype(float)
    weight = (lengths * pooled.kept(of_page)[examples.page])[chosen]
    curve = LogisticRegression(C=UNBOUNDED)
    curve.fit(
        (score / 1e6)[chosen, None],
        examples.boilerplate[chosen],
        sample_weight=weight / weight.mean(),
    )
    steps = (np.arange(-SCALE * model.STEPS, SCALE * model.STEPS) + 0.5) / model.STEPS
    sure = curve.predict_proba(steps[:, None])[:, 1]
    return np.array(np.round(np.clip(sure, 1 - SUREST, SUREST), 3), np.float32)
