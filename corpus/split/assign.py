"""Assign leak groups to splits by story, outlet or time, without moving what was published.

All arrays run over articles by number. A published article keeps its split. New groups are assigned
greedily, as in largest-first bin packing: the largest first, groups of one size by language, outlet
and keyed hash, each to the split that is farthest below its share. So the sizes of the splits are
met within the size of one group, and languages and outlets are spread evenly as far as whole groups
allow.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import xxhash
from numpy.typing import NDArray

from corpus.contract.splits import SPLITS, TEST, TRAIN, VALIDATION
from corpus.hashing import text_hash
from corpus.linking.leak_groups import components
from corpus.linking.stories import UNDATED

UNSEEN = 255  # not published before
# Why an article is withheld: BRIDGE, it joins groups that were published in two splits; ELSEWHERE,
# its outlet is in another split than the article was; LINKED, its story is in another split.
BRIDGE, ELSEWHERE, LINKED = 254, 253, 252
# How the previous release holds an article: NEW, never published; RETURNED, published before but
# not in that release; CHANGED, with another text or URL; SAME, as it is now.
NEW, RETURNED, CHANGED, SAME = range(4)
BY = ("story", "outlet", "time")
_UNDATED = np.iinfo(np.int64).min  # earlier than every date
_AT_ONCE = 1 << 16  # values that are Python objects at once


@dataclass(frozen=True)
class Choice:
    """How to split a corpus."""

    by: str = "story"
    sizes: tuple[float, float, float] = (0.8, 0.1, 0.1)  # train, validation, test
    key: str = "corpus"  # another key gives another draw


@dataclass(frozen=True, kw_only=True)
class Articles:
    """What the assignment depends on."""

    groups: NDArray[np.uint32]  # leak group: the number of its lowest member
    links: NDArray[np.void]  # linking.links.LINK
    ids: NDArray[np.bytes_]  # 16-byte hash of each id, sorted: the number is its rank
    outlets: NDArray[np.uint64]  # hash of each outlet
    languages: NDArray[np.uint64]  # hash of each language
    published: NDArray[np.int64]  # milliseconds; linking.stories.UNDATED where unknown
    before: NDArray[np.uint8]  # split in the last release that held it, or UNSEEN
    held: NDArray[np.uint8]  # by the previous release: NEW, RETURNED, CHANGED or SAME
    torn: NDArray[np.bool_]  # the article, or text of it, was published in two splits


class Placed(NamedTuple):
    """Where articles go, by number."""

    splits: NDArray[np.uint8]  # index into SPLITS, or why the article is withheld
    groups: NDArray[np.uint32]  # the leak groups that are left without the bridges


def assign(articles: Articles, choice: Choice) -> Placed:
    """Give every article a split, or a reason to withhold it, so that no group is in two splits.

    Args:
        articles: the articles, their groups and links, and what was published of them.
        choice: how to split.
    """
    is_bridge = _bridges(articles)
    groups = _parts(articles, articles.groups, is_bridge)
    known = _known(groups, np.where(is_bridge, UNSEEN, articles.before))
    known[is_bridge] = BRIDGE
    assign_by = {"story": _fill, "outlet": _by_outlet, "time": _by_time}[choice.by]
    splits = assign_by(articles, groups, known, choice)
    return Placed(np.where(is_bridge, np.uint8(BRIDGE), splits), groups)


def _bridges(articles: Articles) -> NDArray[np.bool_]:
    """Which members of groups that were published in two splits must be withheld.

    Articles that were never published are withheld first, then those that the previous release does
    not hold, then those with another text than it holds; each only where others of their group
    stay. If the rest is still linked, because its labels or the method changed, the split that most
    of the group is in keeps its articles.
    """
    groups, withheld = articles.groups, articles.torn.copy()
    for held in (NEW, RETURNED, CHANGED):
        parts = _parts(articles, groups, withheld)
        others_stay = np.isin(parts, np.unique(parts[(articles.held > held) & ~withheld]))
        in_two = _in_two_splits(articles, parts, withheld)
        withheld |= (articles.held == held) & others_stay & in_two
    parts = _parts(articles, groups, withheld)
    for part in np.unique(parts[_in_two_splits(articles, parts, withheld)]).tolist():
        members = np.flatnonzero((parts == part) & (articles.before != UNSEEN) & ~withheld)
        most = int(np.bincount(articles.before[members]).argmax())
        withheld[members[articles.before[members] != most]] = True
    return withheld


def _in_two_splits(
    articles: Articles, parts: NDArray[np.uint32], withheld: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Whether the members of each article's part that are not withheld were in two splits."""
    before = np.where(withheld, np.uint8(UNSEEN), articles.before)
    lowest = np.full(len(parts), UNSEEN, np.uint8)
    highest = np.zeros(len(parts), np.uint8)
    is_seen = before != UNSEEN
    np.minimum.at(lowest, parts[is_seen], before[is_seen])
    np.maximum.at(highest, parts[is_seen], before[is_seen])
    return np.asarray(((lowest != UNSEEN) & (lowest != highest))[parts])


def _parts(
    articles: Articles, groups: NDArray[np.uint32], withheld: NDArray[np.bool_]
) -> NDArray[np.uint32]:
    """The groups without withheld articles; a group that falls apart is replaced by its parts."""
    parts = groups.copy()
    kept = np.isin(groups, np.unique(groups[withheld])) & ~withheld
    if kept.any():
        parts[kept] = components(groups, articles.links, kept)[kept]
    return parts


def _known(units: NDArray[np.uint32], before: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The split of the published members of each article's unit, UNSEEN where there are none.

    Args:
        units: groups, or the articles of an outlet, by lowest member.
        before: the split of every article, or UNSEEN; one split for a unit.
    """
    of_unit = np.full(len(units), UNSEEN, np.uint8)
    np.minimum.at(of_unit, units, before)
    return of_unit[units]


def _by_outlet(
    articles: Articles, groups: NDArray[np.uint32], known: NDArray[np.uint8], choice: Choice
) -> NDArray[np.uint8]:
    """Splits without an outlet in two of them.

    Of a group with outlets in several splits only the articles in one split stay: the split in
    which the group was published, else the last of train, validation and test.
    """
    _, first, outlet_of = np.unique(articles.outlets, return_index=True, return_inverse=True)
    outlets = first.astype(np.uint32)[outlet_of]
    in_previous = np.where(articles.held >= CHANGED, articles.before, np.uint8(UNSEEN))
    outlet_split = _most(outlets, in_previous)  # articles that return count only where none stayed
    outlet_split = np.where(
        outlet_split != UNSEEN, outlet_split, _most(outlets, articles.before)
    ).astype(np.uint8)
    drawn = _fill(articles, outlets, outlet_split, choice)
    last_of_group = np.zeros(len(drawn), np.uint8)
    np.maximum.at(last_of_group, groups, drawn)
    group_split = np.where(known != UNSEEN, known, last_of_group[groups])
    splits = np.where(drawn == group_split, drawn, np.uint8(LINKED))
    would_move = (articles.before != UNSEEN) & (articles.before != drawn)
    return np.where(would_move, np.uint8(ELSEWHERE), splits).astype(np.uint8)


def _most(units: NDArray[np.uint32], splits: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The split that most members of each article's unit are in, UNSEEN where none is in one."""
    is_seen = splits != UNSEEN
    counts = np.zeros((len(units), len(SPLITS)), np.int64)
    np.add.at(counts, (units[is_seen], splits[is_seen]), 1)
    most = np.where(counts.any(1), counts.argmax(1), UNSEEN).astype(np.uint8)
    return most[units]


def _by_time(
    articles: Articles, groups: NDArray[np.uint32], known: NDArray[np.uint8], choice: Choice
) -> NDArray[np.uint8]:
    """The latest groups are the test split; a group is as late as its latest article.

    Groups without a date are train.
    """
    latest = np.full(len(groups), _UNDATED)
    dates = np.where(articles.published < UNDATED, articles.published, _UNDATED)
    np.maximum.at(latest, groups, dates)
    units, inverse, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    order = np.lexsort((units, latest[units]))
    middle = np.cumsum(sizes[order]) - sizes[order] / 2
    edges = np.cumsum(choice.sizes)[:2] / sum(choice.sizes) * len(inverse)
    split = np.empty(len(units), np.uint8)
    split[order] = np.searchsorted(edges, middle, side="right")
    split[latest[units] == _UNDATED] = TRAIN
    return np.where(known != UNSEEN, known, split[inverse]).astype(np.uint8)


def _fill(
    articles: Articles, units: NDArray[np.uint32], known: NDArray[np.uint8], choice: Choice
) -> NDArray[np.uint8]:
    """Give whole units, the largest first, to the split that is farthest below its share.

    Args:
        articles: the articles.
        units: groups, or the articles of an outlet, by lowest member; no unit is split.
        known: the split of every article, UNSEEN where it is to be chosen.
        choice: the sizes, and the key of the draw.
    """
    splits = known.copy()
    new = np.flatnonzero(known == UNSEEN)
    first, sizes = np.unique(units[new], return_counts=True)
    seed = text_hash(choice.key)
    draws = np.fromiter(
        (xxhash.xxh3_64_intdigest(id, seed=seed) for id in _one_by_one(articles.ids[first])),
        np.uint64,
        len(first),
    )
    order = np.lexsort((draws, articles.outlets[first], articles.languages[first], -sizes))
    shares = [size / sum(choice.sizes) for size in choice.sizes]
    filled = np.bincount(known[known < len(SPLITS)], minlength=len(SPLITS)).tolist()
    split_of = np.full(len(units), UNSEEN, np.uint8)
    total = sum(filled)
    for unit, size in zip(_one_by_one(first[order]), _one_by_one(sizes[order]), strict=True):
        total += size
        # Of equally far splits the test split comes first: a release without it is of least use.
        code = max((TEST, VALIDATION, TRAIN), key=lambda code: shares[code] * total - filled[code])
        filled[code] += size
        split_of[unit] = code
    splits[new] = split_of[units[new]]
    return splits


def _one_by_one(values: NDArray[Any]) -> Iterator[Any]:
    """The values as Python has them, not all of them at once: there may be one an article."""
    for start in range(0, len(values), _AT_ONCE):
        yield from values[start : start + _AT_ONCE].tolist()
