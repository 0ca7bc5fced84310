from __future__ import annotations

import pytest

from corpus.contract.article import Span
from corpus.evaluate import measure
from corpus.evaluate.gold import BOILERPLATE, STORY, UNSCORED, Gold

TEXT = "Story one.\nRead more\nBy Ana\nStory two."
LINES = [(0, 10, STORY), (11, 20, BOILERPLATE), (21, 27, UNSCORED), (28, 38, STORY)]
GOLD = Gold(LINES, UNSCORED, None, "Story one. Story two.", "bench, traf")
LINK = Span(11, 20, "related_links", "rule:a.v1", 0.9)


def said(*spans: Span, gold: Gold = GOLD, least: float = 0.7) -> measure.Measured:
    return measure.measure(TEXT, gold, spans, least)


def figures(*measured: measure.Measured, step: int = 14) -> dict[str, object]:
    return measure.figures(measured, step, intervals=False)


def test_what_is_found_missed_and_wrongly_taken() -> None:
    half = Span(0, 6, "other", "model:line.v1", 0.8)
    unscored = Span(21, 27, "navigation", "model:line.v1", 0.8)
    found = figures(said(LINK, half, unscored))
    assert (found["precision"], found["recall"]) == (9 / 15, 1.0)
    assert figures(said())["recall"] == 0
    assert figures(said())["precision"] is None


def test_furniture_is_no_boilerplate() -> None:
    found = figures(said(LINK._replace(label="caption")))
    assert (found["precision"], found["recall"]) == (None, 0)


def test_confidence_trades_recall_for_precision() -> None:
    doubtful = Span(28, 38, "other", "model:line.v1", 0.55)
    curve = {one["min_confidence"]: one for one in measure.curve([said(LINK, doubtful)])}
    assert curve[0.5]["precision"] == 9 / 19
    assert curve[0.6]["precision"] == 1
    assert curve[0.95]["recall"] == 0


def test_calibration_is_the_distance_of_confidence_from_truth() -> None:
    error = measure.calibration([said(LINK)], 14)["error"]
    assert error == pytest.approx(0.1)


def test_words_left_against_nothing_removed_and_gold_removed() -> None:
    found = figures(said(LINK))
    words = found["words_f1"]
    assert words["nothing removed"] == 2 * 4 / (8 + 4)  # type: ignore[index]
    assert words["ours"] == words["gold removed"]  # type: ignore[index]
    assert found["gap_closed"] == 1


def test_kinds_where_people_named_them() -> None:
    gold = Gold([(11, 20, BOILERPLATE)], STORY, [(11, 20, "newsletter_signup")], None, "labels")
    one = said(LINK, gold=gold)
    assert measure.kinds_right([one]) == 0
    assert measure.kinds_right([said(LINK._replace(label="newsletter_signup"), gold=gold)]) == 1
    label = measure.labels([one])
    assert label["related_links"]["precision"] == 1
    assert label["newsletter_signup"]["recall_of_kind"] == 0


def test_intervals_hold_the_figure() -> None:
    some = [said(LINK), said(), said(LINK), said(Span(0, 10, "other", "a:b", 0.8), LINK)]
    found = measure.figures(some, 14)
    low, high = found["precision_95"]
    assert low <= found["precision"] <= high
