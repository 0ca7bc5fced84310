"""Assign leak groups to splits by story, outlet or time, and never move anything.

All arrays run over articles by number. A published article keeps its split. Groups that were not
published are taken the largest first, those of one size by language, outlet and keyed hash, and
each goes to the split that is farthest below its share: so the sizes are met within one group's
size, and languages and outlets are spread over the splits as far as whole groups allow.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import xxhash
from numpy.typing import NDArray

from corpus.contract.splits import SPLITS, TEST, TRAIN, VALIDATION
from corpus.linking.leak_groups import components

UNSEEN = 255  # not published before
# Withheld: joins published splits; its outlet stands in another split than it did; its story is
# told in another split.
BRIDGE, ELSEWHERE, LINKED = 254, 253, 252
# Never published; not in the release before; in it with another text or URL; in it as it is now.
NEW, RETURNED, CHANGED, SAME = range(4)
BY = ("story", "outlet", "time")
_UNDATED = np.iinfo(np.int64).min


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
    links: NDArray[np.void]  # linking.links.LINK
    ids: NDArray[np.bytes_]  # 16-byte hash of each id, sorted: the number is its rank
    outlets: NDArray[np.uint64]  # hash of each outlet
    languages: NDArray[np.uint64]  # hash of each language
    published: NDArray[np.int64]  # milliseconds; linking.stories.UNDATED where unknown
    before: NDArray[np.uint8]  # split in the last release that held it, or UNSEEN
    held: NDArray[np.uint8]  # by the release before: NEW, RETURNED, CHANGED or SAME
    torn: NDArray[np.bool_]  # it, or text of it, stood in two splits


class Placed(NamedTuple):
    """Where articles go, by number."""

    splits: NDArray[np.uint8]  # or why it is withheld
    groups: NDArray[np.uint32]  # the leak groups of what is published, without the bridges


def assign(articles: Articles, choice: Choice) -> Placed:
    """For every article its split, or why it is withheld; no group is left in two splits."""
    bridges = _bridges(articles)
    groups = _parts(articles, articles.groups, bridges)
    known = _known(groups, np.where(bridges, UNSEEN, articles.before))
    known[bridges] = BRIDGE
    by = {"story": _fill, "outlet": _by_outlet, "time": _by_time}[choice.by]
    splits = by(articles, groups, known, choice)
    return Placed(np.where(bridges, np.uint8(BRIDGE), splits), groups)


def _bridges(articles: Articles) -> NDArray[np.bool_]:
    """The members of groups published in two splits that must go, so that none moves.

    Those that were never published go first, then those that the release before does not hold,
    then those whose text is not what it held, each where others stay. Where what is left is still
    linked, because what is known of it changed, the split with most of it keeps its own.
    """
    groups, gone = articles.groups, articles.torn.copy()
    for held in (NEW, RETURNED, CHANGED):
        parts = _parts(articles, groups, gone)
        better = np.unique(parts[(articles.held > held) & ~gone])
        gone |= (articles.held == held) & np.isin(parts, better) & _torn(articles, parts, gone)
    parts = _parts(articles, groups, gone)
    for part in np.unique(parts[_torn(articles, parts, gone)]).tolist():
        members = np.flatnonzero((parts == part) & (articles.before != UNSEEN) & ~gone)
        most = int(np.bincount(articles.before[members]).argmax())
        gone[members[articles.before[members] != most]] = True
    return gone


def _torn(
    articles: Articles, parts: NDArray[np.uint32], gone: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """The members, gone or not, of parts that stand in two splits without those that are gone."""
    before = np.where(gone, np.uint8(UNSEEN), articles.before)
    return np.isin(parts, _straddling(parts, before))


def _parts(
    articles: Articles, groups: NDArray[np.uint32], gone: NDArray[np.bool_]
) -> NDArray[np.uint32]:
    """The groups without what is gone; one that this tears is known by its parts."""
    parts = groups.copy()
    kept = np.isin(groups, np.unique(groups[gone])) & ~gone
    if kept.any():
        parts[kept] = components(groups, articles.links, kept)[kept]
    return parts


def _straddling(groups: NDArray[np.uint32], splits: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """The groups that have members in two splits."""
    seen = np.flatnonzero(splits != UNSEEN)
    low = np.full(len(groups), UNSEEN, np.uint8)
    high = np.zeros(len(groups), np.uint8)
    np.minimum.at(low, groups[seen], splits[seen])
    np.maximum.at(high, groups[seen], splits[seen])
    return np.flatnonzero((low != UNSEEN) & (low != high)).astype(np.uint32)


def _known(units: NDArray[np.uint32], before: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """For every article the split of its unit's published members, UNSEEN where it has none."""
    of_unit = np.full(len(units), UNSEEN, np.uint8)
    np.minimum.at(of_unit, units, before)
    return of_unit[units]


def _by_outlet(
    articles: Articles, groups: NDArray[np.uint32], known: NDArray[np.uint8], choice: Choice
) -> NDArray[np.uint8]:
    """No outlet in two splits; of a story told in several, only one split's part stays.

    That of what was published of it; else the latest of train, validation, test.
    """
    first = np.unique(articles.outlets, return_index=True, return_inverse=True)
    outlets = first[1].astype(np.uint32)[first[2]]
    stay = np.where(articles.held >= CHANGED, articles.before, np.uint8(UNSEEN))
    stood = _most(outlets, stay)  # before those that come back have a say
    stood = np.where(stood != UNSEEN, stood, _most(outlets, articles.before))
    drawn = _fill(articles, outlets, stood, choice)
    last = np.zeros(len(drawn), np.uint8)
    np.maximum.at(last, groups, drawn)
    told = np.where(known != UNSEEN, known, last[groups])
    kept = np.where(drawn == told, drawn, np.uint8(LINKED))
    free = (articles.before == UNSEEN) | (articles.before == drawn)
    return np.where(free, kept, np.uint8(ELSEWHERE)).astype(np.uint8)


def _most(units: NDArray[np.uint32], splits: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """For every article the split that most of its unit stands in, UNSEEN where none does."""
    seen = np.flatnonzero(splits != UNSEEN)
    counts = np.zeros((len(units), len(SPLITS)), np.int64)
    np.add.at(counts, (units[seen], splits[seen]), 1)
    most = np.where(counts.any(1), counts.argmax(1), UNSEEN).astype(np.uint8)
    return most[units]


def _by_time(
    articles: Articles, groups: NDArray[np.uint32], known: NDArray[np.uint8], choice: Choice
) -> NDArray[np.uint8]:
    """The latest stories are the test; a story is as late as its latest article."""
    latest = np.full(len(groups), _UNDATED)
    np.maximum.at(
        latest, groups, np.where(articles.published < 1 << 62, articles.published, _UNDATED)
    )
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
    """Whole units to the split that is farthest below its share; `units` names lowest members."""
    split = known.copy()
    new = np.flatnonzero(known == UNSEEN)
    first, sizes = np.unique(units[new], return_counts=True)
    seed = xxhash.xxh3_64_intdigest(choice.key.encode())
    drawn = [xxhash.xxh3_64_intdigest(one, seed=seed) for one in articles.ids[first].tolist()]
    order = np.lexsort(
        (np.array(drawn, np.uint64), articles.outlets[first], articles.languages[first], -sizes)
    )
    shares = [size / sum(choice.sizes) for size in choice.sizes]
    taken = np.bincount(known[known < len(SPLITS)], minlength=len(SPLITS)).tolist()
    given = np.full(len(units), UNSEEN, np.uint8)
    total = sum(taken)
    for unit, size in zip(first[order].tolist(), sizes[order].tolist(), strict=True):
        total += size
        # Where two are as far below, the test is served first: it is missed most.
        code = max((TEST, VALIDATION, TRAIN), key=lambda at: shares[at] * total - taken[at])
        taken[code] += size
        given[unit] = code
    split[new] = given[units[new]]
    return split
