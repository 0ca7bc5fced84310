from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus.contract.splits import TEST, TRAIN, VALIDATION
from corpus.split import leak_pairs
from corpus.split.leak_keys import ID, LEAK_KEY, NEAR_DUPLICATE, PASSAGE, URL
from corpus.split.leak_pairs import Compared, crossing, first_pairs


def key_rows(*rows: tuple[int, int, int, int, int]) -> NDArray[np.void]:
    """LEAK_KEY rows: key, kind, split, file, row."""
    return np.array(list(rows), LEAK_KEY)


def test_only_keys_of_one_kind_in_two_splits_cross() -> None:
    rows = key_rows(
        (1, ID, TRAIN, 0, 0),  # alone
        (2, ID, TRAIN, 0, 1),  # two articles of one split
        (2, ID, TRAIN, 0, 2),
        (3, ID, TRAIN, 0, 3),  # two kinds with one hash
        (3, URL, TEST, 2, 3),
        (4, URL, TEST, 2, 5),
        (4, URL, TRAIN, 0, 4),
        (4, URL, TRAIN, 0, 4),  # twice in one article
        (4, PASSAGE, TRAIN, 0, 9),
        (5, PASSAGE, VALIDATION, 1, 7),
        (5, PASSAGE, TEST, 2, 7),
    )
    assert crossing(rows).tolist() == [
        (4, URL, TRAIN, 0, 4),
        (4, URL, TEST, 2, 5),
        (5, PASSAGE, VALIDATION, 1, 7),
        (5, PASSAGE, TEST, 2, 7),
    ]
    assert len(crossing(rows[:5])) == 0
    assert len(crossing(rows[:0])) == 0


def test_a_key_gives_the_first_pair_of_any_two_splits() -> None:
    rows = key_rows(
        (4, URL, TRAIN, 0, 4),
        (4, URL, TRAIN, 0, 8),
        (4, URL, VALIDATION, 1, 3),
        (4, URL, TEST, 2, 5),
        (4, URL, TEST, 3, 6),
        (4, PASSAGE, TRAIN, 0, 1),
        (4, PASSAGE, TEST, 3, 2),
        (5, PASSAGE, TRAIN, 0, 1),  # the same pair again
        (5, PASSAGE, TEST, 3, 2),
    )
    assert first_pairs(rows).tolist() == [
        (URL, 0, 4, 1, 3),
        (URL, 0, 4, 2, 5),
        (URL, 1, 3, 2, 5),
        (PASSAGE, 0, 1, 3, 2),
    ]
    assert len(first_pairs(rows[:0])) == 0


def candidates(rows: NDArray[np.void]) -> tuple[list[tuple[int, int]], int]:
    pairs, left_out = [], 0
    for a, b, count in leak_pairs._candidates(rows):
        pairs += list(zip(a["row"].tolist(), b["row"].tolist(), strict=True))
        left_out += count
    return pairs, left_out


def test_candidates_are_all_pairs_of_two_splits_under_one_key() -> None:
    kind = NEAR_DUPLICATE
    rows = key_rows(
        *((1, kind, TRAIN, 0, row) for row in (0, 1)),
        *((1, kind, VALIDATION, 1, row) for row in (10,)),
        *((1, kind, TEST, 2, row) for row in (20, 21)),
        *((2, kind, TRAIN, 0, row) for row in (2,)),
        *((2, kind, TEST, 2, row) for row in (22,)),
    )
    pairs = [(0, 10), (1, 10), (0, 20), (0, 21), (1, 20), (1, 21), (10, 20), (10, 21), (2, 22)]
    assert candidates(rows) == (pairs, 0)


@pytest.mark.parametrize(("most", "left_out"), [(12, 0), (11, 1), (4, 8)])
def test_candidates_that_are_left_out_are_spread_and_counted(
    monkeypatch: pytest.MonkeyPatch, most: int, left_out: int
) -> None:
    monkeypatch.setattr(leak_pairs, "KEY_PAIRS", most)
    train = ((1, NEAR_DUPLICATE, TRAIN, 0, row) for row in range(4))
    test = ((1, NEAR_DUPLICATE, TEST, 1, row) for row in range(3))
    pairs, count = candidates(key_rows(*train, *test))
    assert (len(set(pairs)), count) == (most, left_out)
    assert {a for a, _ in pairs} == {0, 1, 2, 3}
    assert {b for _, b in pairs} == {0, 1, 2}


def test_the_counts_of_buckets_are_added_up() -> None:
    assert sum((Compared(1, 20, 300), Compared(4, 50, 600)), Compared()) == Compared(5, 70, 900)


def test_a_place_is_a_file_and_a_row() -> None:
    rows = key_rows((1, ID, TRAIN, 0, 7), (1, ID, TRAIN, 1, 0), (1, ID, TRAIN, 3, 2**32 - 1))
    assert leak_pairs.place(rows).tolist() == [7, 1 << 32, (4 << 32) - 1]
