from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from corpus.arrays import equal_pairs

KEYS = st.lists(st.integers(0, 30), max_size=40).map(sorted)


@given(a=KEYS, b=KEYS)
def test_all_pairs_of_equal_keys_are_found_whichever_are_the_fewer(
    a: list[int], b: list[int]
) -> None:
    in_a, in_b = equal_pairs(np.array(a, np.uint64), np.array(b, np.uint64))
    expected = [(i, j) for i, key in enumerate(a) for j, other in enumerate(b) if key == other]
    assert sorted(zip(in_a.tolist(), in_b.tolist(), strict=True)) == expected
