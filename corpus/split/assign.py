"""Assign leak groups to splits: by keyed hash, by outlet or by time, and never move anything.

All arrays run over articles by number. A published article keeps its split; where a group's
published members stand in different splits, its new members are withheld.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xxhash
from numpy.typing import NDArray

SPLITS = ("train", "validation", "test")
TRAIN, VALIDATION, TEST = range(3)
UNSEEN = 255  # not published before
BRIDGE, LINKED = 254, 253  # withheld: joins published splits; its story is told in another split
BY = ("story", "outlet", "time")


@dataclass(frozen=True)
class Choice:
    """How to split."""

    by: str = "story"
    sizes: tuple[float, float, float] = (0.8, 0.1, 0.1)  # train, validation, test
    key: str = "corpus"  # another key gives another draw


@dataclass(frozen=True)
class Articles:
    """What the assignment looks at."""

    groups: NDArray[np.uint32]  # lowest member's number
    ids: NDArray[np.bytes_]  # 16-byte hash of each id, sorted: the number is its rank
    outlets: NDArray[np.uint64]  # hash of each outlet
    published: NDArray[np.int64]  # milliseconds; gather.links.UNDATED where unknown
    before: NDArray[np.uint8]  # split in the release before, or UNSEEN


def assign(articles: Articles, choice: Choice) -> NDArray[np.uint8]:
    """For every article its split, or why it is withheld."""
    drawn = {"story": _by_story, "outlet": _by_outlet, "time": _by_time}[choice.by](
        articles, choice
    )
    return _sticky(articles, drawn, choice)


def _draw(unit: bytes, choice: Choice) -> int:
    u = xxhash.xxh3_64_intdigest(unit, seed=xxhash.xxh3_64_intdigest(choice.key.encode())) / 2**64
    edges = np.cumsum(choice.sizes) / sum(choice.sizes)
    return int(np.searchsorted(edges[:2], u, side="right"))


def _by_story(articles: Articles, choice: Choice) -> NDArray[np.uint8]:
    units, inverse = np.unique(articles.groups, return_inverse=True)
    drawn = [_draw(articles.ids[unit], choice) for unit in units.tolist()]
    return np.array(drawn, np.uint8)[inverse] if len(units) else np.empty(0, np.uint8)


def _by_outlet(articles: Articles, choice: Choice) -> NDArray[np.uint8]:
    """No outlet in two splits; of a story told in several, only the latest split's part stays."""
    units, inverse = np.unique(articles.outlets, return_inverse=True)
    drawn = np.array([_draw(unit.tobytes(), choice) for unit in units], np.uint8)[inverse]
    last = np.zeros(len(drawn), np.uint8)
    np.maximum.at(last, articles.groups, drawn)
    return np.where(drawn == last[articles.groups], drawn, np.uint8(LINKED))


def _by_time(articles: Articles, choice: Choice) -> NDArray[np.uint8]:
    """The latest stories are the test; a story is as late as its latest article."""
    latest = np.full(len(articles.groups), np.iinfo(np.int64).min)
    dated = np.where(articles.published < 1 << 62, articles.published, np.iinfo(np.int64).min)
    np.maximum.at(latest, articles.groups, dated)
    units, inverse, sizes = np.unique(articles.groups, return_inverse=True, return_counts=True)
    order = np.lexsort((units, latest[units]))
    middle = np.cumsum(sizes[order]) - sizes[order] / 2
    edges = np.cumsum(choice.sizes)[:2] / sum(choice.sizes) * len(inverse)
    split = np.empty(len(units), np.uint8)
    split[order] = np.searchsorted(edges, middle, side="right")
    split[latest[units] == np.iinfo(np.int64).min] = TRAIN
    return split[inverse]


def _sticky(articles: Articles, drawn: NDArray[np.uint8], choice: Choice) -> NDArray[np.uint8]:
    seen = articles.before != UNSEEN
    low = np.full(len(drawn), UNSEEN, np.uint8)
    high = np.zeros(len(drawn), np.uint8)
    np.minimum.at(low, articles.groups[seen], articles.before[seen])
    np.maximum.at(high, articles.groups[seen], articles.before[seen])
    low, high = low[articles.groups], high[articles.groups]
    known = low != UNSEEN
    if choice.by == "outlet":  # a new article may not take its outlet into another split
        kept = np.where(known & (drawn != low), np.uint8(LINKED), drawn)
    else:
        kept = np.where(known, low, drawn)
    kept = np.where(known & (low != high), np.uint8(BRIDGE), kept)
    return np.where(seen, articles.before, kept).astype(np.uint8)
