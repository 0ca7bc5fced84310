"""How good the labels of a page are likely to be: the F1 that they are expected to have."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.contract.article import Vote

_STEPS = 1000  # of a probability
LEAST = 0.55  # a line at least so likely no main text is removed by default (`Voter.needed`)


def confidence(votes: Sequence[Vote], curve: NDArray[np.float32]) -> float:
    """The F1 over words that is expected of a page's text without what is not main text.

    Args:
        votes: The votes of one page model on a page, one on every line; at least one.
        curve: The F1 measured, by steps of the F1 that the votes add up to: isotonic regression on
            pages of domains that the model had not seen (`benchmarks/train_page_model.py`).

    Returns:
        0..1.
    """
    lengths = np.array([vote.end - vote.start for vote in votes])
    step = expected(lengths, np.array([vote.weight for vote in votes]), len(curve))
    return round(float(curve[step]), 3)


def expected(lengths: NDArray[np.int64], sure: NDArray[np.floating], steps: int) -> int:
    """The step of the F1 that probabilities of lines add up to, over characters."""
    is_kept = sure < LEAST
    main = lengths * np.rint((1 - sure) * _STEPS).astype(np.int64)
    total = int(lengths[is_kept].sum()) * _STEPS + int(main.sum())
    return 2 * int(main[is_kept].sum()) * (steps - 1) // total if total else 0
