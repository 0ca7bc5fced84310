from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from corpus.label.line_model import features, inputs, story
from corpus.label.lines import lines

SCORES = st.lists(
    st.lists(st.sampled_from([-3.0, -1.0, -0.5, 0.5, 2.0, 9.0]), max_size=12), min_size=1
)


def read(*texts: str) -> inputs.Read:
    articles = [lines(text) for text in texts]
    return inputs.read(articles, [[] for _ in articles])


def guessed(scores: list[list[float]]) -> list[tuple[int, int]]:
    its = read(*("words\n" * len(some) for some in scores))
    flat = np.array([one for some in scores for one in some], np.float32)
    found = story.guess(its, flat)
    counts = [len(some) for some in scores]
    first = np.cumsum([0, *counts])[:-1]
    return [
        (int(found.start[at] - at), int(found.stop[at] - at))
        for at, count in zip(first.tolist(), counts, strict=True)
        if count
    ]


def test_the_story_is_the_stretch_that_is_most_like_one() -> None:
    assert guessed([[2, -1, -1, 0.5, -3, 2, 2, -3, 9]]) == [(1, 5)]
    assert guessed([[2, 9, 0.5]]) == [(0, 0)]


@given(SCORES)
def test_no_other_stretch_is_more_like_one_and_other_articles_change_nothing(
    scores: list[list[float]],
) -> None:
    found = guessed(scores)
    assert found == [one for some in scores for one in guessed([some])]
    for (start, stop), some in zip(found, filter(None, scores), strict=True):
        cut = [max(-4.0, min(4.0, one)) for one in some]
        every = [-sum(cut[a:b]) for a in range(len(cut)) for b in range(a, len(cut) + 1)]
        assert abs(-sum(cut[start:stop]) - max(every)) < 1e-6


def test_a_line_speaks_of_the_story_where_another_of_its_lines_has_the_word() -> None:
    its = read("ferry sails\nferry sinks\nbananas ripen\nferry rates", "bananas ripen")
    core = np.array([True, True, False, False, False])
    rarity = np.ones(1 << features.BITS, np.uint8)
    shared, every = story.familiar(its, core, rarity)
    assert (shared > 0).tolist() == [True, True, False, True, False]
    assert (shared < every).all()
    assert story.familiar(its, core, rarity * 0)[1].tolist() == [0] * 5


@given(st.lists(st.text("ab \n水", max_size=40), max_size=40), st.integers(0, 40))
def test_what_is_familiar_is_so_in_any_company(texts: list[str], at: int) -> None:
    texts = [*texts[:at], "a ferry\na ferry sails\nbananas", *texts[at:]]
    rarity = (np.arange(1 << features.BITS) % 7).astype(np.uint8)

    def shared(*some: str) -> list[int]:
        its = read(*some)
        core = np.arange(its.table.shape[1]) >= 0
        return story.familiar(its, core, rarity)[0].tolist()

    assert shared(*texts) == [one for text in texts for one in shared(text)]
