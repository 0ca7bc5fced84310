"""How much a random split flatters a model, and whether ours does.

    python -m benchmarks.flattery [--bench ../shared/bench] [--seeds 10]

A small model learns which lines of a page are boilerplate: logistic regression on words and pairs
of words. A fifth of the outlets, and what tells their stories, is kept away: the world that the
model will meet. The rest is split, at random or as `corpus build` splits it; the model learns from
`train`, is tested on `test`, and then on the outlets kept away. A split is honest when both say
the same. Groups come from a real build of all pages; each seed draws other outlets and splits.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import SGDClassifier
from sklearn.metrics import f1_score

from benchmarks.bench import pages
from corpus.contract.splits import TEST, TRAIN
from corpus.engine.local import Local
from corpus.engine.runner import Runner, Silent
from corpus.hashing import text_hash
from corpus.linking.links import LINK
from corpus.linking.stories import UNDATED
from corpus.pipeline.config import Config
from corpus.pipeline.plan import build
from corpus.split.assign import NEW, UNSEEN, Articles, Choice, assign

FRESH = 0.2  # of the outlets are kept away
SIZES = (0.8, 0.0, 0.2)  # of train and test: there is nothing to tune
WAYS = ("random", "story", "outlet")


class Setting(NamedTuple):
    """Which articles are made of the bench's pages."""

    name: str
    variants: tuple[str, ...]
    least: int  # pages of an outlet


SETTINGS = (
    Setting("each page in four extractions", ("full", "traf", "readability", "newspaper"), 1),
    Setting("each page once", ("full",), 1),
    Setting("each page once, outlets of several pages", ("full",), 2),
)


class Corpus(NamedTuple):
    """Articles by number, and their lines."""

    ids: NDArray[np.bytes_]
    groups: NDArray[np.uint32]
    outlets: NDArray[np.uint64]
    lines: Any  # sparse matrix, one row a line
    boilerplate: NDArray[np.bool_]  # by line
    article: NDArray[np.int64]  # by line


def corpus(bench: Path, setting: Setting) -> Corpus:
    """The articles of a setting, with the groups that a build gives them."""
    every = list(pages(bench))
    of_outlet = Counter(map(_outlet, every))
    records, gold = [], {}
    for page in every:
        for name in setting.variants if of_outlet[_outlet(page)] >= setting.least else ():
            text, lines = page["variants"][name]["text"], page["variants"][name]["lines"]
            judged = [(text[a:b], c == "b") for a, b, c, *_ in lines if c != "a"]
            if judged:
                gold[f"{page['id']}.{name}"] = judged
                record = {"id": f"{page['id']}.{name}", "outlet": _outlet(page), "text": text}
                records.append(json.dumps(record))
    rows = sorted(_built(records), key=lambda row: _hash(row["id"]))
    first: dict[str, int] = {}
    lines = [(number, *line) for number, row in enumerate(rows) for line in gold[row["id"]]]
    words = HashingVectorizer(ngram_range=(1, 2), n_features=1 << 18, alternate_sign=False)
    return Corpus(
        np.array([_hash(row["id"]) for row in rows], "S16"),
        np.array(
            [first.setdefault(row["group"], number) for number, row in enumerate(rows)], np.uint32
        ),
        np.array([text_hash(row["outlet"]) for row in rows], np.uint64),
        words.transform([text for _, text, _ in lines]),
        np.array([is_boilerplate for *_, is_boilerplate in lines]),
        np.array([number for number, *_ in lines]),
    )


def _outlet(page: dict[str, Any]) -> str:
    return str(page["domain"] or page["id"]).lower()


def _hash(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()[:16]


def _built(records: list[str]) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as name:
        raw = Path(name) / "raw"
        raw.mkdir()
        (raw / "pages.jsonl").write_text("\n".join(records), "utf-8")
        build(Config(raw, Path(name) / "out"), Runner(Local(1), Silent()))
        files = Path(name).glob("out/latest/data/*.parquet")
        columns = ["id", "group", "outlet"]
        return [row for f in files for row in pq.read_table(f, columns=columns).to_pylist()]


def split(known: Corpus, rest: NDArray[np.int64], by: str, seed: int) -> NDArray[np.uint8]:
    """The split of these articles."""
    count = len(rest)
    if by == "random":
        return np.where(np.random.default_rng(seed).random(count) < SIZES[0], TRAIN, TEST)
    _, groups, inverse = np.unique(known.groups[rest], return_index=True, return_inverse=True)
    unseen = np.full(count, UNSEEN, np.uint8)
    articles = Articles(
        groups=groups[inverse].astype(np.uint32),
        links=np.empty(0, LINK),
        ids=known.ids[rest],
        outlets=known.outlets[rest],
        languages=np.zeros(count, np.uint64),
        published=np.full(count, UNDATED),
        before=unseen,
        held=np.full(count, NEW, np.uint8),
        torn=np.zeros(count, np.bool_),
    )
    return assign(articles, Choice(by, SIZES, str(seed))).splits


def measure(known: Corpus, seed: int) -> dict[str, tuple[float, float]]:
    """By way to split: F1 of boilerplate lines on `test`, and on the outlets kept away."""
    outlets = sorted(set(known.outlets.tolist()))
    drawn = random.Random(seed).sample(outlets, round(len(outlets) * FRESH))
    fresh = np.isin(known.outlets, np.array(drawn, np.uint64))
    rest = np.flatnonzero(~np.isin(known.groups, known.groups[fresh]))
    scores = {}
    for by in WAYS:
        places = split(known, rest, by, seed)
        train, test = (np.isin(known.article, rest[places == code]) for code in (TRAIN, TEST))
        model = SGDClassifier("log_loss", alpha=1e-6, max_iter=5, tol=None, random_state=seed)
        model.fit(known.lines[train], known.boilerplate[train])
        away = fresh[known.article]
        scores[by] = (_f1(model, known, test), _f1(model, known, away))
    return scores


def _f1(model: Any, known: Corpus, lines: NDArray[np.bool_]) -> float:
    return float(f1_score(known.boilerplate[lines], model.predict(known.lines[lines])))


def interval(values: list[float]) -> tuple[float, float]:
    """Mean, and half of its 95% interval by the normal approximation."""
    return float(np.mean(values)), float(1.96 * np.std(values, ddof=1) / len(values) ** 0.5)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--bench", type=Path, default=Path("../shared/bench"))
    parser.add_argument("--seeds", type=int, default=10)
    options = parser.parse_args()
    for setting in SETTINGS:
        known = corpus(options.bench, setting)
        sizes = len(known.ids), len(set(known.groups.tolist())), len(set(known.outlets.tolist()))
        print("**{}**: {} articles, {} groups, {} outlets\n".format(setting.name, *sizes))
        print("| split | on its `test` | on outlets kept away | flatters by |\n|---|---|---|---|")
        runs = [measure(known, seed) for seed in range(options.seeds)]
        for by in WAYS:
            tested, fresh = ([run[by][column] for run in runs] for column in (0, 1))
            gap = [a - b for a, b in zip(tested, fresh, strict=True)]
            cells = [f"{m:.3f} ± {h:.3f}" for m, h in map(interval, (tested, fresh, gap))]
            print(f"| {by} | {' | '.join(cells)} |")
        print(flush=True)


if __name__ == "__main__":
    main()
