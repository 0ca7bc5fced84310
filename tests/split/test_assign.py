from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from corpus.contract.splits import TEST, TRAIN, VALIDATION
from corpus.linking.leak_groups import groups as grouped
from corpus.linking.links import LINK, PASSAGE
from corpus.linking.stories import UNDATED
from corpus.split import assign as split_assign
from corpus.split.assign import (
    BRIDGE,
    BY,
    CHANGED,
    ELSEWHERE,
    LINKED,
    NEW,
    RETURNED,
    SAME,
    UNSEEN,
    Articles,
    Choice,
    assign,
)


def links(pairs: list[tuple[int, int]]) -> Any:
    rows = np.zeros(len(pairs), LINK)
    rows["a"], rows["b"] = zip(*pairs, strict=True) if pairs else ((), ())
    rows["kind"] = PASSAGE
    return rows


def articles(
    count: int,
    pairs: list[tuple[int, int]] | None = None,
    outlets: list[int] | None = None,
    languages: list[int] | None = None,
    published: list[int] | None = None,
    before: list[int] | None = None,
) -> Articles:
    rows = links(pairs or [])
    stood = np.array(before or [UNSEEN] * count, np.uint8)
    return Articles(
        groups=grouped(count, rows)[0],
        links=rows,
        ids=np.array([b"%016d" % n for n in range(count)], "S16"),
        outlets=np.array(outlets or [0] * count, np.uint64),
        languages=np.array(languages or [0] * count, np.uint64),
        published=np.array(published or [UNDATED] * count, np.int64),
        before=stood,
        held=np.where(stood == UNSEEN, NEW, SAME).astype(np.uint8),
        torn=np.zeros(count, np.bool_),
    )


CORPORA = st.integers(1, 40).flatmap(
    lambda n: st.builds(
        lambda pairs, outlets, published: articles(n, pairs, outlets, published=published),
        st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=20),
        st.lists(st.integers(0, 5), min_size=n, max_size=n),
        st.lists(st.sampled_from([UNDATED, 1, 2, 3, 10**12]), min_size=n, max_size=n),
    )
)


@given(CORPORA, st.sampled_from(BY))
def test_no_group_in_two_splits(corpus: Articles, by: str) -> None:
    placed = assign(corpus, Choice(by))
    for group in set(corpus.groups.tolist()):
        inside = {int(p) for p in placed.splits[corpus.groups == group] if p < LINKED}
        assert len(inside) == 1


@given(CORPORA)
def test_no_outlet_in_two_splits(corpus: Articles) -> None:
    splits = assign(corpus, Choice("outlet")).splits
    for outlet in set(corpus.outlets.tolist()):
        assert len({int(p) for p in splits[corpus.outlets == outlet] if p < LINKED}) <= 1


def test_the_latest_stories_are_the_test() -> None:
    published = list(range(100, 200))
    splits = assign(articles(100, published=published), Choice("time")).splits
    assert splits.tolist() == [TRAIN] * 80 + [VALIDATION] * 10 + [TEST] * 10


def test_stories_without_a_date_are_train() -> None:
    published = [UNDATED, UNDATED, *range(100, 108)]
    splits = assign(articles(10, [(1, 2)], published=published), Choice("time", (1, 0, 9))).splits
    assert splits.tolist() == [TRAIN] + [TEST] * 9


@pytest.mark.parametrize(("share", "split"), [(0.61, TRAIN), (0.59, TEST)])
def test_a_story_on_the_edge_of_two_splits_goes_where_its_middle_is(
    share: float, split: int
) -> None:
    """Of ten articles the story has the fifth to the eighth: its middle is at six."""
    pairs = [(4, 5), (5, 6), (6, 7)]
    corpus = articles(10, pairs, published=list(range(100, 110)))
    choice = Choice("time", (share, 0, 1 - share))
    assert assign(corpus, choice).splits.tolist() == [TRAIN] * 4 + [split] * 4 + [TEST] * 2


@given(CORPORA, st.sampled_from([(0.8, 0.1, 0.1), (6, 3, 1), (1, 0, 1)]))
def test_the_sizes_are_met_within_one_groups_size(corpus: Articles, sizes: Any) -> None:
    counts = np.bincount(assign(corpus, Choice(sizes=sizes)).splits, minlength=3)
    wanted = np.array(sizes) / sum(sizes) * len(corpus.ids)
    assert np.abs(counts - wanted).max() <= max(np.bincount(corpus.groups))


def test_languages_and_outlets_are_spread_over_the_splits() -> None:
    languages = [0] * 600 + [1] * 300 + [2] * 100
    outlets = [n % 10 for n in range(1000)]
    splits = assign(articles(1000, outlets=outlets, languages=languages), Choice()).splits
    for language, count in ((0, 600), (1, 300), (2, 100)):
        held = np.bincount(splits[np.array(languages) == language], minlength=3)
        assert held == pytest.approx([0.8 * count, 0.1 * count, 0.1 * count], abs=2)
    for outlet in range(10):
        held = np.bincount(splits[np.array(outlets) == outlet], minlength=3)
        assert held == pytest.approx([80, 10, 10], abs=4)


def test_four_articles_have_a_test_and_seven_a_validation() -> None:
    assert sorted(assign(articles(4), Choice()).splits.tolist()) == [TRAIN] * 3 + [TEST]
    assert sorted(assign(articles(7), Choice()).splits.tolist())[4:] == [TRAIN, VALIDATION, TEST]


def test_another_key_gives_another_draw() -> None:
    corpus = articles(100)
    drawn = assign(corpus, Choice()).splits
    assert (drawn == assign(corpus, Choice()).splits).all()
    assert (drawn != assign(corpus, Choice(key="other")).splits).any()


def test_nothing_published_moves_and_bridges_are_withheld() -> None:
    before = [TEST, UNSEEN, TRAIN, UNSEEN, TEST, UNSEEN]
    pairs = [(0, 1), (2, 3), (3, 4)]
    placed = assign(articles(6, pairs, before=before), Choice())
    assert placed.splits[:5].tolist() == [TEST, TEST, TRAIN, BRIDGE, TEST]
    assert placed.splits[5] in (TRAIN, VALIDATION, TEST)
    assert placed.groups[2] != placed.groups[4]


def test_published_articles_that_a_correction_links_are_parted() -> None:
    before = [TEST, TRAIN, TRAIN]
    placed = assign(articles(3, [(0, 1), (1, 2)], before=before), Choice())
    assert placed.splits.tolist() == [BRIDGE, TRAIN, TRAIN]


@pytest.mark.parametrize("held", [RETURNED, CHANGED, SAME])
def test_where_all_are_alike_the_split_with_most_of_a_group_keeps_its_own(held: int) -> None:
    corpus = articles(3, [(0, 1), (1, 2)], before=[TEST, TRAIN, TRAIN])
    corpus.held[:] = held
    assert assign(corpus, Choice()).splits.tolist() == [BRIDGE, TRAIN, TRAIN]


def test_what_a_correction_links_with_stays_and_the_corrected_article_goes() -> None:
    corpus = articles(4, [(0, 1), (1, 2), (2, 3)], before=[TRAIN, TRAIN, TRAIN, TEST])
    corpus.held[2] = CHANGED
    assert assign(corpus, Choice()).splits.tolist() == [TRAIN, TRAIN, BRIDGE, TEST]
    corpus.held[:2] = CHANGED
    assert assign(corpus, Choice()).splits.tolist() == [BRIDGE, BRIDGE, BRIDGE, TEST]


def test_where_an_outlet_was_sold_the_split_with_most_of_it_keeps_its_own() -> None:
    corpus = articles(5, outlets=[1] * 5, before=[TEST, TRAIN, TRAIN, UNSEEN, TEST])
    assert assign(corpus, Choice("outlet")).splits.tolist() == [
        *(ELSEWHERE, TRAIN, TRAIN),
        *(TRAIN, ELSEWHERE),
    ]


@pytest.mark.parametrize("held", [CHANGED, SAME])
def test_articles_of_the_last_release_decide_where_their_outlet_is(held: int) -> None:
    """One of the last release, also corrected, counts more than two that come back."""
    corpus = articles(3, outlets=[1] * 3, before=[TEST, TRAIN, TRAIN])
    corpus.held[:] = [held, RETURNED, RETURNED]
    assert assign(corpus, Choice("outlet")).splits.tolist() == [TEST, ELSEWHERE, ELSEWHERE]


class Releases(RuleBasedStateMachine):
    """Articles are added, corrected (their links change), removed and come back, release by
    release; what a release before says is what `place` would read of its ledger."""

    by = "story"

    def __init__(self) -> None:
        super().__init__()
        self.texts: dict[int, set[int]] = {}  # article -> the stories it tells
        self.outlet: dict[int, int] = {}
        self.ledger: dict[int, int] = {}
        self.present: dict[int, set[int]] = {}
        self.sold: dict[int, int] = {}  # outlets in the last release
        self.last: dict[int, int] = {}
        self.pairs: list[tuple[int, int]] = []

    @rule(number=st.integers(0, 25), told=st.sets(st.integers(0, 12), min_size=1, max_size=2))
    def write(self, number: int, told: set[int]) -> None:
        self.texts[number] = told

    @rule(number=st.integers(0, 25))
    def remove(self, number: int) -> None:
        self.texts.pop(number, None)

    @rule(number=st.integers(0, 25), outlet=st.integers(0, 3))
    def sell(self, number: int, outlet: int) -> None:
        self.outlet[number] = outlet

    @rule(key=st.sampled_from("ab"))
    def release(self, key: str) -> None:
        numbers = sorted(self.texts)
        self.pairs = [
            (a, b)
            for a in range(len(numbers))
            for b in range(a)
            if self.texts[numbers[a]] & self.texts[numbers[b]]
        ]
        rows = links(self.pairs)
        count = len(numbers)
        corpus = Articles(
            groups=grouped(count, rows)[0],
            links=rows,
            ids=np.array([b"%016d" % n for n in numbers], "S16"),
            outlets=np.array([self.outlet.get(n, n % 4) for n in numbers], np.uint64),
            languages=np.array([n % 2 for n in numbers], np.uint64),
            published=np.array([n // 3 for n in numbers], np.int64),
            before=np.array([self.ledger.get(n, UNSEEN) for n in numbers], np.uint8),
            held=np.array([self.held(n) for n in numbers], np.uint8),
            torn=np.zeros(count, np.bool_),
        )
        splits = assign(corpus, Choice(self.by, key=key)).splits.tolist() if count else []
        self.last = {n: s for n, s in zip(numbers, splits, strict=True) if s < LINKED}
        self.pairs = [(numbers[a], numbers[b]) for a, b in self.pairs]
        for number, split in self.last.items():
            assert self.ledger.setdefault(number, split) == split
        self.sold = {n: self.outlet.get(n, n % 4) for n in self.last}
        self.present = {n: self.texts[n] for n in self.last}

    def held(self, number: int) -> int:
        if number not in self.present:
            return RETURNED if number in self.ledger else NEW
        return SAME if self.texts[number] == self.present[number] else CHANGED

    @invariant()
    def no_link_joins_two_splits(self) -> None:
        for a, b in self.pairs:
            if a in self.last and b in self.last:
                assert self.last[a] == self.last[b]


class ReleasesByTime(Releases):
    by = "time"


class ReleasesByOutlet(Releases):
    by = "outlet"

    @invariant()
    def no_outlet_in_two_splits(self) -> None:
        for outlet in range(4):
            assert len({s for n, s in self.last.items() if self.sold[n] == outlet}) <= 1


TestReleases = Releases.TestCase
TestReleasesByTime = ReleasesByTime.TestCase
TestReleasesByOutlet = ReleasesByOutlet.TestCase


@given(CORPORA, st.sampled_from(BY))
def test_groups_one_by_one_or_in_parts(corpus: Articles, by: str) -> None:
    placed = assign(corpus, Choice(by))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(split_assign, "_AT_ONCE", 2)
        in_parts = assign(corpus, Choice(by))
    assert in_parts.splits.tolist() == placed.splits.tolist()
