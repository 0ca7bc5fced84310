from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus.linking import links, near_duplicates
from corpus.linking.leak_groups import groups
from corpus.linking.links import COPY, KEY, link
from corpus.linking.tokens import words


class Held:
    """Sketches at hand."""

    def __init__(self, signatures: NDArray[np.uint32]) -> None:
        self._signatures = signatures

    def take(self, what: str, numbers: NDArray[np.uint32]) -> NDArray[Any]:
        assert what == "minhash"
        return self._signatures[numbers]


def templated(count: int, slots: int, values: int) -> list[str]:
    """Reports as a machine writes them: one sentence of 19 words, some of them filled in."""
    rnd = random.Random(3)
    made = []
    for _ in range(count):
        sentence = [f"word{n}" for n in range(19)]
        for at in rnd.sample(range(19), slots):
            sentence[at] = f"slot{at}x{rnd.randrange(values)}"
        made.append(" ".join(sentence))
    return made


@pytest.mark.parametrize("crowd", [links._CROWD, 3])
@pytest.mark.parametrize(("slots", "values"), [(2, 9), (3, 3), (3, 50), (5, 3)])
def test_all_copies_that_share_a_band_are_in_one_group(
    monkeypatch: pytest.MonkeyPatch, slots: int, values: int, crowd: int
) -> None:
    """What the proof would find must have been linked: also two copies that meet a stranger."""
    monkeypatch.setattr(links, "_CROWD", crowd)
    signatures = near_duplicates.minhash(
        [words(text).hashes for text in templated(500, slots, values)]
    )
    bands = near_duplicates.bands(signatures)
    rows = np.empty(bands.size, KEY)
    rows["key"], rows["article"] = bands.ravel(), np.repeat(np.arange(500), near_duplicates.BANDS)
    grouped = groups(500, link(COPY, rows, Held(signatures))[0])[0]  # type: ignore[arg-type]
    for a in range(500):
        near = near_duplicates.similarity(signatures[a : a + 1], signatures) >= near_duplicates.NEAR
        met = (bands[a] == bands).any(axis=1)
        assert set(grouped[near & met].tolist()) == {grouped[a]}
