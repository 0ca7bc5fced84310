"""Train the line model on the bench and the training files: `labelling/line_model/weights.npz`.

    python -m benchmarks.train_line_model --out FILE [--shared ../shared] [--without NAME]

`pip install -e '.[train]'` installs what it needs. Trees and net learn from word scores of models
that did not see the line's domain (PARTS-fold, by domain), as it will be for unseen domains. The
scale that turns their score into a probability is learned on domains that neither saw. `--without`
leaves out a fold of the domains, by its number, or a group of files with all pages of its domains
(`sources`); `train_all` trains the models of every one. To save time such a model does not learn
again from the domains of the scale, so it is measured a little too low. The same pages, seeds and
library versions give the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sparse
from catboost import CatBoostClassifier, Pool
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from benchmarks import boosted, hand, line_net, pooled
from benchmarks.line_gold import TRAINED_ON, Gold, load, seen
from benchmarks.sources import FOLDS, digests
from corpus.labelling.line_model import features, inputs, kinds, model, net, story
from corpus.labelling.line_model.surroundings import LONGEST

LONG = 60  # characters: the second score learns from lines at least so long
FURNITURE_WEIGHT = 0.3  # it looks like boilerplate but is not: at 1 a tenth of all menus was missed
RESIDUAL_WEIGHT = 2.0  # residual text has fewer lines than whole pages
# Chosen by cross-validation over domains: more or deeper trees do not help there.
TREES: dict[str, Any] = {
    "iterations": 200,
    "learning_rate": 0.12,
    "depth": 6,
    "l2_leaf_reg": 6,
    "rsm": 0.3,
    "bootstrap_type": "Bernoulli",
    "subsample": 0.6,
    "border_count": 64,
    "random_seed": 1,
    "thread_count": 2,
    "allow_writing_files": False,
    "verbose": 0,
}
LEARNED = 20  # whole pages of a language from which it counts as learned
COMMON = 20  # a word that one in so many pages has does not tell what an article is about
# Of the word scores, sklearn's C. Over residual lines of unseen domains the area under the curve is
# 0.74 to 0.75 from 0.3 to 4; by a solver that stopped early (tol=1e-2) it was 0.65.
STRENGTH = 1.0
# Of the model of kinds: sklearn's C, and the power of a line's length that is its weight. The best
# over folds of domains among C from 0.03 to 0.3 and powers from 0.5 to 0.9, by 0.01 at most.
KINDS_STRENGTH, KINDS_POWER = 0.05, 0.7
PARTS = 4  # of the domains, for word scores of unseen lines
SCALED = 8  # one in so many domains teaches the scale
SCALE = 20  # units of log odds on either side of zero that the scale covers
SUREST = 0.995  # its highest probability
UNBOUNDED = 1e6  # sklearn's C where nothing is held down


def bag(lines: inputs.Lines, count: int) -> Any:
    """Lines as bags of words, scaled as `model.scores` does: a sparse matrix."""
    entries = (np.ones(len(lines.words)), (lines.line, lines.words))
    matrix = sparse.csr_matrix(entries, (count, 1 << features.BITS), np.float32)
    roots = np.sqrt(np.maximum(np.bincount(lines.line, minlength=count), 1))
    return sparse.diags((1 / roots).astype(np.float32)).dot(matrix).tocsr()


def learn_words(words: Any, gold: Gold, among: NDArray[np.bool_]) -> tuple[Any, Any]:
    """Two linear models of a line's words: tables and intercepts, in thousandths."""
    tables, intercepts = [], []
    for long in (0, LONG):
        chosen = among & gold.fresh & (gold.boilerplate >= 0) & ~gold.furniture
        chosen &= gold.length >= long
        fitted = LogisticRegression(C=STRENGTH, solver="lbfgs", max_iter=200, tol=1e-4)
        weight = gold.weight[chosen] / gold.weight[chosen].mean()
        fitted.fit(words[chosen], gold.boilerplate[chosen], sample_weight=weight)
        tables.append(np.rint(np.clip(fitted.coef_[0] * 1000, -32000, 32000)))
        intercepts.append(round(fitted.intercept_[0] * 1000))
    return np.array(tables, np.int16), np.array(intercepts, np.int64)


def learn_rarity(gold: Gold, among: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """How few pages have each word, in tenths of a natural logarithm; 0 where one in COMMON has."""
    counted = among[gold.lines.line]
    page = gold.page[gold.lines.line[counted]]
    on_page = np.unique(page << features.BITS | gold.lines.words[counted])
    pages_with = np.bincount(on_page & ((1 << features.BITS) - 1), minlength=1 << features.BITS)
    share = np.maximum(pages_with, 1) / len(np.unique(gold.page[among]))
    return np.where(share < 1 / COMMON, np.rint(-10 * np.log(share)), 0).astype(np.uint8)


def line_weights(gold: Gold) -> NDArray[np.float64]:
    """The weight of each line: by length, because figures count characters, but limited.

    A page counts by the root of what its lines would count, so that no long page is the teacher.
    """
    weight = gold.weight * np.sqrt(np.minimum(gold.length, 500))
    weight *= np.where(gold.residual, RESIDUAL_WEIGHT, 1)
    weight *= np.where(gold.furniture, FURNITURE_WEIGHT, 1)
    of_page = np.bincount(gold.page, weight * (gold.boilerplate >= 0))
    return np.asarray(weight / np.sqrt(np.maximum(of_page, 1))[gold.page], np.float64)


def learn_trees(columns: list[Any], gold: Gold, among: NDArray[np.bool_]) -> model.Trees:
    chosen = among & (gold.boilerplate >= 0)
    weight = line_weights(gold)
    table = np.stack([column[chosen] for column in columns], axis=1)
    fitted = CatBoostClassifier(**TREES)
    fitted.fit(Pool(table, gold.boilerplate[chosen].astype(int), weight=weight[chosen]))
    return boosted.as_arrays(fitted, TREES["depth"])


def learn_kinds(gold: Gold, among: NDArray[np.bool_]) -> Any:
    """A linear model of the kind of boilerplate lines, from labels of people and of rules.

    Rules count on residual text only: in the menus of a whole page they name the target of a link.
    """
    rule, block = (gold.lines.table[features.COLUMNS.index(name)] for name in ("kind", "block"))
    ruled = gold.residual & (gold.boilerplate == 1) & (rule >= 0)
    codes = np.where(
        gold.kind >= 0, gold.kind, np.where(ruled & (block == 0), rule, -1).astype(int)
    )
    wanted = np.flatnonzero(among & gold.fresh & (codes >= 0))
    weight = gold.weight[wanted] * np.minimum(gold.length[wanted], LONGEST) ** KINDS_POWER
    inputs_of = kinds.words(gold.lines, wanted)
    shape = (len(wanted), 1 << features.BITS)
    rows = sparse.csr_matrix((inputs_of.weights / 10, (inputs_of.owner, inputs_of.places)), shape)
    fitted = LogisticRegression(C=KINDS_STRENGTH, solver="lbfgs", max_iter=200, tol=1e-3)
    fitted.fit(rows, codes[wanted], sample_weight=weight / weight.mean())
    top = np.abs(fitted.coef_).max()
    return np.rint(fitted.coef_.T * 127 / top).astype(np.int8), fitted.classes_.astype(np.int64)


def train(gold: Gold, shared: Path, without: str | None = None) -> model.Weights:
    """Learn everything; `without` is what the model must not see, as for `line_gold.seen`."""
    count = len(gold.length)
    words = bag(gold.lines, count)
    among = seen(gold, shared, without)
    # The rest is divided again, by other digits of the same number.
    part = gold.domain // FOLDS % PARTS
    unseen = np.zeros((2, count), np.float32)
    for number in range(PARTS):
        held_out = part == number
        table, intercepts = learn_words(words, gold, among & ~held_out)
        unseen[:, held_out] = model.scores(gold.lines, table, intercepts)[:, held_out]
        print(f"word scores {number + 1}/{PARTS}", flush=True)
    rarity = learn_rarity(gold, among)
    columns = story.columns(gold.lines, unseen, rarity)
    held_out = gold.domain // FOLDS % SCALED == 0
    trees, layers = learn_scores(columns, gold, among & ~held_out)
    scale = learn_scale(columns, gold, among & held_out, trees, layers)
    print("scale", flush=True)
    if without is None:
        trees, layers = learn_scores(columns, gold, among)
    print("trees and net", flush=True)
    table, intercepts = learn_words(words, gold, among)
    naming, names = learn_kinds(gold, among)
    by_hand = hashlib.sha256(hand.FILE.read_bytes()).hexdigest()
    pages_of = Counter(gold.languages[np.unique(gold.page[among])].tolist())
    about = {
        "trained_by": "benchmarks/train_line_model.py",
        "trained_on": {**digests(shared, TRAINED_ON), hand.FILE.name: by_hand},
        "without": without,
        "languages": sorted(name for name, count in pages_of.items() if name and count >= LEARNED),
    }
    return model.Weights(
        words=table,
        intercepts=intercepts,
        rarity=rarity,
        kinds=naming,
        names=names,
        splits=trees.features,
        borders=trees.borders,
        leaves=trees.leaves,
        scale=scale,
        about=np.array(json.dumps(about)),
        **{f"net_{name}": array for name, array in layers._asdict().items()},
    )


def learn_scores(columns: list[Any], gold: Gold, among: Any) -> tuple[model.Trees, net.Net]:
    """Both models that score lines by all features."""
    return (
        learn_trees(columns, gold, among),
        line_net.learn(columns, gold, line_weights(gold), among),
    )


def learn_scale(
    columns: list[Any], gold: Gold, among: Any, trees: model.Trees, layers: net.Net
) -> NDArray[np.float32]:
    """The probability for each step of the score, on domains that trees and net did not see.

    A logistic curve (Platt 1999): two numbers, because few pages teach it. Isotonic regression made
    a step of one page, and a third of the lines found stood on it. It is learned on what extractors
    leave, where scores are not extreme, by characters, the share of a page capped as in figures.
    """
    score = model.joined(trees, layers, columns, gold.lines) / 1e6
    chosen = among & gold.residual & (gold.boilerplate >= 0) & ~gold.furniture
    lengths = np.minimum(gold.length, LONGEST) * chosen.astype(float)
    of_page = np.bincount(gold.page, lengths).astype(float)
    weight = (lengths * pooled.kept(of_page)[gold.page])[chosen]
    curve = LogisticRegression(C=UNBOUNDED)
    curve.fit(score[chosen, None], gold.boilerplate[chosen], sample_weight=weight / weight.mean())
    steps = (np.arange(-SCALE * model.STEPS, SCALE * model.STEPS) + 0.5) / model.STEPS
    sure = curve.predict_proba(steps[:, None])[:, 1]
    return np.array(np.round(np.clip(sure, 1 - SUREST, SUREST), 3), np.float32)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--without", help="leave out a fold of the domains (from 0) or a group")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    learned = train(load(options.shared), options.shared, options.without)
    boosted.save(learned._asdict(), options.out)
    print(f"{options.out}: {options.out.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
