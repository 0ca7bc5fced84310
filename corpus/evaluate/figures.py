"""The figures of many articles: precision, recall, intervals, calibration, kinds of labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.evaluate.measure import STEPS, Measured

_RESAMPLES = 500  # percentile bootstrap over articles (Efron and Tibshirani 1993)
_AT_ONCE = 1 << 16  # articles of resamples in memory
_PERCENTILES = (2.5, 97.5)  # ends of a 95% interval


def step_of(min_confidence: float) -> int:
    """The step of confidence from which labels count."""
    return round(min_confidence * STEPS)


def figures(measured: Sequence[Measured], step: int, intervals: bool = True) -> dict[str, Any]:
    """Precision, recall and F1 over characters, and F1 over the words that are left.

    A figure is None where there is nothing to divide by: no label given, nothing to find.

    Args:
        measured: articles.
        step: of confidence, from which labels count.
        intervals: whether 95% intervals are computed, which takes long.
    """
    # Sorted, so that the resamples do not depend on the order of the articles.
    counts = sorted((m.right[step:].sum(), m.wrong[step:].sum(), m.boilerplate) for m in measured)
    table = np.array(counts, np.int64).reshape(-1, 3)
    right, wrong, boilerplate = table.sum(0)
    precision, recall = _precision_recall(table)
    values: dict[str, Any] = {
        "articles": len(measured),
        "boilerplate": int(boilerplate),
        "precision": precision,
        "recall": recall,
        "f1": _ratio(2 * right, right + wrong + boilerplate),
    }
    if intervals:
        values |= _intervals(table)
    return values | _word_figures(measured)


def _precision_recall(table: NDArray[np.int64]) -> tuple[float | None, float | None]:
    """From rows of right, wrong and boilerplate characters, shape `(articles, 3)`."""
    right, wrong, boilerplate = table.sum(0)
    return _ratio(right, right + wrong), _ratio(right, boilerplate)


def _intervals(table: NDArray[np.int64]) -> dict[str, list[float]]:
    """95% intervals of precision and recall; arguments as for `_precision_recall`."""
    chance, articles = np.random.default_rng(0), len(table)
    at_once = max(1, _AT_ONCE // max(1, articles))
    sums = [
        table[chance.integers(0, articles, (min(at_once, _RESAMPLES - done), articles))].sum(1)
        for done in range(0, _RESAMPLES, at_once)
    ]
    resampled = [
        (_ratio(right, right + wrong), _ratio(right, boilerplate))
        for right, wrong, boilerplate in np.concatenate(sums).tolist()
    ]
    intervals = {}
    for name, values in zip(("precision", "recall"), zip(*resampled, strict=True), strict=True):
        defined = [value for value in values if value is not None]
        if defined:
            low, high = np.percentile(defined, _PERCENTILES)
            intervals[f"{name}_95"] = [float(low), float(high)]
    return intervals


def _word_figures(measured: Sequence[Measured]) -> dict[str, Any]:
    """Mean F1 over words, and the share of the possible gain that is reached."""
    words = [article.words for article in measured if article.words]
    if not words:
        return {}
    whole, ours, gold = (float(value) for value in np.mean(words, axis=0))
    return {
        "words_f1": {"nothing removed": whole, "ours": ours, "gold removed": gold},
        "gap_closed": _ratio(ours - whole, gold - whole),
    }


def calibration(measured: Sequence[Measured], step: int) -> dict[str, Any]:
    """How far confidence is from the share that is right.

    The error is the expected calibration error over STEPS bins (Naeini et al. 2015), weighted by
    characters.

    Args:
        measured: articles.
        step: of confidence, from which labels count for the error.
    """
    right = _summed(article.right for article in measured)
    total = right + _summed(article.wrong for article in measured)
    confidence = _summed(article.confidence for article in measured)
    bins = [
        {
            "from": number / STEPS,
            "characters": int(total[number]),
            "confidence": confidence[number] / total[number],
            "right": right[number] / total[number],
        }
        for number in range(STEPS)
        if total[number]
    ]
    gaps = np.abs(confidence - right)[step:]
    return {"error": _ratio(float(gaps.sum()), float(total[step:].sum())), "bins": bins}


def _summed(steps: Iterable[NDArray[Any]]) -> NDArray[np.float64]:
    return sum(steps, np.zeros(STEPS))


def curve(measured: Sequence[Measured]) -> list[dict[str, Any]]:
    """Precision, recall and F1 for every `--min-confidence` from 0.5 up, in steps."""
    points = []
    for step in range(STEPS // 2, STEPS):
        values = figures(measured, step, intervals=False)
        shown = {name: values[name] for name in ("precision", "recall", "f1")}
        points.append({"min_confidence": step / STEPS, **shown})
    return points


def labels(measured: Sequence[Measured]) -> dict[str, dict[str, Any]]:
    """By label: how much is boilerplate, and how much of this kind where people named kinds."""
    right = sum((article.right_by_label for article in measured), Counter[str]())
    wrong = sum((article.wrong_by_label for article in measured), Counter[str]())
    kinds = sum((article.kinds for article in measured), Counter[tuple[str, str]]())
    missed = sum((article.missed for article in measured), Counter[str]())
    named_by_program, named_by_gold = Counter[str](), Counter[str](missed)
    for (label, kind), characters in kinds.items():
        named_by_program[label] += characters
        named_by_gold[kind] += characters
    return {
        label: {
            "characters": right[label] + wrong[label],
            "precision": _ratio(right[label], right[label] + wrong[label]),
            "kind_right": _ratio(kinds[label, label], named_by_program[label]),
            "recall_of_kind": _ratio(kinds[label, label], named_by_gold[label]),
        }
        for label in sorted({*right, *wrong, *named_by_gold})
    }


def kinds_right(measured: Sequence[Measured]) -> float | None:
    """The share of boilerplate characters found that have the label people gave them."""
    kinds = sum((article.kinds for article in measured), Counter[tuple[str, str]]())
    same = sum(characters for (label, kind), characters in kinds.items() if label == kind)
    return _ratio(same, kinds.total())


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None
