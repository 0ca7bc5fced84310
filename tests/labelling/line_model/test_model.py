from __future__ import annotations

import time
from itertools import chain

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.contract.article import Vote
from corpus.contract.labels import LABELS
from corpus.labelling.line_model import features, inputs, model, story
from corpus.labelling.lines import lines
from corpus.labelling.voters import model_line
from tests.labelling.batches import line_votes

STORY = (
    "The ferry left the harbour at six, an hour late, with forty people and two goats aboard, "
    "and for the first time in nine years it had a band on deck.\n"
    "“We waited in the rain, and nobody told us why,” said Ana Ruiz, who was on her way to the "
    "islands for the wedding of her sister.\n"
    "The company says that a pump had failed, that a spare part had to be brought from the "
    "yard, and that nobody was in danger at any time.\n"
    "It will pay the fares back to everyone who asks for it before the end of the month. The "
    "goats, it said, had travelled free of charge."
)
MENU = (
    "Home\nNews\nSport\nLog in\nSubscribe\nRead more\nShare on Facebook\nComments (12)\nNewsletters"
)
ODD = st.text(
    st.sampled_from("aZ é9 .!?\n\t•|>“”{}=水のไ한ع\u0301\u200b🎉\U0001f1e9\u2028\u0000"),
    max_size=80,
)


def cast(*texts: str, language: str = "en") -> list[list[Vote]]:
    return line_votes(*texts, language=language)[1]


def test_a_story_is_left_alone_and_a_menu_is_not() -> None:
    assert [vote for vote in cast(STORY)[0] if vote.weight >= 0.5] == []
    sure = [vote for vote in cast(f"{MENU}\n{STORY}\n{MENU}")[0] if vote.weight >= 0.7]
    assert len(sure) >= 12
    assert all(vote.end - vote.start < 20 for vote in sure)


@pytest.mark.parametrize("tag", ["vi", "tlh", "und"])
def test_in_languages_it_has_not_learned_it_votes_on_whole_pages_alone(tag: str) -> None:
    assert {"en", "de"} <= model.languages()
    residual, page = f"{MENU}\n{STORY}", f"{MENU}\n" * 5 + STORY + f"\n{MENU}" * 5
    assert [bool(votes) for votes in cast(residual, page, language="en")] == [True, True]
    assert [bool(votes) for votes in cast(residual, page, language=tag)] == [False, True]


def test_only_what_is_sure_is_said_of_a_page_in_an_unknown_language() -> None:
    page = f"{MENU}\nWhere the goats went\n" * 5 + STORY + f"\n{MENU}" * 5
    least = {tag: min(vote.weight for vote in cast(page, language=tag)[0]) for tag in ("vi", "tlh")}
    assert least["vi"] < model_line.LEAST_BY_LOOKS <= least["tlh"]


def test_some_of_every_page_is_story() -> None:
    page = cast("\n".join(f"{MENU} {n}" for n in range(20)) + "\nThe ferry sails.")[0]
    assert max(vote.weight for vote in page) > 0.8
    assert min(vote.weight for vote in page) < 0.5


@given(st.lists(ODD, max_size=5), st.integers(0, 5))
def test_the_company_of_other_articles_changes_nothing(texts: list[str], at: int) -> None:
    texts = [*texts[:at], f"{MENU}\n{STORY}", *texts[at:]]
    assert cast(*texts) == list(chain.from_iterable(cast(text) for text in texts))


@given(ODD)
def test_votes_are_on_lines_with_probabilities_and_known_labels(text: str) -> None:
    places = {(line.start, line.end) for line in lines(text)}
    for vote in cast(text)[0]:
        assert (vote.start, vote.end) in places
        assert 0 <= vote.weight <= 1
        assert vote.weight == round(vote.weight, 3)
        assert vote.label in LABELS


@pytest.mark.parametrize("text", ["", " \n \n", "x", "\n" * 1000, "🎉" * 1000, "a\u0301" * 500])
def test_there_is_nothing_it_cannot_read(text: str) -> None:
    assert len(cast(text)) == 1


def test_time_is_linear_in_lines_and_in_length() -> None:
    """Twenty times the text in less than sixty times the time: a square would need 400."""

    def spent(text: str) -> float:
        start = time.process_time()
        cast(text)
        return time.process_time() - start

    cast(MENU)
    for once in (f"{MENU}\n{STORY}\n" * 100, STORY.replace("\n", " ") * 250, "Read more\n" * 1500):
        assert spent(once * 20) < 60 * max(spent(once), 0.01)


def test_trees_ask_bit_by_bit() -> None:
    trees = model.Trees(
        np.array([[0, 1], [1, 1]], np.int16),
        np.array([[0.5, 2.0], [1.0, np.inf]], np.float32),
        np.array([[1, 2, 3, 4], [10, 20, 30, 40]], np.int32),
    )
    columns = [np.array(c, np.float32) for c in ([0, 0, 1, 1], [0, 3, 0, 3])]
    assert model.tree_scores(trees, columns).tolist() == [1 + 10, 2 + 30, 3 + 10, 4 + 30]


def test_every_feature_of_the_trees_is_made() -> None:
    read = inputs.read([lines(MENU)], [[]])
    weights = model.weights()
    scores = model.scores(read, weights.words, weights.intercepts)
    columns = story.columns(read, scores, weights.rarity)
    assert weights.splits.max() < len(columns)
    assert read.table.shape[0] == len(features.COLUMNS)


def test_the_weights_say_what_they_were_trained_on() -> None:
    about = model.about()
    assert set(about) == {"trained_by", "trained_on", "without", "languages"}
    assert about["without"] is None
    assert {len(digest) for digest in about["trained_on"].values()} == {64}
