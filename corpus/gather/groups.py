"""From links to leak groups, and to the copy that stands for its near-copies."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from corpus.gather.links import COPY, STORY

# How much more alike than needed two articles must be for their story to join two groups, per
# doubling of the groups' mean size: without it a saga, each article alike the next, is one group.
CAUTION = 0.04


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
        if a != b:
            if (self.size[a], -a) < (self.size[b], -b):
                a, b = b, a
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

    Copies and passages always join. Stories join from the most alike on, and the larger the two
    groups already are (the geometric mean of their sizes), the more alike the two must be.
    """
    forest = _Forest(count)
    exact = links[links["kind"] != STORY]
    for a, b in zip(exact["a"].tolist(), exact["b"].tolist(), strict=True):
        forest.join(forest.find(a), forest.find(b))
    told = links[links["kind"] == STORY]
    told = told[np.lexsort((told["b"], told["a"], -told["margin"]))]
    refused = 0
    for a, b, _, margin in told.tolist():
        a, b = forest.find(a), forest.find(b)
        if a == b:
            continue
        if margin >= CAUTION * math.log2(forest.size[a] * forest.size[b]) / 2:
            forest.join(a, b)
        else:
            refused += 1
    return forest.lowest(), refused


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
