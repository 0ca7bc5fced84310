"""Lines of the bench that were labelled by kind by hand: `kinds.jsonl`, by position only.

A stretch of a variant's text has a `label`; `or` is a second one that is as right. What was read
once on a page holds for the same line in all its variants.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from corpus.labelling.lines import Line

FILE = Path(__file__).parent / "kinds.jsonl"


class Kind(NamedTuple):
    """What a line is."""

    label: str
    other: str | None


@cache
def _stretches() -> dict[tuple[str, str], list[tuple[int, int, Kind]]]:
    """By page and variant."""
    found: dict[tuple[str, str], list[tuple[int, int, Kind]]] = defaultdict(list)
    for said in map(json.loads, FILE.read_text("utf-8").splitlines()):
        kind = Kind(said["label"], said.get("or"))
        found[said["page"], said["variant"]].append((said["start"], said["end"], kind))
    return found


def kinds(page: str, variants: Mapping[str, Sequence[Line]]) -> dict[str, Kind]:
    """The kinds of a page's lines, by `Line.key`; `variants` has the lines of each."""
    return {
        line.key: kind
        for name, its in variants.items()
        for line in its
        for start, end, kind in _stretches().get((page, name), ())
        if start <= line.start < end
    }
