"""From links to leak groups, and to the copy that stands for its near-copies."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from corpus.linking.links import COPY, STORY

# How much evidence joins two groups of stories: the margins of all links between them together,
# per article of their mean size above one. Tuned on invented stories of forty tellings, any two
# with half their names in common (dated, each stays whole), and on sagas of 2,000 articles, each
# alike the next ones (the largest group has 49; without this rule a saga of 400 is one group).
CAUTION = 0.05


class _Forest:
    """Disjoint sets with sizes (union by size, path halving: Tarjan and van Leeuwen 1984)."""

    def __init__(self, count: int) -> None:
        self.parent = list(range(count))
        self.size = [1] * count

    def find(self, at: int) -> int:
        parent = self.parent
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    def join(self, a: int, b: int) -> None:
        """Join the sets of two roots."""
        if a != b:
            self.put(*((a, b) if self.size[a] >= self.size[b] else (b, a)))

    def put(self, a: int, b: int) -> None:
        """Join the sets of two roots; `a` stays a root."""
        self.parent[b] = a
        self.size[a] += self.size[b]

    def lowest(self) -> NDArray[np.uint32]:
        """For every member the lowest number of its set."""
        roots = np.array([self.find(at) for at in range(len(self.parent))], np.uint32)
        lowest = np.full(len(roots), len(roots), np.uint32)
        np.minimum.at(lowest, roots, np.arange(len(roots), dtype=np.uint32))
        return lowest[roots] if len(roots) else roots


def groups(count: int, links: NDArray[np.void]) -> tuple[NDArray[np.uint32], int]:
    """For every article the lowest number of its leak group; how many links were not followed.

    Copies and passages always join. Stories join from the most alike on: two articles by any link,
    two groups by as much more as they are large (the geometric mean of their sizes), to which
    every link between them adds. One link, or few, so never join two large groups.
    """
    forest = _Forest(count)
    exact = links[links["kind"] != STORY]
    for a, b in zip(exact["a"].tolist(), exact["b"].tolist(), strict=True):
        forest.join(forest.find(a), forest.find(b))
    told = np.unique(links[links["kind"] == STORY])  # one pair comes from many buckets
    told = told[np.argsort(-told["margin"], kind="stable")]
    between: dict[int, dict[int, float]] = {}  # group -> group -> margins of the links seen so far
    for a, b, _, margin in told.tolist():
        a, b = forest.find(a), forest.find(b)
        if a != b:
            _add(between, a, b, margin)
            _join(forest, between, [(a, b)])
    found = forest.lowest()
    return found, int((found[told["a"]] != found[told["b"]]).sum())


def _join(
    forest: _Forest, between: dict[int, dict[int, float]], asked: list[tuple[int, int]]
) -> None:
    """Join groups that have enough between them, and what then has enough in its turn."""
    while asked:
        a, b = map(forest.find, asked.pop())
        mean = math.sqrt(forest.size[a] * forest.size[b])
        if a == b or between[a].get(b, -1) < CAUTION * (mean - 1):
            continue
        if len(between[a]) < len(between[b]):  # the fewer move
            a, b = b, a
        forest.put(a, b)
        del between[a][b], between[b][a]
        for group, margin in sorted(between.pop(b).items()):
            del between[group][b]
            _add(between, a, group, margin)
            asked.append((a, group))


def _add(between: dict[int, dict[int, float]], a: int, b: int, margin: float) -> None:
    for one, other in ((a, b), (b, a)):
        to = between.setdefault(one, {})
        to[other] = to.get(other, 0.0) + margin


def components(
    groups: NDArray[np.uint32], links: NDArray[np.void], kept: NDArray[np.bool_]
) -> NDArray[np.uint32]:
    """What is left of the groups when only the `kept` articles stay: lowest numbers of parts.

    Links between groups were not followed and are not followed here. An article that is not kept
    is a part of its own.
    """
    forest = _Forest(len(groups))
    inside = (groups[links["a"]] == groups[links["b"]]) & kept[links["a"]] & kept[links["b"]]
    for a, b in zip(links["a"][inside].tolist(), links["b"][inside].tolist(), strict=True):
        forest.join(forest.find(a), forest.find(b))
    return forest.lowest()


def originals(
    count: int, links: NDArray[np.void], published: NDArray[np.int64]
) -> NDArray[np.uint32]:
    """For every article the one that stands for its near-copies: the earliest, then the lowest.

    An article without near-copies stands for itself.
    """
    forest = _Forest(count)
    near = links[links["kind"] == COPY]
    for a, b in zip(near["a"].tolist(), near["b"].tolist(), strict=True):
        forest.join(forest.find(a), forest.find(b))
    sets = forest.lowest()
    numbers = np.arange(count, dtype=np.uint32)
    order = np.lexsort((numbers, published, sets))
    if not count:
        return numbers
    new = np.concatenate([[True], sets[order][1:] != sets[order][:-1]])
    stands = numbers[order][new]
    found = np.empty(count, np.uint32)
    found[order] = stands[np.cumsum(new) - 1]
    return found
