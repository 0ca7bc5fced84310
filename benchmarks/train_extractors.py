"""Train the page model that also reads extractors: `corpus/labelling/page_model/extractors.npz`.

    python -m benchmarks.train_extractors --held-out FILE --out FILE [--shared ../shared]
        [--scores FILE]

FILE after `--held-out` is what `train_page_model` wrote: scores of lines by trees that did not see
their domain, as the model meets them on strangers. The extractors are run on the pages of the
bench, some minutes. `--scores` keeps the scores of folds over domains, of both sets of trees.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.bench import FILES as BENCH
from benchmarks.page_gold import GoldPage
from benchmarks.train_page_model import TREES, Gold, learn_confidence, learn_scale, load, stacked
from corpus.labelling.learned import save
from corpus.labelling.page_model import confidence, extracted, kept, model
from corpus.page.extractors.kept import kept_shares
from corpus.page.extractors.table import CHEAP, EXTRACTORS
from corpus.page.text_model import PageText

SETTINGS: dict[str, Any] = {
    **TREES,
    "iterations": 300,
    "learning_rate": 0.06,
    "depth": 6,
    "l2_leaf_reg": 8,
    "rsm": 0.4,
}


def shares(pages: Sequence[GoldPage]) -> NDArray[np.float16]:
    """What all extractors keep of the lines of pages."""
    return np.concatenate(list(_shares(pages)))


def _shares(pages: Sequence[GoldPage]) -> Iterator[NDArray[np.float16]]:
    for page in pages:
        yield kept_shares(page.html, PageText(page.text, page.lines), EXTRACTORS).shares


def train(
    gold: Gold, sure: NDArray[np.float32], of_all: NDArray[np.float16]
) -> tuple[dict[str, NDArray[Any]], dict[str, NDArray[np.int64]]]:
    """The weights, and the scores of each line by trees that did not see its domain.

    Args:
        gold: The bench.
        sure: The probability of its lines by the model that reads no extractors.
        of_all: What all extractors keep of its lines, those of `CHEAP` first.
    """
    learned: dict[str, NDArray[Any]] = {}
    scores: dict[str, NDArray[np.int64]] = {}
    by_set: dict[str, NDArray[np.float32]] = {}
    for name, count in (("quick", len(CHEAP)), ("all", of_all.shape[1])):
        columns = kept.columns(gold.inputs, extracted.log_odds(sure), of_all[:, :count])
        trees, scores[name] = stacked(SETTINGS, np.array(columns), gold)
        scale = learn_scale(scores[name], gold)
        by_set[name] = model.scaled(scores[name], scale)
        fields = extracted.Learned(*trees, scale)._asdict()
        learned |= {f"{name}_{field}": values for field, values in fields.items()}
    learned["doubt"] = learn_confidence(by_set["quick"], gold)
    asked = cascade(gold, by_set["quick"], by_set["all"], learned["doubt"], extracted.DOUBT)
    learned["confidence"] = learn_confidence(asked, gold)
    return learned, scores


def cascade(
    gold: Gold,
    quick: NDArray[np.float32],
    every: NDArray[np.float32],
    curve: NDArray[np.float32],
    doubt: float,
) -> NDArray[np.float32]:
    """The probabilities by all extractors on pages of which the quick ones leave doubt."""
    ends = gold.inputs.lines.ends[:-1]
    parts = []
    for page, first, second in zip(
        gold.pages, np.split(quick, ends), np.split(every, ends), strict=True
    ):
        lengths = np.array([line.end - line.start for line in page.lines])
        expected = curve[confidence.expected(lengths, first, len(curve))]
        parts.append(second if expected < doubt else first)
    return np.concatenate(parts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--held-out", type=Path, required=True)
    parser.add_argument("--scores", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    gold = load(options.shared, BENCH)
    # The bench comes first there.
    score = np.load(options.held_out)["score"][: len(gold.length)]
    sure = model.scaled(score, model.weights().scale)
    learned, scores = train(gold, sure, shares(gold.pages))
    save(learned, options.out)
    if options.scores:
        save(scores, options.scores)
    print(f"{options.out}: {options.out.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
