"""What is known of how good labels are: `quality.toml`, measured on pages of other people."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

Interval = Sequence[float]  # low and high end of 95%, by bootstrap over articles


class Figure(NamedTuple):
    """Precision and recall over characters of boilerplate, 0..1; None where nothing is to divide.

    Whether a label is the right one among the kinds of boilerplate is `kind_right`.
    """

    on: str  # what it was measured on, in words
    articles: int
    precision: float | None
    recall: float | None
    precision_95: Interval | None = None
    recall_95: Interval | None = None
    kind_right: float | None = None


@cache
def unseen() -> list[Figure]:
    """The figures of this version's labels on pages of domains that its model has not seen."""
    text = (files("corpus.label") / "quality.toml").read_text("utf-8")
    return [
        Figure(
            one["on"],
            one["articles"],
            one["precision"],
            one["recall"],
            one["precision_95"],
            one["recall_95"],
        )
        for one in tomllib.loads(text)["figure"]
    ]
