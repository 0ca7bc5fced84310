"""How far each piece of evidence is to be believed: probabilities measured on gold data.

`weights.json` is written by `benchmarks/fit_weights.py`, which says what it was fitted on; a
number in it is the share of lines, among those a piece of evidence spoke for, that people
called boilerplate too.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

UNMEASURED = 0.8  # a wording that gold never showed: the mean over the rules that it did show


@cache
def _weights() -> dict[str, float]:
    text = (files("corpus.label") / "weights.json").read_text("utf-8")
    return {name: float(value) for name, value in json.loads(text)["weights"].items()}


def weight(name: str, pattern: str, why: str = "") -> float:
    """The probability that a vote of this rule and pattern is right."""
    return _weights().get(f"{name}/{pattern}{why}", UNMEASURED)
