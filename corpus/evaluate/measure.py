"""The figures: counts of characters per article, and what ratios and intervals they come to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.contract.article import Span
from corpus.contract.labels import is_boilerplate
from corpus.evaluate.gold import BOILERPLATE, STORY, UNSCORED, Gold

STEPS = 20  # of confidence that the curve shows
_RESAMPLED = 500  # times; percentile bootstrap over articles (Efron and Tibshirani 1993)
_ALONE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0e7f"
_WORD = re.compile(rf"[{_ALONE}]|[^\W{_ALONE}]+")  # one a character in scripts without spaces


class Measured(NamedTuple):
    """What one article came to; counts are characters."""

    right: NDArray[np.int64]  # boilerplate found, by step of confidence
    wrong: NDArray[np.int64]  # story taken for boilerplate, by step
    sure: NDArray[np.float64]  # sum of confidences, by step
    boilerplate: int  # in the gold
    kinds: Counter[tuple[str, str, bool]]  # label given, kind in the gold, in it at all
    missed: Counter[str]  # of the gold's kinds
    words: tuple[float, float, float] | None  # F1 of what is left: floor, ours, oracle


def measure(
    text: str,
    gold: Gold,
    given: Sequence[Span],
    least: float,
    counted: Callable[[str], bool] = is_boilerplate,
) -> Measured:
    """Hold the labels `given` (from zero confidence up) against the gold of a text.

    A span counts as a claim that this is no text of the article where its label is `counted`.
    """
    truth = np.full(len(text), gold.rest, np.int8)
    for start, end, said in gold.classes:
        truth[start:end] = said
    truth[[at for at, character in enumerate(text) if character == "\n"]] = UNSCORED
    right, wrong = np.zeros((2, STEPS), np.int64)
    sure = np.zeros(STEPS)
    kinds: Counter[tuple[str, str, bool]] = Counter()
    left = truth.copy()
    for span in given:
        if not counted(span.label):
            continue
        here = truth[span.start : span.end]
        hit, miss = int((here == BOILERPLATE).sum()), int((here == STORY).sum())
        step = min(int(span.confidence * STEPS + 1e-6), STEPS - 1)
        right[step] += hit
        wrong[step] += miss
        sure[step] += (hit + miss) * span.confidence
        if span.confidence >= least - 1e-6:
            left[span.start : span.end] = UNSCORED
            kinds[span.label, "", True] += hit
            kinds[span.label, "", False] += miss
            for start, end, kind in gold.kinds or ():
                shared = min(end, span.end) - max(start, span.start)
                if shared > 0:
                    kinds[span.label, kind, True] += shared
    missed = Counter[str]()
    for start, end, kind in gold.kinds or ():
        missed[kind] += int((left[start:end] == BOILERPLATE).sum())
    ours = [(s.start, s.end) for s in given if counted(s.label) and s.confidence >= least - 1e-6]
    words = None
    if gold.main is not None:
        oracle = [(start, end) for start, end, said in gold.classes if said == BOILERPLATE]
        words = (
            _words_f1(text, gold.main), _words_f1(_cut(text, ours), gold.main),
            _words_f1(_cut(text, oracle), gold.main),
        )  # fmt: skip
    return Measured(right, wrong, sure, int((truth == BOILERPLATE).sum()), kinds, missed, words)


def _cut(text: str, spans: Sequence[tuple[int, int]]) -> str:
    kept, at = [], 0
    for start, end in spans:
        kept.append(text[at:start])
        at = end
    return "\n".join([*kept, text[at:]])


def _words_f1(said: str, wanted: str) -> float:
    """F1 of bags of words, as WCXB's own evaluation does it."""
    ours, theirs = (Counter(_WORD.findall(text.lower())) for text in (said, wanted))
    if not ours or not theirs:
        return float(not ours and not theirs)
    return 2 * (ours & theirs).total() / (ours.total() + theirs.total())


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def figures(measured: Sequence[Measured], step: int, intervals: bool = True) -> dict[str, Any]:
    """Precision, recall and F1 over characters at a step of confidence, words left, calibration.

    None where there is nothing to divide by: no label given, nothing to find.
    """
    # Sorted, so that what chance draws does not hang on the order of the articles.
    counts = sorted((o.right[step:].sum(), o.wrong[step:].sum(), o.boilerplate) for o in measured)
    right, wrong, wanted = np.array(counts).reshape(-1, 3).T

    def ratios(pick: Any) -> tuple[float | None, float | None]:
        hit = right[pick].sum()
        return _ratio(hit, hit + wrong[pick].sum()), _ratio(hit, wanted[pick].sum())

    precision, recall = ratios(slice(None))
    found: dict[str, Any] = {
        "articles": len(measured),
        "boilerplate": int(wanted.sum()),
        "precision": precision,
        "recall": recall,
        "f1": _ratio(2 * right.sum(), right.sum() + wrong.sum() + wanted.sum()),
    }
    if intervals:
        chance = np.random.default_rng(0)
        again = [
            ratios(chance.integers(0, len(measured), len(measured))) for _ in range(_RESAMPLED)
        ]
        for name, values in zip(("precision", "recall"), zip(*again, strict=True), strict=True):
            real = [value for value in values if value is not None]
            if real:
                low, high = np.percentile(real, (2.5, 97.5))
                found[f"{name}_95"] = [float(low), float(high)]
    words = [one.words for one in measured if one.words]
    if words:
        floor, ours, oracle = (float(value) for value in np.mean(words, axis=0))
        found["words_f1"] = {"nothing removed": floor, "ours": ours, "gold removed": oracle}
        found["gap_closed"] = _ratio(ours - floor, oracle - floor)
    return found


def calibration(measured: Sequence[Measured], step: int) -> dict[str, Any]:
    """How far confidence is from the share that is right, for what is labelled (from `step` up).

    The error is the expected calibration error over STEPS bins (Naeini et al. 2015), weighted by
    characters.
    """
    right, wrong = (
        sum((getattr(m, n) for m in measured), np.zeros(STEPS)) for n in ("right", "wrong")
    )
    sure = sum((one.sure for one in measured), np.zeros(STEPS))
    total = right + wrong
    bins = [
        {"from": at / STEPS, "characters": int(total[at]), "confidence": sure[at] / total[at],
         "right": right[at] / total[at]}
        for at in range(STEPS) if total[at]
    ]  # fmt: skip
    error = _ratio(float(np.abs(sure - right)[step:].sum()), float(total[step:].sum()))
    return {"error": error, "bins": bins}


def curve(measured: Sequence[Measured]) -> list[dict[str, Any]]:
    """Precision and recall for every `--min-confidence` in steps."""
    return [
        {"min_confidence": step / STEPS, **{k: said[k] for k in ("precision", "recall", "f1")}}
        for step in range(STEPS // 2, STEPS)
        if (said := figures(measured, step, intervals=False))
    ]


def labels(measured: Sequence[Measured]) -> dict[str, dict[str, Any]]:
    """By label given: how much of it is boilerplate, and of this kind where people said so."""
    kinds = sum((one.kinds for one in measured), Counter[tuple[str, str, bool]]())
    missed = sum((one.missed for one in measured), Counter[str]())
    said: dict[str, dict[str, Any]] = {}
    for label in sorted({name for key in kinds for name in key[:2] if name} | set(missed)):
        hit, wrong = kinds[label, "", True], kinds[label, "", False]
        same = kinds[label, label, True]
        told = sum(n for (given, kind, _), n in kinds.items() if given == label and kind)
        wanted = missed[label] + sum(n for (_, kind, _), n in kinds.items() if kind == label)
        said[label] = {
            "characters": hit + wrong,
            "precision": _ratio(hit, hit + wrong),
            "kind_right": _ratio(same, told),
            "recall_of_kind": _ratio(same, wanted),
        }
    return said


def kinds_right(measured: Sequence[Measured]) -> float | None:
    """The share of boilerplate characters found that have the label people gave them."""
    kinds = sum((one.kinds for one in measured), Counter[tuple[str, str, bool]]())
    told = sum(n for (_, kind, _), n in kinds.items() if kind)
    return _ratio(sum(n for (given, kind, _), n in kinds.items() if given == kind), told)
