"""Counts of characters per article, and the ratios and intervals over many articles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.contract.article import Span
from corpus.contract.labels import is_boilerplate
from corpus.evaluate.gold import BOILERPLATE, STORY, UNSCORED, Gold

STEPS = 20  # of confidence, for curve and calibration
_RESAMPLES = 500  # percentile bootstrap over articles (Efron and Tibshirani 1993)
_PERCENTILES = (2.5, 97.5)  # ends of a 95% interval
_ROUNDING = 1e-6  # confidences are stored as float32
# Scripts without spaces between words: each character counts as a word.
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0e7f"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+")


class Measured(NamedTuple):
    """The counts of one article, in characters; newlines are never counted."""

    right: NDArray[np.int64]  # boilerplate labelled as such, by step of confidence
    wrong: NDArray[np.int64]  # story labelled as boilerplate, by step of confidence
    confidence: NDArray[np.float64]  # summed over `right` and `wrong`, by step of confidence
    boilerplate: int  # in the gold
    right_by_label: Counter[str]  # from the release's least confidence up
    wrong_by_label: Counter[str]
    kinds: Counter[tuple[str, str]]  # label of the program, label of the gold
    missed: Counter[str]  # boilerplate without a label, by label of the gold
    words: tuple[float, float, float] | None  # F1 of the text left: whole, ours, without the gold


def measure(
    text: str,
    gold: Gold,
    spans: Sequence[Span],
    min_confidence: float,
    counts: Callable[[str], bool] = is_boilerplate,
) -> Measured:
    """Compare the labels of a text with its gold.

    Args:
        text: canonical.
        gold: what people said of it.
        spans: labels of programs, from zero confidence up.
        min_confidence: of the labels that the release gives, 0..1.
        counts: whether a label claims that the span is no text of the article.
    """
    classes = _classes(text, gold)
    right, wrong = np.zeros((2, STEPS), np.int64)
    confidence = np.zeros(STEPS)
    right_by_label, wrong_by_label = Counter[str](), Counter[str]()
    kinds = Counter[tuple[str, str]]()
    unlabelled = classes.copy()
    removed = []
    for span in spans:
        if not counts(span.label):
            continue
        covered = classes[span.start : span.end]
        is_right, is_wrong = int((covered == BOILERPLATE).sum()), int((covered == STORY).sum())
        step = min(int(span.confidence * STEPS + _ROUNDING), STEPS - 1)
        right[step] += is_right
        wrong[step] += is_wrong
        confidence[step] += (is_right + is_wrong) * span.confidence
        if span.confidence >= min_confidence - _ROUNDING:
            removed.append((span.start, span.end))
            unlabelled[span.start : span.end] = UNSCORED
            right_by_label[span.label] += is_right
            wrong_by_label[span.label] += is_wrong
            kinds.update(_shared(span, gold))
    return Measured(
        right=right,
        wrong=wrong,
        confidence=confidence,
        boilerplate=int((classes == BOILERPLATE).sum()),
        right_by_label=right_by_label,
        wrong_by_label=wrong_by_label,
        kinds=kinds,
        missed=_missed(unlabelled, gold),
        words=_words(text, gold, removed),
    )


def _classes(text: str, gold: Gold) -> NDArray[np.int8]:
    """The class of every character, shape `(characters,)`."""
    classes = np.full(len(text), gold.rest, np.int8)
    for start, end, which in gold.classes:
        classes[start:end] = which
    classes[[index for index, character in enumerate(text) if character == "\n"]] = UNSCORED
    return classes


def _shared(span: Span, gold: Gold) -> dict[tuple[str, str], int]:
    """Characters that a span shares with spans of the gold, by the labels of both."""
    shared = Counter[tuple[str, str]]()
    for start, end, kind in gold.kinds or ():
        shared[span.label, kind] += max(0, min(end, span.end) - max(start, span.start))
    return +shared


def _missed(unlabelled: NDArray[np.int8], gold: Gold) -> Counter[str]:
    missed = Counter[str]()
    for start, end, kind in gold.kinds or ():
        missed[kind] += int((unlabelled[start:end] == BOILERPLATE).sum())
    return missed


def _words(
    text: str, gold: Gold, removed: Sequence[tuple[int, int]]
) -> tuple[float, float, float] | None:
    """F1 against the article's words: of the whole text, without `removed`, without the gold's."""
    if gold.main is None:
        return None
    boilerplate = [(start, end) for start, end, which in gold.classes if which == BOILERPLATE]
    return (
        _words_f1(text, gold.main),
        _words_f1(_cut(text, removed), gold.main),
        _words_f1(_cut(text, boilerplate), gold.main),
    )


def _cut(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text without these spans, which are in order."""
    kept, last_end = [], 0
    for start, end in spans:
        kept.append(text[last_end:start])
        last_end = end
    return "\n".join([*kept, text[last_end:]])


def _words_f1(text: str, wanted: str) -> float:
    """F1 of bags of words, as WCXB's own evaluation computes it."""
    ours, theirs = (Counter(_WORD.findall(each.lower())) for each in (text, wanted))
    if not ours or not theirs:
        return float(not ours and not theirs)
    return 2 * (ours & theirs).total() / (ours.total() + theirs.total())


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None


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
    resampled = [
        _precision_recall(table[chance.integers(0, articles, articles)]) for _ in range(_RESAMPLES)
    ]
    found = {}
    for name, values in zip(("precision", "recall"), zip(*resampled, strict=True), strict=True):
        defined = [value for value in values if value is not None]
        if defined:
            low, high = np.percentile(defined, _PERCENTILES)
            found[f"{name}_95"] = [float(low), float(high)]
    return found


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
