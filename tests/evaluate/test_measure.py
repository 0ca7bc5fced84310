from __future__ import annotations

from typing import Any

import pytest

from corpus.contract.article import Span
from corpus.evaluate import figures, measure
from corpus.evaluate.gold import BOILERPLATE, STORY, UNSCORED, Gold

TEXT = "Story one.\nRead more\nBy Ana\nStory two."
LINES = [(0, 10, STORY), (11, 20, BOILERPLATE), (21, 27, UNSCORED), (28, 38, STORY)]
GOLD = Gold(LINES, UNSCORED, None, "Story one. Story two.", "bench, traf")
LINK = Span(11, 20, "related_links", "rule:a.v1", 0.9)


def measured(*spans: Span, gold: Gold = GOLD, min_confidence: float = 0.7) -> measure.Measured:
    return measure.measure(TEXT, gold, spans, min_confidence)


def at_step(*articles: measure.Measured, step: int = 14) -> dict[str, Any]:
    return figures.figures(articles, step, intervals=False)


def test_what_is_found_missed_and_wrongly_taken() -> None:
    half = Span(0, 6, "other", "model:line.v1", 0.8)
    unscored = Span(21, 27, "navigation", "model:line.v1", 0.8)
    found = at_step(measured(LINK, half, unscored))
    assert (found["precision"], found["recall"]) == (9 / 15, 1.0)
    assert at_step(measured())["recall"] == 0
    assert at_step(measured())["precision"] is None


def test_furniture_is_no_boilerplate() -> None:
    found = at_step(measured(LINK._replace(label="caption")))
    assert (found["precision"], found["recall"]) == (None, 0)


def test_confidence_trades_recall_for_precision() -> None:
    doubtful = Span(28, 38, "other", "model:line.v1", 0.55)
    curve = {one["min_confidence"]: one for one in figures.curve([measured(LINK, doubtful)])}
    assert curve[0.5]["precision"] == 9 / 19
    assert curve[0.6]["precision"] == 1
    assert curve[0.95]["recall"] == 0


def test_calibration_is_the_distance_of_confidence_from_truth() -> None:
    error = figures.calibration([measured(LINK)], 14)["error"]
    assert error == pytest.approx(0.1)


def test_words_left_against_nothing_removed_and_gold_removed() -> None:
    found = at_step(measured(LINK))
    words = found["words_f1"]
    assert words["nothing removed"] == 2 * 4 / (8 + 4)
    assert words["ours"] == words["gold removed"]
    assert found["gap_closed"] == 1


def test_kinds_where_people_named_them() -> None:
    gold = Gold([(11, 20, BOILERPLATE)], STORY, [(11, 20, "newsletter_signup")], None, "labels")
    one = measured(LINK, gold=gold)
    assert figures.kinds_right([one]) == 0
    assert figures.kinds_right([measured(LINK._replace(label="newsletter_signup"), gold=gold)]) == 1
    label = figures.labels([one])
    assert label["related_links"]["precision"] == 1
    assert label["newsletter_signup"]["recall_of_kind"] == 0


def test_intervals_hold_the_figure() -> None:
    some = [
        measured(LINK),
        measured(),
        measured(LINK),
        measured(Span(0, 10, "other", "a:b", 0.8), LINK),
    ]
    found = figures.figures(some, 14)
    low, high = found["precision_95"]
    assert low <= found["precision"] <= high


def test_newlines_are_never_scored() -> None:
    text = "Read\nmore\nStory"
    gold = Gold([(0, 9, BOILERPLATE), (10, 15, STORY)], UNSCORED, None, None, "bench")
    everything = Span(0, 15, "other", "rule:a.v1", 0.9)
    article = measure.measure(text, gold, [everything], 0.7)
    assert article.boilerplate == len("Readmore")
    assert (article.right.sum(), article.wrong.sum()) == (len("Readmore"), len("Story"))
    kinds = Gold([(0, 10, BOILERPLATE)], STORY, [(0, 10, "other")], None, "labels")
    assert measure.measure(text, kinds, [], 0.7).missed == {"other": len("Readmore")}


def test_an_interval_holds_95_percent() -> None:
    """Half of 400 equal articles are found: recall scatters like a share of coin tosses."""
    articles = [measured(LINK)] * 200 + [measured()] * 200
    figure = figures.figures(articles, 14)
    deviation = (0.5 * 0.5 / 400) ** 0.5
    low, high = ((end - 0.5) / deviation for end in figure["recall_95"])
    assert low == pytest.approx(-1.96, abs=0.15)  # 90%: 1.64, 99%: 2.58
    assert high == pytest.approx(1.96, abs=0.15)


def test_intervals_do_not_depend_on_the_order_of_articles() -> None:
    articles = [measured(LINK), measured(), measured(Span(0, 10, "other", "a:b", 0.8), LINK)]
    assert figures.figures(articles, 14) == figures.figures(articles[::-1], 14)


def test_without_any_label_there_is_no_interval_of_precision() -> None:
    figure = figures.figures([measured(), measured()], 14)
    assert "precision_95" not in figure
    assert figure["recall_95"] == [0, 0]


def test_only_labels_from_the_least_confidence_up_are_removed() -> None:
    doubtful = LINK._replace(confidence=0.65)
    for min_confidence, is_removed in ((0.7, False), (0.65, True), (0.6, True)):
        words = at_step(measured(doubtful, min_confidence=min_confidence))["words_f1"]
        assert (words["ours"] > words["nothing removed"]) == is_removed
    gold = Gold([(11, 20, BOILERPLATE)], STORY, [(11, 20, "related_links")], None, "labels")
    assert measured(doubtful, gold=gold).missed == {"related_links": 9}
    assert measured(doubtful, gold=gold, min_confidence=0.65).missed == {"related_links": 0}


@pytest.mark.parametrize(
    ("source", "asked"), [("model:line.v1", 0.6), ("model:page_text.v1", 0.7), ("dom:line.v1", 0.7)]
)
def test_a_label_counts_up_to_what_a_release_may_ask_to_have_it(source: str, asked: float) -> None:
    label = LINK._replace(source=source, confidence=0.6)
    found = {one["min_confidence"]: one["recall"] for one in figures.curve([measured(label)])}
    assert max(at for at, recall in found.items() if recall) == asked


def test_figures_of_labels() -> None:
    gold = Gold([(11, 20, BOILERPLATE)], STORY, [(11, 15, "other"), (15, 20, "comments")], None, "")
    spans = (Span(0, 4, "navigation", "a:b", 0.9), Span(11, 18, "other", "a:b", 0.9))
    assert figures.labels([measured(*spans, gold=gold)]) == {
        "comments": {
            "characters": 0,
            "precision": None,
            "kind_right": None,
            "recall_of_kind": 0.0,
        },
        "navigation": {
            "characters": 4,
            "precision": 0.0,
            "kind_right": None,
            "recall_of_kind": None,
        },
        "other": {
            "characters": 7,
            "precision": 1.0,
            "kind_right": 4 / 7,
            "recall_of_kind": 1.0,
        },
    }
    assert figures.kinds_right([measured(*spans, gold=gold)]) == 4 / 7


@pytest.mark.parametrize(
    ("text", "wanted", "f1"),
    [
        ("the ferry sails", "the ferry sails", 1.0),
        ("The ferry, the ferry!", "the ferry", 2 * 2 / 6),
        ("船は出た", "船が出た", 2 * 3 / 8),  # one word a character
        ("", "", 1.0),
        ("", "ferry", 0.0),
        ("...", "ferry", 0.0),
    ],
)
def test_f1_of_bags_of_words(text: str, wanted: str, f1: float) -> None:
    gold = Gold([], STORY, None, wanted, "bench")
    words = measure.measure(text, gold, [], 0.7).words
    assert words == (f1, f1, f1)
