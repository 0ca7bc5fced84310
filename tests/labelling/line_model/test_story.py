from __future__ import annotations

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from corpus.labelling.line_model import features, inputs, story
from corpus.labelling.lines import lines

SCORES = st.lists(
    st.lists(st.sampled_from([-3.0, -1.0, -0.5, 0.5, 2.0, 9.0]), max_size=12), min_size=1
)


def read(*texts: str) -> inputs.Lines:
    articles = [lines(text) for text in texts]
    return inputs.read(articles, [[] for _ in articles])


def guessed(scores: list[list[float]]) -> list[tuple[int, int]]:
    """For each article, given the scores of its lines, where its story begins and ends."""
    lines_read = read(*("words\n" * len(of_article) for of_article in scores))
    flat = np.array([score for of_article in scores for score in of_article], np.float32)
    stories = story.guess(lines_read, flat)
    counts = [len(of_article) for of_article in scores]
    firsts = np.cumsum([0, *counts])[:-1].tolist()
    return [
        (int(stories.start[first] - first), int(stories.stop[first] - first))
        for first, count in zip(firsts, counts, strict=True)
        if count
    ]


def test_the_story_is_the_stretch_that_is_most_like_one() -> None:
    assert guessed([[2, -1, -1, 0.5, -3, 2, 2, -3, 9]]) == [(1, 5)]
    assert guessed([[2, 9, 0.5]]) == [(0, 0)]


@given(SCORES)
def test_no_other_stretch_is_more_like_one_and_other_articles_change_nothing(
    scores: list[list[float]],
) -> None:
    stretches = guessed(scores)
    assert stretches == [stretch for of_one in scores for stretch in guessed([of_one])]
    for (start, stop), of_article in zip(stretches, filter(None, scores), strict=True):
        cut = [max(-4.0, min(4.0, score)) for score in of_article]
        sums = [-sum(cut[a:b]) for a in range(len(cut)) for b in range(a, len(cut) + 1)]
        assert abs(-sum(cut[start:stop]) - max(sums)) < 1e-6


def test_a_line_speaks_of_the_story_where_another_of_its_lines_has_the_word() -> None:
    lines_read = read("ferry sails\nferry sinks\nbananas ripen\nferry rates", "bananas ripen")
    core = np.array([True, True, False, False, False])
    rarity = np.ones(1 << features.BITS, np.uint8)
    shared, total = story.familiar(lines_read, core, rarity)
    assert (shared > 0).tolist() == [True, True, False, True, False]
    assert (shared < total).all()
    assert story.familiar(lines_read, core, rarity * 0)[1].tolist() == [0] * 5


@given(st.lists(st.text("ab \n水", max_size=40), max_size=40), st.integers(0, 40))
@example(["\na ferry"] * 32 + ["水\na"], 0)  # more than are read at once
def test_other_articles_do_not_change_which_words_are_familiar(
    texts: list[str], place: int
) -> None:
    texts = [*texts[:place], "a ferry\na ferry sails\nbananas", *texts[place:]]
    rarity = (np.arange(1 << features.BITS) % 7).astype(np.uint8)

    def shared(*together: str) -> list[int]:
        lines_read = read(*together)
        core = (np.arange(len(lines_read.low)) - lines_read.low) % 2 == 0
        return story.familiar(lines_read, core, rarity)[0].tolist()

    assert shared(*texts) == [weight for text in texts for weight in shared(text)]
