"""Pooled figures: a page counts as one when its share is capped and when pages are drawn."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from corpus.evaluate.measure import STEPS, Measured
from corpus.evaluate.pooled import MOST, figures, kept

SURE = STEPS - 2  # the step of the labels below


def text(
    right: int, wrong: int, missed: int, words: tuple[float, float, float] | None = None
) -> Measured:
    """A text whose labels all have the confidence 0.9."""
    by_step = np.zeros((2, STEPS), np.int64)
    by_step[:, SURE] = right, wrong
    none = Counter[str]()
    return Measured(
        right=by_step[0],
        wrong=by_step[1],
        confidence=by_step.sum(axis=0) * 0.9,
        boilerplate=right + missed,
        right_by_label=none,
        wrong_by_label=none,
        kinds=Counter[tuple[str, str]](),
        missed=none,
        words=words,
    )


SIZES = [
    ("all alike", [7.0] * 100),
    ("one large", [1000.0] + [10.0] * 99),
    ("many large", [1000.0 + n for n in range(30)] + [10.0] * 300),
    ("some empty", [1000.0] + [10.0] * 99 + [0.0] * 50),
]


@pytest.mark.parametrize("sizes", [sizes for _, sizes in SIZES], ids=[name for name, _ in SIZES])
def test_no_page_has_more_than_its_share(sizes: list[float]) -> None:
    counted = np.array(sizes) * kept(np.array(sizes))
    assert counted.max() <= counted.sum() * MOST * (1 + 1e-9)
    is_cut = kept(np.array(sizes)) < 1
    if is_cut.any():  # what is cut has all that it may have, and it was larger than the rest
        assert counted[is_cut] == pytest.approx(counted.sum() * MOST)
        assert np.array(sizes)[is_cut].min() >= np.array(sizes)[~is_cut].max()


@pytest.mark.parametrize("sizes", [[5.0], [5.0, 100.0], [0.0, 5.0, 100.0], [3.0] * 49])
def test_too_few_pages_for_the_cap_count_the_same(sizes: list[float]) -> None:
    counted = np.array(sizes) * kept(np.array(sizes))
    assert set(counted.tolist()) <= {0.0, min(size for size in sizes if size)}


def test_nothing_found_caps_nothing() -> None:
    assert kept(np.zeros(3)).tolist() == [1, 1, 1]


def test_one_page_full_of_errors_is_capped() -> None:
    texts = [(f"page {n}", text(10, 0, 10)) for n in range(99)] + [("long", text(0, 3000, 0))]
    said = figures(texts, 0, intervals=False)
    assert said["precision"] == pytest.approx(990 / 3990, abs=1e-5)
    assert said["precision_capped"] == pytest.approx(0.98)
    assert said["recall"] == said["recall_capped"] == 0.5


def test_labels_below_the_step_do_not_count() -> None:
    said = figures([("page", text(10, 10, 0))], SURE + 1, intervals=False)
    assert (said["precision"], said["recall"]) == (None, 0.0)


def test_words_and_calibration() -> None:
    texts = [
        ("a", text(8, 2, 0, (0.8, 0.9, 1.0))),
        ("a", text(6, 4, 0, (0.6, 0.7, 0.9))),
        ("b", text(0, 0, 0)),
    ]
    said = figures(texts, 0, intervals=False)
    assert (said["pages"], said["texts"]) == (2, 3)
    assert (said["words_whole"], said["words_ours"]) == (0.7, 0.8)
    assert said["gap_closed"] == pytest.approx(0.4)
    assert said["calibration_error"] == pytest.approx(0.2)  # 0.9 sure, 0.7 right


def test_texts_of_a_page_are_drawn_together() -> None:
    """Four texts of each page tell no more than one: the intervals are the same."""
    chance = np.random.default_rng(1)
    counts = chance.integers(0, 100, (60, 3)).tolist()
    once = [(f"page {n}", text(*row)) for n, row in enumerate(counts)]
    assert figures(once * 4, 0)["precision_95"] == figures(once, 0)["precision_95"]
    apart = [(f"{page} {copy}", its) for copy in range(4) for page, its in once]
    wide, narrow = (np.diff(figures(its, 0)["precision_95"])[0] for its in (once, apart))
    assert narrow < wide * 0.7


def test_an_interval_holds_its_figure() -> None:
    chance = np.random.default_rng(2)
    counts = chance.integers(0, 100, (80, 3)).tolist()
    said = figures([(f"page {n}", text(*row)) for n, row in enumerate(counts)], 0)
    for name in ("precision", "recall", "precision_capped", "recall_capped", "calibration_error"):
        low, high = said[f"{name}_95"]
        assert low < said[name] < high


def test_no_texts_give_no_figures() -> None:
    said = figures([], 0)
    assert said["texts"] == 0
    assert said["precision"] is None
