"""Train the line model on the bench's gold lines: `corpus/label/line_model/weights.npz`.

    python -m benchmarks.train_line_model [--bench ../shared/bench] [--without FOLD] --out FILE

`pip install -e '.[train]'` brings what it needs. The word scores that the trees learn from are
given by models that did not see the line's domain (FOLDS-fold, by domain), as they will be given
for a domain that nobody has seen; so is the scale that turns the trees' score into a probability
(isotonic regression). `--without` leaves one fold of domains out, for cross-validation. The same
bench, seeds and library versions give the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import tempfile
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import scipy.sparse as sparse
from catboost import CatBoostClassifier, Pool
from numpy.typing import NDArray
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

from benchmarks import hand
from benchmarks.bench import digests, pages
from corpus.contract.labels import CODE
from corpus.label import lines
from corpus.label.line_model import features, inputs, kinds, model, story
from corpus.label.line_model.surroundings import LONGEST
from corpus.label.voters import rule
from corpus.label.voters.voter import Batch

FOLDS = 5
UNKNOWN = "a"  # a line that the bench leaves unscored
FURNITURE = ("title", "byline", "date", "lede")  # why it does
LONG = 60  # characters: the second score learns from lines at least so long
FURNITURE_WEIGHT = 0.3  # is no boilerplate, but looks like it: at 1 a tenth of all menus was lost
RESIDUAL_WEIGHT = 2.0  # lines that an extractor left are fewer than those of whole pages
# Chosen by cross-validation over domains on the bench: more and deeper trees add nothing there.
TREES: dict[str, Any] = {
    "iterations": 300,
    "learning_rate": 0.1,
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
LEARNED = 20  # pages of a language in the bench, from which the model is asked in it
COMMON = 20  # one in so many pages has a word that says nothing of what an article is about
STRENGTH = 4.0  # of the word scores, sklearn's C
# Of the model of kinds: sklearn's C, and the power of its length by which a line counts. Of C from
# 0.03 to 0.3 and powers from 0.5 to 0.9 the best over folds of domains, by a hundredth at most.
KINDS_STRENGTH, KINDS_POWER = 0.05, 0.7
SCALE = 20  # units of log odds either side that the scale tells apart


class Gold(NamedTuple):
    """The bench's lines; arrays over them."""

    its: inputs.Lines
    boilerplate: NDArray[np.int8]  # 1; 0 story or furniture; -1 not to be learned from
    furniture: NDArray[np.bool_]  # headlines, bylines and the like, which the bench never scores
    kind: NDArray[np.int64]  # code of the label that people gave; -1 where nobody did
    length: NDArray[np.int64]
    domain: NDArray[np.int64]
    page: NDArray[np.int64]
    fresh: NDArray[np.bool_]  # the first time that this page says this
    residual: NDArray[np.bool_]


def fold(domain: str) -> int:
    """A number that says in which fold a domain is."""
    return int(hashlib.md5(domain.encode()).hexdigest()[:8], 16)


def load(bench: Path) -> Gold:
    articles: list[list[lines.Line]] = []
    said: list[str] = []
    kind, domain, number, fresh, residual = [], [], [], [], []
    for place, page in enumerate(pages(bench)):
        seen: set[tuple[str, str]] = set()
        split = {name: lines.lines(its["text"]) for name, its in page["variants"].items()}
        told = hand.kinds(page["id"], split)
        for name, its in split.items():
            gold = {start: rest for start, _, *rest in page["variants"][name]["lines"]}
            articles.append(its)
            for line in its:
                meaning = _meaning(*gold.get(line.start, UNKNOWN))
                kind.append(
                    CODE[told[line.key].label] if meaning == "b" and line.key in told else -1
                )
                said.append(meaning)
                fresh.append((line.key, meaning) not in seen)
                seen.add((line.key, meaning))
                domain.append(fold(page["domain"] or page["id"]))
                number.append(place)
                residual.append(name != "full")
    votes = [vote for some in _batches(articles) for vote in rule.vote(Batch(lines=some))]
    known = {"b": 1, "m": 0, "furniture": 0, UNKNOWN: -1}
    return Gold(
        inputs.read(articles, votes),
        np.array([known[one] for one in said], np.int8),
        np.array([one == "furniture" for one in said]),
        np.array(kind),
        np.array([line.end - line.start for its in articles for line in its]),
        np.array(domain),
        np.array(number),
        np.array(fresh),
        np.array(residual),
    )


def _meaning(label: str, why: str = "", *_: Any) -> str:
    return "furniture" if label == UNKNOWN and why in FURNITURE else label


def _batches(articles: list[Any], size: int = 512) -> list[list[Any]]:
    return [articles[at : at + size] for at in range(0, len(articles), size)]


def bag(its: inputs.Lines, places: NDArray[np.int64], owner: NDArray[np.int64], rows: int) -> Any:
    """Lines as bags of words, scaled as `model.scores` does."""
    shape = (rows, 1 << features.BITS)
    made = sparse.csr_matrix((np.ones(len(places)), (owner, places)), shape)
    roots = np.sqrt(np.maximum(np.bincount(owner, minlength=rows), 1))
    return sparse.diags(1 / roots).dot(made).tocsr()


def learn_words(words: Any, gold: Gold, among: NDArray[np.bool_]) -> tuple[Any, Any]:
    """Two linear models of a line's words: tables and intercepts, in thousandths."""
    tables, intercepts = [], []
    for long in (0, LONG):
        chosen = among & gold.fresh & (gold.boilerplate >= 0) & ~gold.furniture
        chosen &= gold.length >= long
        fitted = LogisticRegression(C=STRENGTH, solver="liblinear", tol=1e-3, random_state=1)
        fitted.fit(words[chosen], gold.boilerplate[chosen])
        tables.append(np.rint(np.clip(fitted.coef_[0] * 1000, -32000, 32000)))
        intercepts.append(round(fitted.intercept_[0] * 1000))
    return np.array(tables, np.int16), np.array(intercepts, np.int64)


def learn_rarity(gold: Gold, among: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """How few pages have each word, in tenths of a natural logarithm; 0 where one in COMMON has."""
    heard = among[gold.its.line]
    both = np.unique(gold.page[gold.its.line[heard]] << features.BITS | gold.its.words[heard])
    pages_with = np.bincount(both & ((1 << features.BITS) - 1), minlength=1 << features.BITS)
    share = np.maximum(pages_with, 1) / len(np.unique(gold.page[among]))
    return np.where(share < 1 / COMMON, np.rint(-10 * np.log(share)), 0).astype(np.uint8)


def line_weights(gold: Gold) -> NDArray[np.float64]:
    """How much each line counts: figures are measured over characters, but no line is all."""
    weight = np.sqrt(np.minimum(gold.length, 500))
    weight *= np.where(gold.residual, RESIDUAL_WEIGHT, 1)
    return np.asarray(weight * np.where(gold.furniture, FURNITURE_WEIGHT, 1), np.float64)


def learn_trees(columns: list[Any], gold: Gold, among: NDArray[np.bool_]) -> model.Trees:
    chosen = among & (gold.boilerplate >= 0)
    weight = line_weights(gold)
    table = np.stack([column[chosen] for column in columns], axis=1)
    fitted = CatBoostClassifier(**TREES)
    fitted.fit(Pool(table, gold.boilerplate[chosen].astype(int), weight=weight[chosen]))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        fitted.save_model(str(path), format="json")
        said = json.loads(path.read_text())
    (scale, bias) = said["scale_and_bias"]
    depth = TREES["depth"]
    splits, borders, leaves = [], [], []
    for tree in said["oblivious_trees"]:
        made = (tree["splits"] or [])[::-1]  # CatBoost names the lowest bit first
        missing = depth - len(made)
        splits.append([0] * missing + [split["float_feature_index"] for split in made])
        borders.append([np.inf] * missing + [split["border"] for split in made])
        values = np.zeros(1 << depth)
        values[: len(tree["leaf_values"])] = tree["leaf_values"]
        leaves.append(values * scale)
    leaves[0] = leaves[0] + bias[0]
    return model.Trees(
        np.array(splits, np.int16),
        np.array(borders, np.float32),
        np.rint(np.array(leaves) * 1e6).astype(np.int32),
    )


def learn_kinds(gold: Gold, among: NDArray[np.bool_]) -> Any:
    """A linear model of the kind of boilerplate lines, from what people and rules say of them.

    Rules count on residual text only: in the menus of a whole page they name what a link leads to.
    """
    rule, block = (gold.its.table[features.COLUMNS.index(name)] for name in ("kind", "block"))
    ruled = gold.residual & (gold.boilerplate == 1) & (rule >= 0)
    codes = np.where(
        gold.kind >= 0, gold.kind, np.where(ruled & (block == 0), rule, -1).astype(int)
    )
    wanted = np.flatnonzero(among & gold.fresh & (codes >= 0))
    weight = np.minimum(gold.length[wanted], LONGEST) ** KINDS_POWER
    told = kinds.words(gold.its, wanted)
    shape = (len(wanted), 1 << features.BITS)
    rows = sparse.csr_matrix((told.weights / 10, (told.owner, told.places)), shape)
    fitted = LogisticRegression(C=KINDS_STRENGTH, solver="lbfgs", max_iter=100, tol=1e-2)
    fitted.fit(rows, codes[wanted], sample_weight=weight / weight.mean())
    top = np.abs(fitted.coef_).max()
    return np.rint(fitted.coef_.T * 127 / top).astype(np.int8), fitted.classes_.astype(np.int64)


def train(bench: Path, without: int | None) -> model.Weights:
    gold = load(bench)
    count = len(gold.length)
    words = bag(gold.its, gold.its.words, gold.its.line, count)
    among = np.ones(count, np.bool_) if without is None else gold.domain % FOLDS != without
    # What is left is cut anew, by other digits of the same number.
    part = gold.domain // FOLDS % FOLDS
    unseen = np.zeros((2, count), np.float32)
    for one in range(FOLDS):
        here = part == one
        table, intercepts = learn_words(words, gold, among & ~here)
        unseen[:, here] = model.scores(gold.its, table, intercepts)[:, here]
        print(f"word scores {one + 1}/{FOLDS}", flush=True)
    rarity = learn_rarity(gold, among)
    columns = story.columns(gold.its, unseen, rarity)
    scale = learn_scale(columns, gold, among, part)
    print("scale", flush=True)
    trees = learn_trees(columns, gold, among)
    print("trees", flush=True)
    table, intercepts = learn_words(words, gold, among)
    naming, names = learn_kinds(gold, among)
    read = {**digests(bench), hand.FILE.name: hashlib.sha256(hand.FILE.read_bytes()).hexdigest()}
    pages_of = Counter(page["lang"] for page in pages(bench))
    about = {
        "trained_by": "benchmarks/train_line_model.py",
        "trained_on": read,
        "languages": sorted(name for name, count in pages_of.items() if count >= LEARNED),
    }
    return model.Weights(
        table, intercepts, rarity, naming, names, *trees, scale, np.array(json.dumps(about))
    )


def learn_scale(columns: list[Any], gold: Gold, among: Any, part: Any) -> NDArray[np.float32]:
    """The probability behind each step of the trees' score, on domains the trees did not see."""
    seen = np.zeros(len(part), np.bool_)
    score = np.zeros(len(part), np.int64)
    for one in (0, 1):  # two of the folds are enough to measure a curve, and half the time
        here = among & (part == one)
        trees = learn_trees(columns, gold, among & ~here)
        score[here] = model.ask(trees, [column[here] for column in columns])
        seen |= here
    chosen = seen & (gold.boilerplate >= 0) & ~gold.furniture
    score = model.grounded(score, gold.its)
    weight = line_weights(gold)
    curve = IsotonicRegression(y_min=0.005, y_max=0.995, out_of_bounds="clip")
    curve.fit(score[chosen] / 1e6, gold.boilerplate[chosen], sample_weight=weight[chosen])
    steps = (np.arange(-SCALE * model.STEPS, SCALE * model.STEPS) + 0.5) / model.STEPS
    return np.array(np.round(curve.predict(steps), 3), np.float32)


def save(learned: model.Weights, path: Path) -> None:
    """An `.npz` with the same bytes for the same weights: no clock, one order."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as stored:
        for name, array in learned._asdict().items():
            said = io.BytesIO()
            np.lib.format.write_array(said, np.asarray(array), allow_pickle=False)
            stored.writestr(
                zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)),
                said.getvalue(),
                zipfile.ZIP_DEFLATED,
                9,
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--bench", type=Path, default=Path("../shared/bench"))
    parser.add_argument("--without", type=int, help="leave this fold of the domains out")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    save(train(options.bench, options.without), options.out)
    print(f"{options.out}: {options.out.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
