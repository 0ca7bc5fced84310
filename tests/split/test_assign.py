from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.gather.links import UNDATED
from corpus.split.assign import (
    BRIDGE,
    BY,
    LINKED,
    TEST,
    TRAIN,
    UNSEEN,
    VALIDATION,
    Articles,
    Choice,
    assign,
)


def articles(
    groups: list[int],
    outlets: list[int] | None = None,
    published: list[int] | None = None,
    before: list[int] | None = None,
) -> Articles:
    count = len(groups)
    return Articles(
        np.array(groups, np.uint32),
        np.array([b"%016d" % n for n in range(count)], "S16"),
        np.array(outlets or [0] * count, np.uint64),
        np.array(published or [UNDATED] * count, np.int64),
        np.array(before or [UNSEEN] * count, np.uint8),
    )


CORPORA = st.integers(1, 40).flatmap(
    lambda n: st.builds(
        lambda links, outlets, published: articles(
            [min(link, at) for at, link in enumerate(links)], outlets, published
        ),
        st.lists(st.integers(0, 9), min_size=n, max_size=n),
        st.lists(st.integers(0, 5), min_size=n, max_size=n),
        st.lists(st.sampled_from([UNDATED, 1, 2, 3, 10**12]), min_size=n, max_size=n),
    )
)


@given(CORPORA, st.sampled_from(BY))
def test_no_group_in_two_splits(corpus: Articles, by: str) -> None:
    places = assign(corpus, Choice(by))
    for group in set(corpus.groups.tolist()):
        inside = {int(p) for p in places[corpus.groups == group] if p < LINKED}
        assert len(inside) == 1


@given(CORPORA)
def test_no_outlet_in_two_splits(corpus: Articles) -> None:
    places = assign(corpus, Choice("outlet"))
    for outlet in set(corpus.outlets.tolist()):
        assert len({int(p) for p in places[corpus.outlets == outlet] if p < LINKED}) <= 1


def test_the_latest_stories_are_the_test() -> None:
    published = list(range(100, 200))
    places = assign(articles(list(range(100)), published=published), Choice("time"))
    assert places.tolist() == [TRAIN] * 80 + [VALIDATION] * 10 + [TEST] * 10


def test_sizes_come_near_to_what_was_asked_for() -> None:
    places = assign(articles(list(range(5000))), Choice(sizes=(6, 3, 1)))
    shares = np.bincount(places, minlength=3) / 5000
    assert shares == pytest.approx([0.6, 0.3, 0.1], abs=0.03)


def test_another_key_gives_another_draw() -> None:
    corpus = articles(list(range(100)))
    assert (assign(corpus, Choice()) == assign(corpus, Choice())).all()
    assert (assign(corpus, Choice()) != assign(corpus, Choice(key="other"))).any()


def test_nothing_published_moves_and_bridges_are_withheld() -> None:
    before = [TEST, UNSEEN, TRAIN, UNSEEN, TEST, UNSEEN]
    places = assign(articles([0, 0, 2, 2, 2, 5], before=before), Choice())
    assert places[:5].tolist() == [TEST, TEST, TRAIN, BRIDGE, TEST]
    assert places[5] in (TRAIN, VALIDATION, TEST)
