"""Measure the page model: on domains that it did not see, and on pages of other sources.

    python -m benchmarks.measure_pages --held-out FILE [--shared ../shared]

FILE is what `train_page_model --held-out` wrote: the score of every line of bench and training, by
trees that saw no page of its domain. Figures are of the bench's files, and of `measure`, which
nothing was trained on (by the package's weights). F1 is over words, as the bench's scorer counts.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks import hand, sources
from benchmarks.bench import FILES as BENCH
from benchmarks.page_gold import GoldPage, aligned
from benchmarks.train_page_model import SOURCES, Gold, load
from corpus.contract.labels import FURNITURE, LABELS, is_boilerplate
from corpus.labelling.lines import lines
from corpus.labelling.page_model import confidence, kinds, model

BAD = 0.9  # word-F1
COVERED = 0.5  # of the gold's words: texts with less are left out, as by the bench's scorer
RESIDUAL_LEAST = (0.65, 0.8, 0.9)
BINS = (0.8, 0.9, 0.95, 0.98)
RESAMPLES = 1000


def of_pages(gold: Gold, values: NDArray[Any]) -> list[NDArray[Any]]:
    """Values of lines, by page."""
    return np.split(values, np.cumsum([len(page.lines) for page in gold.pages])[:-1])


def interval(values: Sequence[float]) -> tuple[float, float]:
    """95%, by bootstrap over pages."""
    drawn = np.random.default_rng(0).choice(values, (RESAMPLES, len(values))).mean(axis=1)
    low, high = np.quantile(drawn, [0.025, 0.975])
    return float(low), float(high)


def rows(
    gold: Gold, sure: NDArray[np.float32], learned: model.Weights, files: Iterable[str]
) -> None:
    """Print a row per file and one for all."""
    found: dict[str, list[tuple[float, ...]]] = defaultdict(list)
    labels = np.array(_labels(gold, sure, learned), object)
    for page, of_page, called in zip(
        gold.pages, of_pages(gold, sure), of_pages(gold, labels), strict=True
    ):
        if page.source in files and page.is_complete:
            kept = of_page < confidence.LEAST
            is_furniture = np.isin(called, FURNITURE)
            figures = (
                page.f1(kept),
                page.f1(kept | (is_furniture & (called != "caption"))),
                page.f1(kept | is_furniture),
                page.f1(page.is_main),
                page.f1(np.ones_like(kept)),
            )
            found[page.source].append(figures)
            found["all"].append(figures)
    print("| | pages | all but main text removed | below 0.90 | boilerplate and captions removed |")
    print("... | boilerplate removed | oracle | nothing removed |")
    for name, of_file in found.items():
        ours, *others = zip(*of_file, strict=True)
        low, high = interval(ours)
        shown = " | ".join(f"{np.mean(values):.4f}" for values in others)
        bad = np.mean(np.array(ours) < BAD)
        print(
            f"| {name} | {len(ours)} | {np.mean(ours):.4f} ({low:.3f} to {high:.3f}) "
            f"| {bad:.1%} | {shown} |"
        )


def _labels(gold: Gold, sure: NDArray[np.float32], learned: model.Weights) -> list[str]:
    """The label of each line, if it is not main text. The model of kinds has seen the pages."""
    everything = np.arange(len(sure))
    is_main = sure < confidence.LEAST
    return kinds.labels(gold.inputs, everything, is_main, learned.kinds, learned.kind_names)


def residual(gold: Gold, sure: NDArray[np.float32]) -> None:
    """Print how much of the boilerplate that extractors leave is found where the page is known."""
    found: dict[tuple[str, float], NDArray[np.int64]] = defaultdict(lambda: np.zeros(3, np.int64))
    for page, of_page in zip(gold.pages, of_pages(gold, sure), strict=True):
        if page.source not in BENCH or not page.is_complete:
            continue
        which = "WCXB" if page.source.startswith("wcxb") else "news"
        for name, variant in page.variants.items():
            if name != "full" and variant["cov"] >= COVERED and variant["lines"]:
                for least in RESIDUAL_LEAST:
                    found[which, least] += _counted(page, of_page, variant, least)
    print("| what extractors leave | threshold | precision | recall |")
    for (which, least), (right, wrong, missed) in sorted(found.items()):
        precision, recall = right / (right + wrong), right / (right + missed)
        print(f"| {which} | {least} | {precision:.3f} | {recall:.3f} |")


def _counted(
    page: GoldPage, sure: NDArray[np.float32], variant: dict[str, Any], least: float
) -> NDArray[np.int64]:
    """Characters of boilerplate found, of main text taken for it, of boilerplate missed."""
    lines = variant["lines"]
    on_page = aligned(page, variant["text"], [line[0] for line in lines])
    counts = np.zeros(3, np.int64)
    for (start, end, label, *_), places in zip(lines, on_page, strict=True):
        is_found = len(places) and sure[places].mean() >= least
        if label == "b":
            counts[0 if is_found else 2] += end - start
        elif label == "m" and is_found:
            counts[1] += end - start
    return counts


def named(gold: Gold, sure: NDArray[np.float32], codes: NDArray[np.int64]) -> None:
    """Print how often the kind of boilerplate found is right, by characters labelled by hand."""
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for page, of_page, called in zip(
        gold.pages, of_pages(gold, sure), of_pages(gold, codes), strict=True
    ):
        by_hand = hand.kinds(
            page.id, {name: lines(variant["text"]) for name, variant in page.variants.items()}
        )
        for place, line in enumerate(lines(page.text)):
            kind = by_hand.get(line.key)
            if (
                kind
                and is_boilerplate(kind.label)
                and not page.is_main[place]
                and page.is_sure[place]
                and of_page[place] >= confidence.LEAST
            ):
                for name in ("all", kind.label):
                    total[name] += line.end - line.start
                    right[name] += (LABELS[called[place]] in kind) * (line.end - line.start)
    print("| kind | characters | right |")
    for name, count in total.most_common():
        print(f"| {name} | {count:,} | {right[name] / count:.3f} |")


def reliability(gold: Gold, sure: NDArray[np.float32], curve: NDArray[np.float32]) -> None:
    """Print the expected F1 of pages beside the measured one."""
    expected, measured = [], []
    for page, of_page in zip(gold.pages, of_pages(gold, sure), strict=True):
        if page.source in BENCH and page.is_complete:
            lengths = np.array([line.end - line.start for line in page.lines])
            expected.append(float(curve[confidence.expected(lengths, of_page, len(curve))]))
            measured.append(page.f1(of_page < confidence.LEAST))
    bins = np.digitize(expected, BINS)
    print("| expected F1 | pages | expected | measured |")
    for number in np.unique(bins):
        of_bin = bins == number
        low, high = ([0, *BINS, 1][number + step] for step in (0, 1))
        means = (np.mean(np.array(values)[of_bin]) for values in (expected, measured))
        print(f"| {low} to {high} | {of_bin.sum()} |", *(f"{mean:.3f} |" for mean in means))


def worst(gold: Gold, sure: NDArray[np.float32], files: Iterable[str]) -> None:
    """Print the pages that stay bad."""
    bad: list[tuple[float, GoldPage, NDArray[np.bool_]]] = []
    for page, of_page in zip(gold.pages, of_pages(gold, sure), strict=True):
        kept = of_page < confidence.LEAST
        if page.source in files and page.is_complete and page.f1(kept) < BAD:
            bad.append((page.f1(kept), page, kept))
    for f1, page, kept in sorted(bad, key=lambda row: row[0]):
        extra = int(page.words[kept & ~page.is_main].sum())
        lost = int(page.words[~kept & page.is_main].sum())
        print(f"{f1:.3f} {page.id} gold {page.gold_size} words, {extra} too many, {lost} lost")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--held-out", type=Path, required=True)
    options = parser.parse_args()
    learned = model.weights()
    gold = load(options.shared, [*SOURCES])
    stored = np.load(options.held_out)
    sure = model.scaled(stored["score"], learned.scale)
    rows(gold, sure, learned, BENCH)
    named(gold, sure, stored["kind"])
    reliability(gold, sure, learned.confidence)
    residual(gold, sure)
    worst(gold, sure, BENCH)
    to_measure = sources.names(sources.MEASURE)
    strangers = load(options.shared, to_measure)
    rows(strangers, model.probabilities(strangers.inputs, learned), learned, to_measure)


if __name__ == "__main__":
    main()
