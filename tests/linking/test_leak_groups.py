from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from corpus.linking import leak_groups
from corpus.linking.leak_groups import CAUTION, components, groups, near_duplicate_sets
from corpus.linking.links import LINK, NEAR_DUPLICATE, PASSAGE, STORY

Link = tuple[int, int, int, float]  # a, b, kind, margin

LINKS = st.lists(
    st.tuples(
        st.integers(0, 14),
        st.integers(0, 14),
        st.sampled_from([NEAR_DUPLICATE, PASSAGE, STORY]),
        st.sampled_from([0.0, 0.03, 0.2]),
    )
)


def link_rows(links: Sequence[Link], sharers: int = 0) -> NDArray[np.void]:
    return np.array([(*link, sharers) for link in links], LINK)


@given(LINKS, st.randoms())
def test_exact_links_always_join_and_the_order_of_links_does_not_matter(
    links: list[Link], random: object
) -> None:
    lowest, _ = groups(15, link_rows(links))
    for a, b, kind, _ in links:
        if kind != STORY:
            assert lowest[a] == lowest[b]
    assert all(lowest[g] == g and g <= n for n, g in enumerate(lowest.tolist()))
    random.shuffle(links)  # type: ignore[attr-defined]
    assert (groups(15, link_rows(links))[0] == lowest).all()


def test_few_links_do_not_join_two_large_groups_and_many_do() -> None:
    exact = [(n, n + 1, NEAR_DUPLICATE, 0.0) for n in (*range(15), *range(16, 31))]
    story = [(n, 16 + n, STORY, 0.3) for n in range(3)]
    lowest, refused = groups(32, link_rows([*exact, *story[:2]]))
    assert (set(lowest.tolist()), refused) == ({0, 16}, 2)
    lowest, refused = groups(32, link_rows([*exact, *story[:1] * 3]))  # one, seen three times
    assert (set(lowest.tolist()), refused) == ({0, 16}, 1)
    lowest, refused = groups(32, link_rows([*exact, *story]))
    assert (set(lowest.tolist()), refused) == ({0}, 0)


def test_the_strongest_links_between_stories_are_followed_first() -> None:
    links = [(0, 1, STORY, 0.3), (1, 2, STORY, 0.01)]  # 0.01 joins two articles, but no group
    lowest, refused = groups(3, link_rows(links))
    assert (lowest.tolist(), refused) == ([0, 0, 2], 1)


def test_groups_that_joined_have_the_links_of_both() -> None:
    exact = [(n, n + 1, NEAR_DUPLICATE, 0.0) for n in (*range(8), *range(9, 17), *range(18, 26))]
    pair, third = [(0, 9, STORY, 0.5)], [(1, 18, STORY, 0.3), (10, 19, STORY, 0.3)]
    lowest, refused = groups(27, link_rows([*exact, *third]))
    assert (set(lowest.tolist()), refused) == ({0, 9, 18}, 2)
    lowest, refused = groups(27, link_rows([*exact, *pair, *third]))
    assert (set(lowest.tolist()), refused) == ({0}, 0)


def test_any_link_joins_two_articles() -> None:
    assert groups(2, link_rows([(0, 1, STORY, 0.0)]))[0].tolist() == [0, 0]


@pytest.mark.parametrize(("margin", "joined"), [(0.41, True), (0.39, False)])
def test_two_groups_of_nine_need_eight_times_the_caution(margin: float, joined: bool) -> None:
    exact = [(n, n + 1, PASSAGE, 0.0) for n in (*range(8), *range(9, 17))]
    lowest, _ = groups(18, link_rows([*exact, (0, 9, STORY, margin)]))
    assert (set(lowest.tolist()) == {0}) is joined


def test_a_join_can_bring_enough_links_for_the_next() -> None:
    """Neither of two groups has enough links to a third; joined by weaker links, they have."""
    exact = [(n, n + 1, PASSAGE, 0.0) for n in (*range(8), *range(9, 17), *range(18, 26))]
    third = [(1, 18, STORY, 0.3), (10, 19, STORY, 0.3)]
    pair = [(0, 9, STORY, 0.25), (1, 10, STORY, 0.25)]
    lowest, refused = groups(27, link_rows([*exact, *third, *pair]))
    assert (set(lowest.tolist()), refused) == ({0}, 0)


@given(st.integers(2, 60), st.sampled_from([0.02, 0.1, 0.3]))
def test_a_dense_story_stays_whole_and_a_chain_does_not(size: int, margin: float) -> None:
    dense = [(a, b, STORY, margin) for a in range(size) for b in range(a + 1, size)]
    assert len(set(groups(size, link_rows(dense))[0].tolist())) == 1
    chain = [(n, n + 1, STORY, margin) for n in range(size - 1)]
    lowest, _ = groups(size, link_rows(chain))
    assert np.bincount(lowest).max() <= 1.01 + (1 + margin / CAUTION) ** 2


@pytest.mark.parametrize(
    ("sharers", "parts"),
    [
        (0, [0, 1, 2, 3]),  # two links, each of another key
        (7, [0, 1, 1, 3]),  # all three share one key
    ],
)
def test_articles_that_share_a_key_stay_together_without_its_first(
    sharers: int, parts: list[int]
) -> None:
    links = link_rows([(0, 1, PASSAGE, 0), (0, 2, PASSAGE, 0)], sharers)
    links = np.concatenate([links, link_rows([(0, 3, PASSAGE, 0)], 2 * sharers)])
    kept = np.array([False, True, True, True])
    assert components(np.zeros(4, np.uint32), links, kept).tolist() == parts
    assert components(np.zeros(4, np.uint32), links, ~kept).tolist() == [0, 1, 2, 3]


def test_components_do_not_follow_links_between_groups() -> None:
    links = link_rows([(0, 1, STORY, 0), (1, 2, STORY, 0)])
    of_group = np.array([0, 0, 2], np.uint32)
    assert components(of_group, links, np.ones(3, np.bool_)).tolist() == [0, 0, 2]


def test_near_duplicates_are_sets_and_passages_are_not() -> None:
    links = link_rows([(0, 1, NEAR_DUPLICATE, 0), (1, 2, NEAR_DUPLICATE, 0), (3, 4, PASSAGE, 0)])
    assert near_duplicate_sets(5, links).tolist() == [0, 0, 0, 3, 4]
    assert near_duplicate_sets(0, np.empty(0, LINK)).tolist() == []


@given(LINKS)
def test_links_in_parts_make_the_same_groups(links: list[Link]) -> None:
    rows = link_rows(links)
    of_all, refused = groups(15, rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(leak_groups, "_AT_ONCE", 2)
        in_parts, refused_in_parts = groups(15, rows)
    assert (in_parts.tolist(), refused_in_parts) == (of_all.tolist(), refused)
