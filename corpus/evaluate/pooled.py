"""Figures over the texts of many pages: pooled, with the share of a page capped, with intervals.

A page counts as one: its texts are drawn together by the bootstrap (Efron and Tibshirani 1993) and
capped together. Without that a single long page can make most of a figure, and four texts of one
page look like four pieces of evidence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.evaluate.measure import STEPS, Measured

MOST = 0.02  # of the characters of a figure that one page may have where its share is capped
RESAMPLES = 500
_ENDS = (2.5, 97.5)  # of a 95% interval
_DECIMALS = 5

Figures = dict[str, Any]


def figures(texts: Iterable[tuple[str, Measured]], step: int, intervals: bool = True) -> Figures:
    """Precision, recall, calibration error and words F1 of texts.

    A figure is None where there is nothing to divide by.

    Args:
        texts: The page of each text, and its counts.
        step: Of confidence, from which labels count.
        intervals: Whether to add 95% intervals by bootstrap over pages.
    """
    by_page: dict[str, list[Measured]] = defaultdict(list)
    for page, measured in texts:
        by_page[page].append(measured)
    found = np.array([_found(of_page, step) for of_page in by_page.values()])
    found = found.reshape(-1, 3, STEPS - step)
    gold = np.array([sum(m.boilerplate for m in of_page) for of_page in by_page.values()], float)
    words = np.array([_words(of_page) for of_page in by_page.values()]).reshape(-1, 4)
    counts: Figures = {
        "pages": len(by_page),
        "texts": sum(map(len, by_page.values())),
        "boilerplate": int(gold.sum()),
    }
    said = _figures(found, gold, words)
    if intervals and by_page:
        said |= _intervals(found, gold, words)
    return counts | said


def _found(of_page: Sequence[Measured], step: int) -> NDArray[np.float64]:
    """Characters found rightly and wrongly, and their confidence, by step of confidence."""
    rows = [(m.right[step:], m.wrong[step:], m.confidence[step:]) for m in of_page]
    return np.asarray(np.sum(rows, axis=0), np.float64)


def _words(of_page: Sequence[Measured]) -> NDArray[np.float64]:
    """Sums of the words F1 of the whole text, ours and without the gold; and the texts."""
    rows = [(*m.words, 1) if m.words else (0, 0, 0, 0) for m in of_page]
    return np.asarray(np.sum(rows, axis=0), np.float64)


def _figures(
    found: NDArray[np.float64], gold: NDArray[np.float64], words: NDArray[np.float64]
) -> Figures:
    """From counts by page, shapes `(pages, 3, steps)`, `(pages,)` and `(pages, 4)`."""
    right = found[:, 0].sum(axis=1)
    total = right + found[:, 1].sum(axis=1)
    whole, ours, best, texts = words.sum(axis=0)
    of_total, of_gold = kept(total), kept(gold)
    return {
        "precision": _ratio(right.sum(), total.sum()),
        "recall": _ratio(right.sum(), gold.sum()),
        "calibration_error": _ratio(_gaps(found), total.sum()),
        "precision_capped": _ratio(right @ of_total, total @ of_total),
        "recall_capped": _ratio(right @ of_gold, gold @ of_gold),
        "calibration_error_capped": _ratio(
            _gaps(found * of_total[:, None, None]), total @ of_total
        ),
        "words_whole": _ratio(whole, texts),
        "words_ours": _ratio(ours, texts),
        "words_gold": _ratio(best, texts),
        "gap_closed": _ratio(ours - whole, best - whole),
    }


def _gaps(found: NDArray[np.float64]) -> float:
    """Characters by which confidence is off in its steps (Naeini et al. 2015)."""
    right, _, confidence = found.sum(axis=0)
    return float(np.abs(confidence - right).sum())


def kept(sizes: NDArray[np.float64]) -> NDArray[np.float64]:
    """The part of each page that counts so that none has more than MOST of what counts.

    Where too few pages have anything for that, all of them count the same.

    Args:
        sizes: Characters of each page.
    """
    largest = np.sort(sizes[sizes > 0])[::-1]
    if not len(largest):
        return np.ones(len(sizes))
    limit = float(largest[-1])
    for cut in range(min(len(largest), round(1 / MOST))):  # so many pages are cut to the limit
        most = MOST * largest[cut:].sum() / (1 - MOST * cut)
        if largest[cut] <= most:
            limit = most
            break
    return np.minimum(1, limit / np.maximum(sizes, 1))


def _intervals(
    found: NDArray[np.float64], gold: NDArray[np.float64], words: NDArray[np.float64]
) -> Figures:
    chance, pages = np.random.default_rng(0), len(gold)
    drawn: dict[str, list[float]] = defaultdict(list)
    for _ in range(RESAMPLES):
        some = chance.integers(0, pages, pages)
        for name, value in _figures(found[some], gold[some], words[some]).items():
            if value is not None:
                drawn[name].append(value)
    return {
        f"{name}_95": [round(float(end), _DECIMALS) for end in np.percentile(values, _ENDS)]
        for name, values in drawn.items()
    }


def _ratio(part: Any, whole: Any) -> float | None:
    return round(float(part / whole), _DECIMALS) if whole else None
