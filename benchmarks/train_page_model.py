"""Train the page model on pages with gold: `corpus/labelling/page_model/weights.npz`.

    python -m benchmarks.train_page_model --out FILE [--shared ../shared] [--held-out FILE]
        [--without SOURCE]

`pip install -e '.[own-models]'` installs what it needs. The trees learn from scores of words and
names by models that did not see the line's domain (FOLDS-fold, by domain). Trees that did not see
the domain either give each page the score from which the scale (isotonic regression) is learned.
`--held-out` keeps these scores: `benchmarks.measure_pages` says how good they are. `--without`
leaves a file of pages out. The same pages, seeds and library versions give the same bytes.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import scipy.sparse as sparse
from catboost import CatBoostClassifier, Pool
from numpy.typing import NDArray
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

from benchmarks import hand, sources
from benchmarks.bench import FILES as BENCH
from benchmarks.page_gold import GoldPage, pages
from corpus.contract.labels import CODE
from corpus.labelling.learned import save
from corpus.labelling.line_model import features as of_text
from corpus.labelling.line_model import model as line_model
from corpus.labelling.line_model.inputs import Lines as TextLines
from corpus.labelling.lines import Line, lines
from corpus.labelling.page_model import columns, confidence, inputs, kinds, model, second
from corpus.labelling.voters import rule
from corpus.labelling.voters.voter import Batch
from corpus.training.trees import as_arrays

FOLDS = 4
# How much a line of each file counts: less where the pages are old or labelled by programs. Files
# of other pages than articles are left out: in a forum comments are the main text.
SOURCES = {
    "wcxb_article": 1.0, "shub": 1.0, "fundus": 1.0, "fundus_eval": 1.0, "fundus_old": 0.8,
    "misinfo": 0.7, "magic": 0.7, "newspaper4k": 0.7, "zh_handmade": 0.5, "site_rules": 0.5,
    "traf_segments": 0.5,
}  # fmt: skip
LONG = 60  # characters: the second score learns from lines at least so long
COMMON = 20  # a word that one in so many pages has does not tell what an article is about
UNSURE = 0.5  # the weight of a line that the gold's labels leave open
# sklearn's C of the scores of words and of names, and of kinds. A solver that stopped early
# (tol=1e-2) cost much: over lines of unseen domains of the bench the area under the curve was 0.87
# where it is 0.90 by words, 0.92 where it is 0.96 by names.
WORDS_STRENGTH, NAMES_STRENGTH, KINDS_STRENGTH = 1.0, 0.3, 0.05
FURNITURE = {"title": "headline", "byline": "byline", "date": "dateline", "lede": "standfirst"}
TREES: dict[str, Any] = {
    "iterations": 120,
    "learning_rate": 0.2,
    "depth": 6,
    "l2_leaf_reg": 6,
    "rsm": 0.15,
    "bootstrap_type": "Bernoulli",
    "subsample": 0.5,
    "border_count": 32,
    "random_seed": 1,
    "thread_count": 2,
    "allow_writing_files": False,
    "verbose": 0,
}
SECOND = {
    **TREES,
    "iterations": 80,
    "learning_rate": 0.15,
    "depth": 5,
    "l2_leaf_reg": 10,
    "rsm": 0.3,
}
MOST_LINES = 200  # of a page that trees learn from, in the mean: long pages repeat themselves
SCALE = 20  # units of log odds on either side of zero that the scale covers
CONFIDENCES = 201  # steps of the curve of confidence
_AT_ONCE = 32  # pages read


class Gold(NamedTuple):
    """Pages with gold; arrays over their lines where nothing else is said."""

    pages: list[GoldPage]
    inputs: inputs.Pages
    boilerplate: NDArray[np.int8]  # 1 where it is not main text
    weight: NDArray[np.float64]
    kind: NDArray[np.int64]  # code of its label, or -1
    length: NDArray[np.int64]  # characters
    part: NDArray[np.int64]  # the fold of its domain
    of_names: Any  # sparse matrix (contexts, 2^BITS): lines with the same names around are one
    context: NDArray[np.int64]


def fold(domain: str) -> int:
    """The fold of a domain."""
    return sources.number(domain) % FOLDS


def load(shared: Path, names: Sequence[str]) -> Gold:
    """The pages of files as the model reads them."""
    gold = list(pages(shared, names))
    split = [lines(page.text) for page in gold]
    read = []
    for first in range(0, len(gold), _AT_ONCE):
        some = slice(first, first + _AT_ONCE)
        votes = rule.vote(Batch(lines=split[some]))
        read.append(inputs.read([page.features for page in gold[some]], split[some], votes))
    merged = joined(read)
    contexts, context = np.unique(merged.names.around, axis=1, return_inverse=True)
    names_of = merged.names._replace(around=contexts)
    places, owner = inputs.name_places(names_of)
    counts = [len(page.lines) for page in gold]
    return Gold(
        gold,
        merged,
        np.concatenate([~page.is_main for page in gold]).astype(np.int8),
        np.concatenate([_weights(page) for page in gold]),
        np.concatenate([_kinds(page, its) for page, its in zip(gold, split, strict=True)]),
        np.array([line.end - line.start for its in split for line in its]),
        np.repeat([fold(page.domain) for page in gold], counts),
        _scaled(places, owner, contexts.shape[1], inputs.BITS),
        context.ravel(),
    )


def joined(read: Sequence[inputs.Pages]) -> inputs.Pages:
    """Batches of pages as one."""
    first = np.cumsum([0, *(len(batch.heading) for batch in read)])
    group = np.zeros((len(read[0].groups), 1), np.int64)
    groups = []
    for batch in read:
        groups.append(batch.groups + group)
        group = groups[-1].max(axis=1, keepdims=True) + 1
    names = [batch.names for batch in read]
    element = np.cumsum([0, *(len(its.starts) - 1 for its in names)])
    heading = [
        np.where(b.heading < 0, -1, b.heading + n) for b, n in zip(read, first, strict=False)
    ]
    return inputs.Pages(
        TextLines(
            np.concatenate([b.lines.ends + n for b, n in zip(read, first, strict=False)]),
            np.concatenate([b.lines.words for b in read]),
            np.concatenate([b.lines.line + n for b, n in zip(read, first, strict=False)]),
            np.concatenate([b.lines.table for b in read], axis=1),
        ),
        np.concatenate([b.table for b in read], axis=1),
        np.concatenate([b.ranges + n for b, n in zip(read, first, strict=False)], axis=2),
        np.concatenate(groups, axis=1),
        np.concatenate(heading),
        inputs.Names(
            np.concatenate([its.words for its in names]),
            np.cumsum([0, *(size for its in names for size in np.diff(its.starts).tolist())]),
            np.concatenate(
                [its.around + n for its, n in zip(names, element, strict=False)], axis=1
            ),
        ),
    )


def _scaled(places: Any, owner: Any, count: int, bits: int) -> Any:
    """Rows of places as `model.scores` and `inputs.name_scores` read them: a sparse matrix."""
    matrix = sparse.csr_matrix(
        (np.ones(len(places), np.float32), (owner, places)), (count, 1 << bits)
    )
    roots = np.sqrt(np.maximum(np.bincount(owner, minlength=count), 1))
    return sparse.diags(1 / roots).dot(matrix).astype(np.float32).tocsr()


def _weights(page: GoldPage) -> NDArray[np.float64]:
    """By length and by the length of the article, since a figure counts words of a page."""
    size = max(60, page.gold_size) if page.is_complete else max(60, int(page.words.sum() * 0.6))
    weight = np.sqrt((np.minimum(page.words, 150) + 1) / (size / 400))
    weight *= np.where(page.is_sure, 1, UNSURE) * page.judged * SOURCES.get(page.source, 0)
    return np.asarray(weight, np.float64)


def _kinds(page: GoldPage, its: Sequence[Line]) -> NDArray[np.int64]:
    """The label of each line: by hand where it is boilerplate, by the gold's reason otherwise."""
    labels = np.full(len(its), -1)
    for place, why in enumerate(page.why):
        if not page.is_main[place] and why in FURNITURE:
            labels[place] = CODE[FURNITURE[why]]
    by_hand = hand.kinds(
        page.id, {name: lines(variant["text"]) for name, variant in page.variants.items()}
    )
    for place, line in enumerate(its):
        if line.key in by_hand and not page.is_main[place] and labels[place] < 0:
            labels[place] = CODE[by_hand[line.key].label]
    return labels


def words_bag(gold: Gold) -> Any:
    """The words of lines."""
    of_text_lines = gold.inputs.lines
    return _scaled(of_text_lines.words, of_text_lines.line, len(gold.length), of_text.BITS)


def learn_words(bag: Any, gold: Gold, among: NDArray[np.bool_]) -> tuple[Any, Any]:
    """Two linear models of a line's words, of all lines and of long ones: thousandths."""
    tables, intercepts = [], []
    for least in (0, LONG):
        chosen = among & (gold.weight > 0) & (gold.length >= least)
        fitted = _linear(WORDS_STRENGTH)
        fitted.fit(
            bag[chosen], gold.boilerplate[chosen], sample_weight=_normed(gold.weight[chosen])
        )
        tables.append(_thousandths(fitted.coef_[0]))
        intercepts.append(round(fitted.intercept_[0] * 1000))
    return np.array(tables, np.int16), np.array(intercepts, np.int64)


def learn_names(gold: Gold, among: NDArray[np.bool_]) -> tuple[NDArray[np.int16], int]:
    """A linear model of the names around lines: thousandths."""
    count = gold.of_names.shape[0]
    weights = np.array(
        [
            np.bincount(gold.context[among], gold.weight[among] * is_it[among], minlength=count)
            for is_it in (gold.boilerplate == 1, gold.boilerplate == 0)
        ]
    )
    side, context = np.nonzero(weights)
    fitted = _linear(NAMES_STRENGTH)
    fitted.fit(gold.of_names[context], side == 0, sample_weight=_normed(weights[side, context]))
    return _thousandths(fitted.coef_[0]), round(fitted.intercept_[0] * 1000)


def _linear(strength: float) -> LogisticRegression:
    return LogisticRegression(C=strength, solver="lbfgs", max_iter=200, tol=1e-4)


def _normed(weight: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(weight / weight.mean(), np.float64)


def _thousandths(weights: NDArray[np.float64]) -> NDArray[np.int16]:
    return np.rint(np.clip(weights * 1000, -32000, 32000)).astype(np.int16)


def learn_rarity(gold: Gold) -> NDArray[np.uint8]:
    """How few pages have each word, in tenths of a natural logarithm; 0 where one in COMMON has."""
    text = gold.inputs.lines
    on_page = np.unique(text.article[text.line] << of_text.BITS | text.words)
    pages_with = np.bincount(on_page & ((1 << of_text.BITS) - 1), minlength=1 << of_text.BITS)
    share = np.maximum(pages_with, 1) / len(gold.pages)
    return np.where(share < 1 / COMMON, np.rint(-10 * np.log(share)), 0).astype(np.uint8)


def learn_trees(
    settings: dict[str, Any], table: NDArray[np.float32], gold: Gold, among: NDArray[np.bool_]
) -> line_model.Trees:
    """Boosted trees of these columns, over lines."""
    counts = gold.inputs.lines.counts
    share = np.repeat(np.minimum(1, MOST_LINES / counts), counts)
    drawn = np.random.default_rng(1).random(len(share)) < share
    chosen = np.flatnonzero(among & drawn & (gold.weight > 0))
    weight = gold.weight[chosen] / share[chosen]
    fitted = CatBoostClassifier(**settings)
    fitted.fit(Pool(table[:, chosen].T, gold.boilerplate[chosen].astype(int), weight=weight))
    return as_arrays(fitted, settings["depth"])


def stacked(
    settings: dict[str, Any], table: NDArray[np.float32], gold: Gold
) -> tuple[line_model.Trees, NDArray[np.int64]]:
    """Trees of all pages, and the score of each line by trees that did not see its domain."""
    score = np.zeros(len(gold.length), np.int64)
    for number in range(FOLDS):
        held_out = gold.part == number
        trees = learn_trees(settings, table, gold, ~held_out)
        score[held_out] = line_model.tree_scores(trees, list(table[:, held_out]))
        print(f"trees {number + 1}/{FOLDS}", flush=True)
    return learn_trees(settings, table, gold, np.ones(len(score), np.bool_)), score


def learn_kinds(gold: Gold, among: NDArray[np.bool_]) -> tuple[NDArray[np.int8], NDArray[np.int64]]:
    """A linear model of what lines are that are not main text."""
    wanted = np.flatnonzero(among & (gold.kind >= 0))
    its = kinds.read(gold.inputs, wanted)
    shape = (len(wanted), 2 * kinds.PLACES)
    rows = sparse.csr_matrix((its.weights / 10, (its.owner, its.places)), shape)
    weight = np.minimum(gold.length[wanted], 400) ** 0.7
    fitted = LogisticRegression(C=KINDS_STRENGTH, solver="lbfgs", max_iter=100, tol=1e-3)
    fitted.fit(rows, gold.kind[wanted], sample_weight=_normed(weight))
    top = np.abs(fitted.coef_).max()
    return np.rint(fitted.coef_.T * 127 / top).astype(np.int8), fitted.classes_.astype(np.int64)


def unseen_kinds(gold: Gold, is_main: NDArray[np.bool_]) -> NDArray[np.int64]:
    """What lines with a known kind are called by models that did not see their domain, or -1."""
    codes = np.full(len(gold.kind), -1)
    for number in range(FOLDS):
        naming, names = learn_kinds(gold, gold.part != number)
        asked = np.flatnonzero((gold.part == number) & (gold.kind >= 0))
        codes[asked] = [
            CODE[label] for label in kinds.labels(gold.inputs, asked, is_main, naming, names)
        ]
        print(f"kinds {number + 1}/{FOLDS}", flush=True)
    return codes


def learn_scale(score: NDArray[np.int64], gold: Gold) -> NDArray[np.float32]:
    """The probability for each step of the trees' score, on domains that the trees did not see."""
    chosen = gold.weight > 0
    curve = IsotonicRegression(y_min=0.003, y_max=0.997, out_of_bounds="clip")
    curve.fit(score[chosen] / 1e6, gold.boilerplate[chosen], sample_weight=gold.weight[chosen])
    steps = (np.arange(-SCALE * model.STEPS, SCALE * model.STEPS) + 0.5) / model.STEPS
    return np.array(np.round(curve.predict(steps), 3), np.float32)


def learn_confidence(sure: NDArray[np.float32], gold: Gold) -> NDArray[np.float32]:
    """The F1 of pages for each step of the F1 that the probabilities of their lines add up to."""
    ends = gold.inputs.lines.ends
    steps, f1 = [], []
    for page, of_page in zip(gold.pages, np.split(sure, ends[:-1]), strict=True):
        if page.source in BENCH:
            lengths = np.array([line.end - line.start for line in page.lines])
            steps.append(confidence.expected(lengths, of_page, CONFIDENCES))
            f1.append(page.f1(of_page < confidence.LEAST))
    curve = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip").fit(steps, f1)
    return np.array(np.round(curve.predict(np.arange(CONFIDENCES)), 3), np.float32)


def train(gold: Gold, shared: Path) -> tuple[model.Weights, dict[str, NDArray[np.int64]]]:
    """The weights, and the scores of each line by trees that did not see its domain."""
    everything = np.ones(len(gold.length), np.bool_)
    bag = words_bag(gold)
    rarity = learn_rarity(gold)
    by_words = np.zeros((2, len(everything)), np.float32)
    by_names = np.zeros(len(everything), np.float32)
    for number in range(FOLDS):
        held_out = gold.part == number
        words = learn_words(bag, gold, ~held_out)
        names = learn_names(gold, ~held_out)
        by_words[:, held_out] = line_model.scores(gold.inputs.lines, *words)[:, held_out]
        by_names[held_out] = inputs.name_scores(gold.inputs.names, *names)[held_out]
        print(f"scores {number + 1}/{FOLDS}", flush=True)
    table = np.array(columns.columns(gold.inputs, by_words, by_names, rarity))
    print(f"{table.shape} features", flush=True)
    trees, first = stacked(TREES, table, gold)
    table = np.array(second.columns(gold.inputs, model.log_odds(first)))
    second_trees, score = stacked(SECOND, table, gold)
    naming, labels = learn_kinds(gold, everything)
    about = {
        "trained_by": "benchmarks/train_page_model.py",
        "trained_on": sources.digests(shared, sorted({page.source for page in gold.pages})),
    }
    words, intercepts = learn_words(bag, gold, everything)
    of_names, names_intercept = learn_names(gold, everything)
    scale = learn_scale(score, gold)
    learned = model.Weights(
        words, intercepts, rarity, of_names, np.array(names_intercept), *trees, *second_trees,
        naming, labels, scale,
        learn_confidence(model.scaled(score, scale), gold), np.array(json.dumps(about)),
    )  # fmt: skip
    return learned, {"first": first, "score": score}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--without", help="a file of pages to leave out")
    parser.add_argument("--held-out", type=Path, help="write the scores of the folds there")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    names = [name for name in SOURCES if name != options.without]
    gold = load(options.shared, names)
    learned, scores = train(gold, options.shared)
    save(learned._asdict(), options.out)
    if options.held_out:
        is_main = model.scaled(scores["score"], learned.scale) < confidence.LEAST
        save(scores | {"kind": unseen_kinds(gold, is_main)}, options.held_out)
    print(f"{options.out}: {options.out.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
