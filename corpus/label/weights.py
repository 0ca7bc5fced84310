"""The weight of each rule pattern: a probability measured on gold data.

`benchmarks/fit_weights.py` writes `weights.json`. A number in it is the share of boilerplate, as
labelled by people, among the lines that the pattern matches.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

UNMEASURED = 0.8  # for patterns that match no gold line: the mean over the other patterns


@cache
def _weights() -> dict[str, float]:
    text = (files("corpus.label") / "weights.json").read_text("utf-8")
    return {name: float(value) for name, value in json.loads(text)["weights"].items()}


def weight(name: str, pattern: str, why: str = "") -> float:
    """The probability that a vote is right.

    Args:
        name: The rule, with its version.
        pattern: The id of the pattern.
        why: What the vote's `why` adds to the id, such as `rulebook.IN_BLOCK`.
    """
    return _weights().get(f"{name}/{pattern}{why}", UNMEASURED)
