"""From links to leak groups, and to sets of near-duplicates.

Near-duplicates and shared passages always join two articles. Links between stories join two groups
only where their margins add up to enough for the size of the groups. If any one link joined groups
(single linkage), a saga in which each article is like the next would become one group.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from corpus.arrays import distinct, run_starts
from corpus.linking.links import NEAR_DUPLICATE, STORY

# The sum of the margins of all links between two groups that joins them, per article of their mean
# size above one. Tuned on invented stories of forty tellings, any two with half their names in
# common (dated, each stays whole), and on sagas of 2,000 articles, each like the next ones (the
# largest group has 49; without this rule a saga of 400 is one group).
CAUTION = 0.05
_AT_ONCE = 1 << 16  # links that are Python objects at once: 100 bytes each


class _Forest:
    """Disjoint sets with sizes (union by size, path halving: Tarjan and van Leeuwen 1984).

    Eight bytes a member: there is one for every article of the corpus.
    """

    def __init__(self, count: int) -> None:
        self.parent = array("I", range(count))
        self.size = array("I", [1]) * count

    def find(self, member: int) -> int:
        """The root of the set of a member."""
        parent = self.parent
        while parent[member] != member:
            parent[member] = parent[parent[member]]
            member = parent[member]
        return member

    def join(self, a: int, b: int) -> None:
        """Join the sets of two members."""
        a, b = self.find(a), self.find(b)
        if a != b:
            self.put(*((a, b) if self.size[a] >= self.size[b] else (b, a)))

    def join_all(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Join the sets of every pair of members."""
        for a, b in pairs:
            self.join(a, b)

    def put(self, a: int, b: int) -> None:
        """Join the sets of two roots; `a` stays a root."""
        self.parent[b] = a
        self.size[a] += self.size[b]

    def lowest(self) -> NDArray[np.uint32]:
        """The lowest member of the set of every member."""
        roots = np.frombuffer(self.parent, np.uint32)
        while (roots != (above := roots[roots])).any():
            roots = above
        lowest = np.full(len(roots), len(roots), np.uint32)
        np.minimum.at(lowest, roots, np.arange(len(roots), dtype=np.uint32))
        return lowest[roots] if len(roots) else roots


def _ends(links: NDArray[np.void]) -> Iterator[tuple[int, int]]:
    """The two articles of each link, each pair where it comes first: most share several keys."""
    packed = links["a"].astype(np.uint64) << np.uint64(32) | links["b"]
    firsts = np.sort(np.unique(packed, return_index=True)[1])
    return _pairs(links["a"].take(firsts), links["b"].take(firsts))


def _pairs(a: NDArray[np.uint32], b: NDArray[np.uint32]) -> Iterator[tuple[int, int]]:
    for start in range(0, len(a), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        yield from zip(a[part].tolist(), b[part].tolist(), strict=True)


def groups(count: int, links: NDArray[np.void]) -> tuple[NDArray[np.uint32], int]:
    """Group articles by their links.

    Near-duplicates and passages always join. Links between stories are followed from the most alike
    on. Two single articles are joined by any link. Two groups are joined when the margins of all
    links between them add up to CAUTION for every article of the geometric mean of their sizes,
    less one. So a few links never join two large groups.

    Args:
        count: the number of articles.
        links: LINK rows.

    Returns:
        The lowest number of the leak group of every article, and the number of links between
        stories that join no two articles of one group.
    """
    forest = _Forest(count)
    forest.join_all(_ends(links[links["kind"] != STORY]))
    stories = np.unique(links[links["kind"] == STORY])  # one pair can share many keys
    stories = stories[np.argsort(-stories["margin"], kind="stable")]
    margins: dict[int, dict[int, float]] = {}  # group -> group -> margins of the links so far
    ends = _pairs(stories["a"], stories["b"])
    for (a, b), margin in zip(ends, stories["margin"].tolist(), strict=True):
        root_a, root_b = forest.find(a), forest.find(b)
        if root_a != root_b:
            _add(margins, root_a, root_b, margin)
            _join(forest, margins, [(root_a, root_b)])
    lowest = forest.lowest()
    return lowest, int((lowest[stories["a"]] != lowest[stories["b"]]).sum())


def _join(
    forest: _Forest, margins: dict[int, dict[int, float]], candidates: list[tuple[int, int]]
) -> None:
    """Join candidate groups with enough links, and then the groups that this brings near enough."""
    while candidates:
        a, b = map(forest.find, candidates.pop())
        mean_size = math.sqrt(forest.size[a] * forest.size[b])
        if a == b or margins[a].get(b, -1) < CAUTION * (mean_size - 1):
            continue
        if len(margins[a]) < len(margins[b]):  # move the shorter list
            a, b = b, a
        forest.put(a, b)
        del margins[a][b], margins[b][a]
        for group, margin in sorted(margins.pop(b).items()):
            del margins[group][b]
            _add(margins, a, group, margin)
            candidates.append((a, group))


def _add(margins: dict[int, dict[int, float]], a: int, b: int, margin: float) -> None:
    for group, neighbour in ((a, b), (b, a)):
        of_group = margins.setdefault(group, {})
        of_group[neighbour] = of_group.get(neighbour, 0.0) + margin


def components(
    groups: NDArray[np.uint32], links: NDArray[np.void], kept: NDArray[np.bool_]
) -> NDArray[np.uint32]:
    """The parts of the groups that are left when only some articles stay.

    Links between groups were not followed and are not followed here. Articles that were joined
    through one that does not stay are joined all the same: they share the key.

    Args:
        groups: the lowest number of the leak group of every article.
        links: LINK rows.
        kept: whether an article stays.

    Returns:
        The lowest number of the part of every article; one that does not stay is a part of its own.
    """
    forest = _Forest(len(groups))
    links = links[(groups[links["a"]] == groups[links["b"]]) & kept[links["b"]]]
    first_is_kept = kept[links["a"]]
    forest.join_all(_ends(links[first_is_kept]))
    lost = distinct(links[~first_is_kept & (links["sharers"] != 0)], "a", "sharers", "b")
    starts = run_starts(lost, "a", "sharers")
    firsts = np.repeat(lost["b"][starts], np.diff(starts, append=len(lost)))
    forest.join_all(_pairs(firsts, lost["b"]))
    return forest.lowest()


def near_duplicate_sets(count: int, links: NDArray[np.void]) -> NDArray[np.uint32]:
    """The lowest number among each article and those that near-duplicates join to it.

    Args:
        count: the number of articles.
        links: LINK rows.
    """
    forest = _Forest(count)
    forest.join_all(_ends(links[links["kind"] == NEAR_DUPLICATE]))
    return forest.lowest()
