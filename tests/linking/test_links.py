from __future__ import annotations

import random
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from corpus.linking import links, near_duplicates
from corpus.linking.leak_groups import groups
from corpus.linking.links import (
    FOLLOWERS,
    KEY,
    NEAR_DUPLICATE,
    PASSAGE,
    STORY,
    CappedKeys,
    Dates,
    KnownPairs,
    Sketches,
    candidates,
    compare,
    each_once,
    link,
)
from corpus.linking.stories import SAME, SAME_CLOSE, SAME_FAR, TERMS, UNDATED, shortened
from corpus.linking.tokens import words


class Stored:
    """Sketches in memory."""

    def __init__(self, **sketches: NDArray[Any]) -> None:
        self._sketches = sketches

    def take(self, sketch: str, numbers: NDArray[np.uint32]) -> NDArray[Any]:
        return self._sketches[sketch][numbers]


def key_rows(*keys: tuple[int, list[int]]) -> NDArray[np.void]:
    return np.array([(key, article) for key, articles in sorted(keys) for article in articles], KEY)


def linked(rows_linked: NDArray[np.void]) -> list[tuple[int, int]]:
    return list(zip(rows_linked["a"].tolist(), rows_linked["b"].tolist(), strict=True))


def templated(count: int, slots: int, values: int) -> list[str]:
    """Reports as a machine writes them: one sentence of 19 words, some of them filled in."""
    rnd = random.Random(3)
    texts = []
    for _ in range(count):
        sentence = [f"word{n}" for n in range(19)]
        for slot in rnd.sample(range(19), slots):
            sentence[slot] = f"slot{slot}x{rnd.randrange(values)}"
        texts.append(" ".join(sentence))
    return texts


@pytest.mark.parametrize(("few", "crowd"), [(links._FEW, links.CROWD), (3, 20), (3, 3)])
@pytest.mark.parametrize(("slots", "values"), [(2, 9), (3, 3), (3, 50), (5, 3)])
def test_all_near_duplicates_that_share_a_band_are_in_one_group(
    monkeypatch: pytest.MonkeyPatch, slots: int, values: int, few: int, crowd: int
) -> None:
    """What the leak check would find must be linked."""
    monkeypatch.setattr(links, "_FEW", few)
    monkeypatch.setattr(links, "CROWD", crowd)
    signatures = near_duplicates.minhash(
        [words(text).hashes for text in templated(500, slots, values)]
    )
    bands = near_duplicates.bands(signatures)
    rows = np.empty(bands.size, KEY)
    rows["key"], rows["article"] = bands.ravel(), np.repeat(np.arange(500), near_duplicates.BANDS)
    rows = rows.take(np.argsort(rows["key"]))
    rows_linked, capped = link(NEAR_DUPLICATE, rows, Stored(minhash=signatures))  # type: ignore[arg-type]
    lowest = groups(500, rows_linked)[0]
    for a in range(500):
        is_near = near_duplicates.similarity(signatures[a : a + 1], signatures)
        is_near = is_near >= near_duplicates.NEAR
        shares_band = (bands[a] == bands).any(axis=1)
        assert set(lowest[is_near & shares_band].tolist()) == {lowest[a]}
    sizes = np.unique(bands, return_counts=True)[1]
    assert capped == CappedKeys(int((sizes > crowd).sum()), int(sizes.max()))


def test_near_duplicates_are_linked_from_the_threshold_on() -> None:
    """Of 128 places 77 agree with article 0 (0.602) and 76 (0.594)."""
    signatures = np.zeros((3, near_duplicates.PERMUTATIONS), np.uint32)
    signatures[1, 77:] = 1
    signatures[2, 76:] = 2
    rows_linked, capped = link(
        NEAR_DUPLICATE,
        key_rows((9, [2, 1, 0]), (5, [0, 1])),
        Stored(minhash=signatures),  # type: ignore[arg-type]
    )
    assert rows_linked[["a", "b", "kind", "sharers"]].tolist() == [(0, 1, NEAR_DUPLICATE, 0)]
    assert rows_linked["margin"][0] == pytest.approx(77 / 128 - near_duplicates.NEAR, abs=1e-6)
    assert capped == CappedKeys(0, 3)


@pytest.mark.parametrize(("size", "links_of_key", "capped_keys"), [(4, 0, 0), (5, 4, 1)])
def test_a_crowd_under_a_band_is_compared_up_to_a_limit_and_then_joined(
    monkeypatch: pytest.MonkeyPatch, size: int, links_of_key: int, capped_keys: int
) -> None:
    monkeypatch.setattr(links, "_FEW", 2)
    monkeypatch.setattr(links, "CROWD", 4)
    unlike = np.arange(5 * near_duplicates.PERMUTATIONS, dtype=np.uint32).reshape(5, -1)
    keys = key_rows((1, list(range(size))))
    rows_linked, capped = link(NEAR_DUPLICATE, keys, Stored(minhash=unlike))  # type: ignore[arg-type]
    assert linked(rows_linked) == [(0, n) for n in range(1, links_of_key + 1)]
    assert capped == CappedKeys(capped_keys, size)


def test_a_crowd_falls_into_the_chains_of_near_duplicates_that_it_holds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """0, 2 and 5 are a chain: 0 and 5 are not alike. 1 and 4 are alike, 3 is like none."""
    monkeypatch.setattr(links, "_FEW", 2)
    signatures = np.zeros((6, near_duplicates.PERMUTATIONS), np.uint32)
    signatures[[1, 3, 4]] += np.array([[7], [8], [7]], np.uint32)
    signatures[2, :40] = 1
    signatures[5, :80] = 1
    keys = key_rows((1, list(range(6))), (2, [1, 3, 4]))
    rows_linked, capped = link(NEAR_DUPLICATE, keys, Stored(minhash=signatures))  # type: ignore[arg-type]
    assert linked(rows_linked) == [(0, 2), (0, 5), (1, 4)]
    assert capped == CappedKeys(0, 6)


def test_articles_that_share_a_passage_are_joined_through_the_first() -> None:
    rows = key_rows((8, [7, 3, 5]), (2, [3, 5]), (9, [5, 3, 7]), (4, [1]))
    rows_linked, capped = link(PASSAGE, rows, Stored())  # type: ignore[arg-type]
    assert linked(rows_linked) == [(3, 5), (3, 5), (3, 7)]
    assert rows_linked["kind"].tolist() == [PASSAGE] * 3
    assert rows_linked["margin"].tolist() == [0, 0, 0]
    alone, first, second = rows_linked["sharers"].tolist()
    assert (alone, first == second, first > 0) == (0, True, True)
    assert capped == CappedKeys(0, 0)


def test_two_sets_of_articles_are_not_taken_for_one() -> None:
    """Also not two that differ by one article, nor two of one sum."""
    sets = [[0, 1, 2, 3], *([a, b, c] for a, b, c in combinations(range(6), 3))]
    rows = key_rows(*enumerate(sets))
    rows_linked, _ = link(PASSAGE, rows, Stored())  # type: ignore[arg-type]
    assert len(set(rows_linked["sharers"].tolist())) == len(sets)


def stories(published: list[int], alike: float = 1) -> Stored:
    """Articles with the same terms; the last has this cosine to the others."""
    count = len(published)
    terms = np.tile(np.arange(1, TERMS + 1, dtype=np.uint64), (count, 1))
    weights = np.full((count, TERMS), TERMS**-0.5, np.float32)
    turned = np.arccos(alike) + np.pi / 4
    weights[-1:, ::2] = np.cos(turned) * (2 / TERMS) ** 0.5
    weights[-1:, 1::2] = np.sin(turned) * (2 / TERMS) ** 0.5
    of_dates = np.array(published, np.int64)
    return Stored(terms=terms, short_terms=shortened(terms), unweighed=weights, published=of_dates)


def dates(sketches: Stored) -> Dates:
    return Dates.of(sketches._sketches["published"])


def told(rows: NDArray[np.void], sketches: Any) -> tuple[NDArray[np.void], CappedKeys]:
    """The links of stories, as a build finds them."""
    found = candidates(rows, dates(sketches), sketches)
    return compare(STORY, found.pairs, sketches), found.capped


def test_a_story_is_compared_with_those_published_next() -> None:
    count = FOLLOWERS + 3
    published = list(range(count))
    random.Random(0).shuffle(published)
    keys = key_rows((1, list(range(count))))
    rows_linked, capped = told(keys, stories(published))
    near = {
        (a, b)
        for a, b in combinations(range(count), 2)
        if abs(published[a] - published[b]) <= FOLLOWERS
    }
    assert set(linked(rows_linked)) == near
    assert len(rows_linked) == len(near)
    assert capped == CappedKeys(1, count)
    rest = key_rows((1, list(range(FOLLOWERS + 1))), (2, [0, 1]))
    assert told(rest, stories(published))[1] == CappedKeys(0, FOLLOWERS + 1)


DAY = 86_400_000


@pytest.mark.parametrize(
    ("second", "needed"),
    [
        (1, SAME_CLOSE),
        (10 * DAY, SAME_CLOSE),
        (-10 * DAY, SAME_CLOSE),
        (10 * DAY + 1, SAME_FAR),
        (UNDATED, SAME),
    ],
)
def test_a_story_link_needs_a_cosine_that_depends_on_the_dates(second: int, needed: float) -> None:
    keys = key_rows((1, [0, 1]))
    for cosine in (needed + 0.001, needed - 0.001):
        rows_linked, _ = told(keys, stories([0, second], cosine))
        assert len(rows_linked) == (cosine > needed)
        assert rows_linked["margin"] == pytest.approx([0.001] * len(rows_linked), abs=1e-4)


def test_comparing_in_chunks_gives_the_same_links(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = key_rows(*((key, list(range(key, key + 5))) for key in range(20)))
    whole, _ = told(keys, stories([0] * 25))
    monkeypatch.setattr(links, "_CHUNK_PAIRS", 7)
    parts, _ = told(keys, stories([0] * 25))
    assert len(whole) > 14
    assert parts.tolist() == whole.tolist()


def test_pairs_that_are_known_are_not_looked_at_again() -> None:
    """Articles 0 to 3 have the same terms, 4 to 7 have others of their own."""
    sketches = stories([0] * 8)
    sketches._sketches["terms"][4:] += np.arange(1, 5, dtype=np.uint64)[:, None] * np.uint64(100)
    sketches._sketches["short_terms"] = shortened(sketches._sketches["terms"])
    keys = key_rows((1, list(range(8))))
    first = candidates(keys, dates(sketches), sketches)  # type: ignore[arg-type]
    assert (len(first.pairs), len(first.unlike)) == (6, 22)
    turned = sketches._sketches["short_terms"][::-1].copy()
    sketches._sketches["short_terms"] = turned  # so that others would be found
    known = KnownPairs(*(pairs[::-1, ::-1] for pairs in first[:2]))
    again = candidates(keys, dates(sketches), sketches, known)  # type: ignore[arg-type]
    assert again.pairs.tolist() == first.pairs.tolist()
    assert again.unlike.tolist() == first.unlike.tolist()
    anew = candidates(keys, dates(sketches), sketches)  # type: ignore[arg-type]
    assert anew.pairs.tolist() != first.pairs.tolist()


def test_pairs_of_several_buckets_are_compared_once() -> None:
    pairs = np.array([[7, 2], [0, 9], [2, 7], [0, 9], [1, 9]], np.uint32)
    assert each_once(pairs).tolist() == [[0, 9], [1, 9], [2, 7]]
    assert each_once(pairs[:0]).shape == (0, 2)


def test_keys_out_of_order_are_refused() -> None:
    rows = key_rows((2, [0, 1]), (5, [0, 1]))[::-1]
    for kind in (NEAR_DUPLICATE, PASSAGE):
        with pytest.raises(ValueError, match="not sorted by key"):
            link(kind, rows, Stored())  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="not sorted by key"):
        told(rows, stories([0, 0]))


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 9)), max_size=60))
def test_articles_stand_under_their_keys_by_date_each_once(rows: list[tuple[int, int]]) -> None:
    published = np.array([5, 3, 3, UNDATED, 9, 0, 3, UNDATED, 5, 1])
    by_key = np.array(sorted(rows, key=lambda row: row[0]), KEY)
    in_order = sorted(set(rows), key=lambda row: (row[0], published[row[1]], row[1]))
    assert links._by_number(by_key).tolist() == sorted(set(rows))
    assert links._by_date(by_key, Dates.of(published)).tolist() == in_order


def test_no_keys_give_no_links() -> None:
    none, nothing = np.empty(0, KEY), stories([])
    for rows_linked, capped in (
        link(NEAR_DUPLICATE, none, nothing),  # type: ignore[arg-type]
        link(PASSAGE, none, nothing),  # type: ignore[arg-type]
        told(none, nothing),
    ):
        assert (len(rows_linked), capped) == (0, CappedKeys(0, 0))


def test_capped_keys_of_buckets_are_added_up() -> None:
    assert CappedKeys.total([CappedKeys(2, 30), CappedKeys(3, 20)]) == CappedKeys(5, 30)
    assert CappedKeys.total([]) == CappedKeys(0, 0)


def test_sketches_are_read_from_the_files_of_the_chunks(tmp_path: Path) -> None:
    np.save(tmp_path / "one.terms.npy", np.array([[10, 11], [20, 21]]))
    np.save(tmp_path / "two.terms.npy", np.array([[30, 31]]))
    np.save(tmp_path / "three.terms.npy", np.array([[40, 41], [50, 51]]))
    rows = np.array([4, 0, 2, 1, 3], np.uint32)  # by article
    sketches = Sketches(tmp_path, rows, [("one", 2), ("none", 0), ("two", 1), ("three", 2)])
    taken = sketches.take("terms", np.array([3, 0, 2, 2, 1], np.uint32))
    assert taken[:, 0].tolist() == [20, 50, 30, 30, 10]
    assert len(sketches.take("terms", np.empty(0, np.uint32))) == 0
    assert len(sketches._mapped) == 3


@pytest.mark.parametrize(("most", "left"), [(0, 1), (links._PAGE, 1), (1 << 20, 3)])
def test_sketches_that_were_looked_at_do_not_stay_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int, left: int
) -> None:
    monkeypatch.setattr(links, "_MAPPED", most)
    names = ["one", "two", "three"]
    for place, name in enumerate(names):
        np.save(tmp_path / f"{name}.words.npy", np.arange(1000) + 1000 * place)
    numbers = np.arange(3000, dtype=np.uint32)
    sketches = Sketches(tmp_path, numbers, [(name, 1000) for name in names])
    for _ in range(2):
        assert sketches.take("words", numbers).tolist() == numbers.tolist()
        assert len(sketches._mapped) <= left
