"""Learn what a line's words say: that it is no story, how rare they are, and its kind."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from corpus.labelling.line_model import features, inputs, kinds
from corpus.labelling.line_model.surroundings import LONGEST
from corpus.training.examples import Examples

LONG = 60  # characters: the second score learns from lines at least so long
COMMON = 20  # a word that one in so many pages has does not tell what an article is about
# Of the word scores, sklearn's C. Over residual lines of unseen domains the area under the curve is
# 0.74 to 0.75 from 0.3 to 4; by a solver that stopped early (tol=1e-2) it was 0.65.
STRENGTH = 1.0
# Of the model of kinds: sklearn's C, and the power of a line's length that is its weight. The best
# over folds of domains among C from 0.03 to 0.3 and powers from 0.5 to 0.9, by 0.01 at most.
KINDS_STRENGTH, KINDS_POWER = 0.05, 0.7


def bag(lines: inputs.Lines, count: int) -> Any:
    """Lines as bags of words, scaled as `model.scores` does: a sparse matrix."""
    entries = (np.ones(len(lines.words)), (lines.line, lines.words))
    matrix = sparse.csr_matrix(entries, (count, 1 << features.BITS), np.float32)
    roots = np.sqrt(np.maximum(np.bincount(lines.line, minlength=count), 1))
    return sparse.diags((1 / roots).astype(np.float32)).dot(matrix).tocsr()


def learn_words(
    words: Any, examples: Examples, among: NDArray[np.bool_]
) -> tuple[NDArray[np.int16], NDArray[np.int64]]:
    """Two linear models of a line's words.

    Args:
        words: `bag` of the examples.
        examples: The lines.
        among: Which of them may be seen.

    Returns:
        Tables and intercepts as `model.Weights` has them, in thousandths of log odds.
    """
    tables, intercepts = [], []
    for long in (0, LONG):
        chosen = among & examples.fresh & (examples.boilerplate >= 0) & ~examples.furniture
        chosen &= examples.length >= long
        if len(np.unique(examples.boilerplate[chosen])) < 2:  # the score then says nothing
            tables.append(np.zeros(1 << features.BITS))
            intercepts.append(0)
            continue
        fitted = LogisticRegression(C=STRENGTH, solver="lbfgs", max_iter=200, tol=1e-4)
        weight = examples.weight[chosen] / examples.weight[chosen].mean()
        fitted.fit(words[chosen], examples.boilerplate[chosen], sample_weight=weight)
        tables.append(np.rint(np.clip(fitted.coef_[0] * 1000, -32000, 32000)))
        intercepts.append(round(fitted.intercept_[0] * 1000))
    return np.array(tables, np.int16), np.array(intercepts, np.int64)


def learn_rarity(examples: Examples, among: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """How few pages have each word, in tenths of a natural logarithm; 0 where one in COMMON has."""
    counted = among[examples.lines.line]
    page = examples.page[examples.lines.line[counted]]
    on_page = np.unique(page << features.BITS | examples.lines.words[counted])
    pages_with = np.bincount(on_page & ((1 << features.BITS) - 1), minlength=1 << features.BITS)
    share = np.maximum(pages_with, 1) / len(np.unique(examples.page[among]))
    return np.where(share < 1 / COMMON, np.rint(-10 * np.log(share)), 0).astype(np.uint8)


def learn_kinds(
    examples: Examples, among: NDArray[np.bool_]
) -> tuple[NDArray[np.int8], NDArray[np.int64]]:
    """A linear model of the kind of boilerplate lines, from their labels and those of rules.

    Rules count on residual text only: in the menus of a whole page they name the target of a link.

    Returns:
        Weights of words by label, and the codes of the labels.
    """
    rule, block = (examples.lines.table[features.COLUMNS.index(name)] for name in ("kind", "block"))
    ruled = examples.residual & (examples.boilerplate == 1) & (rule >= 0)
    codes = np.where(
        examples.kind >= 0, examples.kind, np.where(ruled & (block == 0), rule, -1).astype(int)
    )
    wanted = np.flatnonzero(among & examples.fresh & (codes >= 0))
    names = np.unique(codes[wanted])
    if len(names) < 2:  # there is nothing to choose between
        return np.zeros((1 << features.BITS, 1), np.int8), names.astype(np.int64)
    weight = examples.weight[wanted] * np.minimum(examples.length[wanted], LONGEST) ** KINDS_POWER
    inputs_of = kinds.words(examples.lines, wanted)
    shape = (len(wanted), 1 << features.BITS)
    rows = sparse.csr_matrix((inputs_of.weights / 10, (inputs_of.owner, inputs_of.places)), shape)
    fitted = LogisticRegression(C=KINDS_STRENGTH, solver="lbfgs", max_iter=200, tol=1e-3)
    fitted.fit(rows, codes[wanted], sample_weight=weight / weight.mean())
    of_kinds = fitted.coef_ if len(names) > 2 else np.concatenate([-fitted.coef_, fitted.coef_])
    top = np.abs(of_kinds).max()
    return np.rint(of_kinds.T * 127 / top).astype(np.int8), names.astype(np.int64)
