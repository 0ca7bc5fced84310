from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from corpus.gather.groups import groups, originals
from corpus.gather.links import COPY, LINK, PASSAGE, STORY
from corpus.gather.stories import UNDATED

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


def test_a_weak_link_does_not_join_two_large_groups() -> None:
    exact = [(n, n + 1, COPY, 0.0) for n in (*range(15), *range(16, 31))]
    weak, strong = (0, 16, STORY, 0.05), (0, 16, STORY, 0.4)
    found, refused = groups(32, np.array([*exact, weak], LINK))
    assert (set(found.tolist()), refused) == ({0, 16}, 1)
    found, refused = groups(32, np.array([*exact, strong], LINK))
    assert (set(found.tolist()), refused) == ({0}, 0)


def test_the_earliest_copy_stands_for_the_others() -> None:
    links = np.array([(0, 1, COPY, 0.0), (1, 2, COPY, 0.0), (3, 4, PASSAGE, 0.0)], LINK)
    published = np.array([UNDATED, 20, 10, 5, 6])
    assert originals(5, links, published).tolist() == [2, 2, 2, 3, 4]
    assert originals(0, np.empty(0, LINK), np.empty(0, np.int64)).tolist() == []
