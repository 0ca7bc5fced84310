"""How good labels are: the figures of `quality.toml`, measured on pages that others labelled."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

Interval = Sequence[float]  # low and high end, 95%, by bootstrap over articles


class Figure(NamedTuple):
    """Precision and recall over characters of boilerplate, 0..1; None if there are none."""

    on: str  # what it was measured on, in words
    articles: int
    precision: float | None
    recall: float | None
    precision_95: Interval | None = None
    recall_95: Interval | None = None
    kind_right: float | None = None  # share of boilerplate found with the right kind


@cache
def unseen() -> list[Figure]:
    """The figures of this version, on pages of domains that its model has not seen."""
    text = (files("corpus.label") / "quality.toml").read_text("utf-8")
    return [
        Figure(
            row["on"],
            row["articles"],
            row["precision"],
            row["recall"],
            row["precision_95"],
            row["recall_95"],
        )
        for row in tomllib.loads(text)["figure"]
    ]
