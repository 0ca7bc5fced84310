from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus.contract.splits import TEST, TRAIN, VALIDATION
from corpus.linking import near_duplicates
from corpus.split import leak_pairs
from corpus.split.leak_keys import ID, NEAR_DUPLICATE, PASSAGE, URL
from corpus.split.leak_pairs import MET, Compared, crossing, first_pairs


def key_rows(*rows: tuple[int, int, int, int]) -> NDArray[np.void]:
    """MET rows: key, kind, split, article."""
    return np.array(list(rows), MET)


def test_only_keys_of_one_kind_in_two_splits_cross() -> None:
    rows = key_rows(
        (1, ID, TRAIN, 0),  # alone
        (2, ID, TRAIN, 1),  # two articles of one split
        (2, ID, TRAIN, 2),
        (3, ID, TRAIN, 3),  # two kinds with one hash
        (3, URL, TEST, 3),
        (4, URL, TEST, 5),
        (4, URL, TRAIN, 4),
        (4, URL, TRAIN, 4),  # twice in one article
        (4, PASSAGE, TRAIN, 9),
        (5, PASSAGE, VALIDATION, 7),
        (5, PASSAGE, TEST, 7),
    )
    assert crossing(rows).tolist() == [
        (4, URL, TRAIN, 4),
        (4, URL, TEST, 5),
        (5, PASSAGE, VALIDATION, 7),
        (5, PASSAGE, TEST, 7),
    ]
    assert len(crossing(rows[:5])) == 0
    assert len(crossing(rows[:0])) == 0


def test_a_key_gives_the_first_pair_of_any_two_splits() -> None:
    rows = key_rows(
        (4, URL, TRAIN, 4),
        (4, URL, TRAIN, 8),
        (4, URL, VALIDATION, 3),
        (4, URL, TEST, 5),
        (4, URL, TEST, 6),
        (4, PASSAGE, TRAIN, 1),
        (4, PASSAGE, TEST, 2),
        (5, PASSAGE, TRAIN, 1),  # the same pair again
        (5, PASSAGE, TEST, 2),
    )
    assert first_pairs(rows).tolist() == [
        (URL, 3, 5),
        (URL, 4, 3),
        (URL, 4, 5),
        (PASSAGE, 1, 2),
    ]
    assert len(first_pairs(rows[:0])) == 0


def test_all_articles_of_two_splits_under_one_key_meet() -> None:
    kind = NEAR_DUPLICATE
    rows = key_rows(
        *((1, kind, TRAIN, row) for row in (0, 1)),
        *((1, kind, VALIDATION, row) for row in (10,)),
        *((1, kind, TEST, row) for row in (20, 21)),
        *((2, kind, TRAIN, row) for row in (2,)),
        *((2, kind, TEST, row) for row in (22,)),
    )
    met = [(a["article"].tolist(), b["article"].tolist()) for a, b in leak_pairs._meetings(rows)]
    assert met == [([0, 1], [10]), ([0, 1], [20, 21]), ([10], [20, 21]), ([2], [22])]


@pytest.mark.parametrize("chunk", [1 << 14, 5])
@pytest.mark.parametrize(("most", "left_out"), [(12, 0), (11, 1), (4, 8)])
def test_pairs_that_are_left_out_are_spread_and_counted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, most: int, left_out: int, chunk: int
) -> None:
    """Four articles of one split and three of another, all alike: each pair compared is found."""
    monkeypatch.setattr(leak_pairs, "KEY_PAIRS", most)
    monkeypatch.setattr(leak_pairs, "_CHUNK_PAIRS", chunk)
    train = ((1, NEAR_DUPLICATE, TRAIN, row) for row in range(4))
    test = ((1, NEAR_DUPLICATE, TEST, row) for row in range(4, 7))
    rows = key_rows(*train, *test)
    np.save(tmp_path / "00000.npy", rows)
    np.save(tmp_path / "articles.npy", rows["article"])
    np.save(tmp_path / "a.minhash.npy", np.zeros((7, near_duplicates.PERMUTATIONS), np.uint32))
    pairs, compared = leak_pairs.compare_near_duplicates(
        leak_pairs.CompareNearDuplicates(
            suspects=tmp_path,
            bucket=0,
            articles=tmp_path / "articles.npy",
            signatures=tmp_path,
            files=(("a", 7),),
        )
    )
    assert (len(pairs), compared) == (most, Compared(most, left_out, int(left_out > 0)))
    assert set(pairs["a"].tolist()) == {0, 1, 2, 3}
    assert set(pairs["b"].tolist()) == {4, 5, 6}


def test_the_counts_of_buckets_are_added_up() -> None:
    assert sum((Compared(1, 20, 300), Compared(4, 50, 600)), Compared()) == Compared(5, 70, 900)
