"""How good labels are: the figures of `quality.toml`, measured on pages that others labelled."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

Interval = Sequence[float]  # low and high end, 95%, by bootstrap over articles or pages


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
    """The figures of this version, from text alone, on pages that its line model has not seen."""
    return [
        Figure(
            row["on"],
            row["articles"],
            row["precision"],
            row["recall"],
            row["precision_95"],
            row["recall_95"],
        )
        for row in _stored()["figure"]
    ]


def unseen_pages() -> str:
    """What the line model and the rules had not seen of the pages of `unseen`, in sentences."""
    return str(_stored()["unseen"])


@cache
def _stored() -> dict[str, Any]:
    return tomllib.loads((files("corpus.labelling") / "quality.toml").read_text("utf-8"))
