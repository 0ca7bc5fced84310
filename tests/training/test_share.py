"""How much a model counts, by what people judged."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.contract.article import Span
from corpus.labelling import odds
from corpus.labelling.label_model import NO_VOTE
from corpus.labelling.lines import lines
from corpus.training.heard import Heard
from corpus.training.share import LEAST, Share, share
from tests.training.test_of_release import article

TEXT = "\n".join(f"Line {n} of the harbour's newsletter" for n in range(20))
BOILERPLATE = np.arange(20) % 2 == 0


def heard(own: np.ndarray, others: np.ndarray, judged: bool = True) -> Heard:
    its = lines(TEXT)
    spans = [
        Span(line.start, line.end, "other", "human:ana", 1.0)
        for line, is_boilerplate in zip(its, BOILERPLATE, strict=True)
        if is_boilerplate
    ]
    one = article(text=TEXT, spans=spans, human_labelled=judged)
    return Heard(one, its, False, True, own, others)


RIGHT = np.where(BOILERPLATE, 900, 100)
WRONG = np.where(BOILERPLATE, 100, 900)
GUESS = np.full(20, 500)
SILENT = np.full(20, NO_VOTE)
CASES = {
    "it alone is right": (RIGHT, WRONG, 1.0),
    "they alone are right": (WRONG, RIGHT, 0.0),
    "it knows nothing": (GUESS, RIGHT, 0.0),
    "they know nothing": (RIGHT, GUESS, 1.0),
    "both say the same": (RIGHT, RIGHT, 0.0),
    "they say nothing": (RIGHT, SILENT, 1.0),
}


@pytest.mark.parametrize("kind", CASES)
def test_the_share_of_a_model(kind: str) -> None:
    own, others, weight = CASES[kind]
    assert share([heard(own, others)] * LEAST).weight == weight


def test_each_counts_where_both_err_on_other_lines() -> None:
    first = np.arange(20) < 10
    said = heard(np.where(first, RIGHT, GUESS), np.where(first, GUESS, RIGHT))
    assert share([said] * LEAST).weight == 0.5


@pytest.mark.parametrize(("judged", "weight"), [(LEAST - 1, 0.0), (LEAST, 1.0)])
def test_few_judged_articles_show_nothing(judged: int, weight: float) -> None:
    its = [heard(RIGHT, WRONG)] * judged + [heard(RIGHT, WRONG, judged=False)] * 9
    assert share(its) == Share(weight, 0.05, judged)


def test_what_it_is_not_asked_about_does_not_count() -> None:
    its = [heard(RIGHT, WRONG)._replace(is_asked=False)] * 9
    assert share([*its, *[heard(WRONG, RIGHT)] * LEAST]) == Share(0.0, 0.05, LEAST)


def test_silence_is_what_silent_lines_are() -> None:
    others = np.where(np.arange(20) < 4, NO_VOTE, RIGHT)
    its = share([heard(RIGHT, others)] * LEAST)
    assert its.silence == pytest.approx(0.5, abs=0.02)


@given(st.integers(0, 1000), st.integers(0, 1000), st.integers(0, 20))
def test_what_two_say_is_between_them(one: int, other: int, share_of_one: int) -> None:
    both = odds.pooled(np.array([one]), np.array([other]), share_of_one, 20)
    low, high = (min(max(value, 5), 995) for value in sorted((one, other)))
    assert low <= both[0] <= high


@given(st.integers(5, 995), st.integers(0, 1000))
def test_who_has_the_whole_share_is_heard_alone(one: int, other: int) -> None:
    assert odds.pooled(np.array([one]), np.array([other]), 20, 20) == [one]
    assert odds.pooled(np.array([other]), np.array([one]), 0, 20) == [one]


def test_no_sum_hangs_on_the_last_bit_of_a_logarithm_or_a_power() -> None:
    """Libraries of mathematics may differ there: then a release would differ by machine."""
    sure = np.arange(5, 996)
    logs = np.log(sure / (1000 - sure)) * 10_000
    assert np.abs(logs % 1 - 0.5).min() > 1e-6
    total = np.arange(-60_000, 60_001)
    thousandths = 1000 / (1 + np.exp(-total / 10_000))
    assert np.abs(thousandths % 1 - 0.5).min() > 1e-9
