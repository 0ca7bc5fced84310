"""Probabilities that two voters give together, in whole numbers: the same on every machine.

A logarithmic opinion pool (Genest and Zidek 1986) averages log odds. Logarithms and powers may
differ in their last bit between libraries, so log odds are rounded first, and sums are of integers.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

THOUSAND = 1000  # a probability of one
_UNIT = 10_000  # of log odds
_SUREST = 995  # thousandths: surer ones count as this


@cache
def _log_odds() -> NDArray[np.int64]:
    """The log odds of every thousandth, in units."""
    sure = np.clip(np.arange(THOUSAND + 1), THOUSAND - _SUREST, _SUREST)
    return np.asarray(np.rint(np.log(sure / (THOUSAND - sure)) * _UNIT), np.int64)


def pooled(
    one: NDArray[np.int64], other: NDArray[np.int64], share: int, shares: int
) -> NDArray[np.int64]:
    """What two voters say together, in thousandths.

    Args:
        one: Probabilities in thousandths.
        other: The same of the other voter.
        share: How much the first counts, of all `shares`.
        shares: How many there are.
    """
    table = _log_odds()
    total = (share * table[one] + (shares - share) * table[other]) // shares
    return np.asarray(np.rint(THOUSAND / (1 + np.exp(-total / _UNIT))), np.int64)
