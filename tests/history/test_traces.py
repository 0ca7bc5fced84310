from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from corpus.history.traces import _are_among

KEYS = st.lists(st.integers(0, 30), max_size=40)


@given(keys=KEYS, others=KEYS)
def test_keys_are_found_whichever_are_the_fewer(keys: list[int], others: list[int]) -> None:
    found = _are_among(np.array(sorted(keys), np.uint64), np.unique(np.array(others, np.uint64)))
    assert found.tolist() == [key in others for key in sorted(keys)]
