from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from corpus.linking.leak_groups import CAUTION, groups, originals
from corpus.linking.links import COPY, LINK, PASSAGE, STORY
from corpus.linking.stories import UNDATED

LINKS = st.lists(
    st.tuples(
        st.integers(0, 14),
        st.integers(0, 14),
        st.sampled_from([COPY, PASSAGE, STORY]),
        st.sampled_from([0.0, 0.03, 0.2]),
    )
)


@given(LINKS, st.randoms())
def test_exact_links_always_join_and_the_order_of_links_says_nothing(
    links: list[tuple[int, int, int, float]], random: object
) -> None:
    found, _ = groups(15, np.array(links, LINK))
    for a, b, kind, _ in links:
        if kind != STORY:
            assert found[a] == found[b]
    assert all(found[g] == g and g <= n for n, g in enumerate(found.tolist()))
    random.shuffle(links)  # type: ignore[attr-defined]
    again, _ = groups(15, np.array(links, LINK))
    assert (again == found).all()


def test_few_links_do_not_join_two_large_groups_and_many_do() -> None:
    exact = [(n, n + 1, COPY, 0.0) for n in (*range(15), *range(16, 31))]
    story = [(n, 16 + n, STORY, 0.3) for n in range(3)]
    found, refused = groups(32, np.array([*exact, *story[:2]], LINK))
    assert (set(found.tolist()), refused) == ({0, 16}, 2)
    found, refused = groups(32, np.array([*exact, *story[:1] * 3], LINK))  # one, seen three times
    assert (set(found.tolist()), refused) == ({0, 16}, 1)
    found, refused = groups(32, np.array([*exact, *story], LINK))
    assert (set(found.tolist()), refused) == ({0}, 0)


def test_groups_that_joined_have_the_links_of_both() -> None:
    exact = [(n, n + 1, COPY, 0.0) for n in (*range(8), *range(9, 17), *range(18, 26))]
    pair, third = [(0, 9, STORY, 0.5)], [(1, 18, STORY, 0.3), (10, 19, STORY, 0.3)]
    alone, refused = groups(27, np.array([*exact, *third], LINK))
    assert (set(alone.tolist()), refused) == ({0, 9, 18}, 2)
    joined, refused = groups(27, np.array([*exact, *pair, *third], LINK))
    assert (set(joined.tolist()), refused) == ({0}, 0)


@given(st.integers(2, 60), st.sampled_from([0.02, 0.1, 0.3]))
def test_a_dense_story_stays_whole_and_a_chain_does_not(size: int, margin: float) -> None:
    dense = [(a, b, STORY, margin) for a in range(size) for b in range(a + 1, size)]
    assert len(set(groups(size, np.array(dense, LINK))[0].tolist())) == 1
    chain = [(n, n + 1, STORY, margin) for n in range(size - 1)]
    found, _ = groups(size, np.array(chain, LINK))
    assert np.bincount(found).max() <= 1.01 + (1 + margin / CAUTION) ** 2


def test_the_earliest_copy_stands_for_the_others() -> None:
    links = np.array([(0, 1, COPY, 0.0), (1, 2, COPY, 0.0), (3, 4, PASSAGE, 0.0)], LINK)
    published = np.array([UNDATED, 20, 10, 5, 6])
    assert originals(5, links, published).tolist() == [2, 2, 2, 3, 4]
    assert originals(0, np.empty(0, LINK), np.empty(0, np.int64)).tolist() == []
