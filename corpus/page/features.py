"""What the place of a line on its page says of it, as arrays: the tree is dropped after reading.

Nothing here knows labels: `corpus.labelling.page_model` learns from these arrays. All is made of
whole numbers and single divisions, so it is the same on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.contract.page import PageFeatures, PageLine
from corpus.page import told
from corpus.page.names import names
from corpus.page.parse import ROOT, Tree

# The elements around a line whose names are read: two inside its block, around its first text;
# then the block and those around it. Farther ones are those of the whole page on most pages.
INLINE, BLOCKS = 2, 8
LEVELS = INLINE + BLOCKS
RANGES = 6  # stretches of lines: those of the line's block, then of each wider element around it
GROUPS = 3  # lines are alike by the names of: block and parent, three parents, block in one parent
_DEEPEST = 64  # levels walked up from a line; on the bench one line in a thousand stands deeper

_INSIDE = (
    "article", "main", "section", "nav", "aside", "header", "footer", "figure", "figcaption",
    "form", "ul", "ol", "table", "blockquote", "button", "a", "details", "dialog", "p", "h1", "h2",
    "h3", "h4", "h5", "h6", "li", "pre", "time", "address", "label", "dl", "strong", "em",
)  # fmt: skip
_COUNTED = ("a", "img", "button", "input", "p", "br", "time", "li", "svg", "div")
_HEADS = ("meta", "title", "script")
_COUNTED_AROUND = 3  # in the block, its parent, the parent's parent
_CODE = {tag: code for code, tag in enumerate(dict.fromkeys((*_INSIDE, *_COUNTED, *_HEADS)), 1)}
_BIT = {tag: 1 << place for place, tag in enumerate(_INSIDE)}
_BITS = np.array([0, *(_BIT.get(tag, 0) for tag in _CODE)], np.int64)  # by code
_HEADINGS = sum(_BIT[f"h{level}"] for level in range(1, 7))

COLUMNS = (
    "link", "hidden", "collapsed", "preformatted", "depth", "inline", "after_h1", "is_heading",
    "to_heading",
    *told.COLUMNS,
    *(f"in_{tag}" for tag in _INSIDE),
    *(f"{tag}_{level}" for level in range(_COUNTED_AROUND) for tag in _COUNTED),
)  # fmt: skip

_Ints = NDArray[np.int64]


def page_features(tree: Tree, text: str, lines: Sequence[PageLine]) -> PageFeatures:
    """The features of the lines of a page.

    Args:
        tree: The page.
        text: Its text, by `text_model.page_text`.
        lines: The lines of this text.
    """
    places = _Places(tree, lines)
    codes, masks = places.codes, places.masks
    index = np.arange(len(lines))
    is_heading = (masks & _HEADINGS) > 0
    last = np.maximum.accumulate(np.where(is_heading, index, -1))
    heading = np.concatenate([[-1], last])[: len(lines)]
    heads = np.flatnonzero(np.isin(codes, [_CODE[tag] for tag in _HEADS])).tolist()
    inline = places.inline()
    columns = (
        [line.link for line in lines],
        [line.is_hidden for line in lines],
        [line.is_collapsed for line in lines],
        [line.is_preformatted for line in lines],
        places.depths,
        (inline != ROOT).sum(axis=0),
        np.cumsum((masks & _BIT["h1"]) > 0),
        is_heading,
        index - heading,
        *told.told(tree, heads, text, lines),
        *(masks >> place & 1 for place in range(len(_INSIDE))),
        *places.counts(),
    )
    table = np.empty((len(COLUMNS), len(lines)), np.float32)
    for row, values in zip(table, columns, strict=True):
        row[:] = values
    around, of_elements = _named(tree, np.concatenate([inline, places.blocks()]))
    return PageFeatures(
        table=table,
        ranges=places.ranges(),
        groups=_groups(around[INLINE:], places.parents),
        heading=heading.astype(np.int32),
        names=np.array([name for its in of_elements for name in its], np.uint32),
        sizes=np.array([len(its) for its in of_elements], np.int32),
        around=around,
    )


class _Places:
    """Where the lines stand in the tree; arrays over lines, elements known by their place there."""

    def __init__(self, tree: Tree, lines: Sequence[PageLine]) -> None:
        count = len(tree.tags)
        # The last entry is that of ROOT, which is -1.
        self._parent = np.array([*tree.parents, ROOT], np.int64)
        self._end = np.array([*tree.ends, count], np.int64)
        self.codes = np.fromiter(map(_CODE.get, tree.tags, [0] * count), np.int64, count)
        self._lines = len(lines)
        self._first = np.array([line.first for line in lines], np.int64)
        self._block = np.array([line.node for line in lines], np.int64)
        self._leaf = self._parent[self._first]
        leaves, of_leaf = np.unique(self._leaf, return_inverse=True)
        above = self._above(leaves)
        bits = np.append(_BITS[self.codes], 0)
        self.masks: _Ints = np.bitwise_or.reduce(bits[above], axis=0)[of_leaf]
        self.depths: _Ints = (above != ROOT).sum(axis=0)[of_leaf]
        blocks, self._of_block = np.unique(self._block, return_inverse=True)
        self._up = self._above(blocks)  # by level and block

    def _above(self, nodes: _Ints) -> _Ints:
        """The nodes and all elements around them, by level."""
        levels = [nodes]
        while len(levels) < _DEEPEST and (levels[-1] != ROOT).any():
            levels.append(self._parent[levels[-1]])
        return np.array(levels)

    @property
    def parents(self) -> _Ints:
        """The parent of each line's block."""
        return self._parent[self._block]

    def inline(self) -> _Ints:
        """The INLINE elements in a block around its first text, the innermost first, or ROOT."""
        inner = np.where(self._leaf == self._block, ROOT, self._leaf)
        outer = self._parent[inner]
        return np.array([inner, np.where(outer == self._block, ROOT, outer)])

    def blocks(self) -> _Ints:
        """The block and the elements around it, or ROOT. Shape (BLOCKS, lines)."""
        up = np.full((BLOCKS, self._up.shape[1]), ROOT)
        up[: len(self._up)] = self._up[:BLOCKS]
        return np.asarray(up[:, self._of_block], np.int64)

    def ranges(self) -> NDArray[np.int32]:
        """The lines of the block, and of each element around it that has more. See `RANGES`."""
        low, high = np.searchsorted(self._first, [self._up, self._end[self._up]])
        low[self._up == ROOT], high[self._up == ROOT] = 0, self._lines
        is_wider = np.ones(self._up.shape, np.bool_)
        is_wider[1:] = (low[1:] != low[:-1]) | (high[1:] != high[:-1])
        rank = np.cumsum(is_wider, axis=0) - 1
        level, block = np.nonzero(is_wider & (rank < RANGES))
        ranges = np.zeros((RANGES, 2, self._up.shape[1]), np.int32)
        ranges[:, 1] = self._lines
        ranges[rank[level, block], 0, block] = low[level, block]
        ranges[rank[level, block], 1, block] = high[level, block]
        return ranges[:, :, self._of_block]

    def counts(self) -> list[_Ints]:
        """How many elements of each tag in _COUNTED stand in the block, its parent and so on."""
        around = self.blocks()[:_COUNTED_AROUND]
        around = np.where(around == ROOT, 0, around)
        begin, end = around + 1, self._end[around]
        by_tag = []
        for tag in _COUNTED:
            before = np.concatenate([[0], np.cumsum(self.codes == _CODE[tag])])
            by_tag.append(before[end] - before[begin])
        return [of_tag[level] for level in range(_COUNTED_AROUND) for of_tag in by_tag]


def _named(tree: Tree, around: _Ints) -> tuple[NDArray[np.int32], list[tuple[int, ...]]]:
    """The elements around lines, those with the same names being one, and the names of each."""
    elements, place = np.unique(around, return_inverse=True)
    known: dict[tuple[int, ...], int] = {}
    numbers = [
        known.setdefault(
            names(tree.tags[node], tree.attributes[node]) if node != ROOT else (), len(known)
        )
        for node in elements.tolist()
    ]
    return np.array(numbers, np.int32)[place.reshape(around.shape)], list(known)


def _groups(blocks: NDArray[np.int32], parents: _Ints) -> NDArray[np.int32]:
    """Which lines stand in elements that look alike. See `GROUPS`."""
    own, parent, second, third = blocks[:4].astype(np.int64)
    keys: list[NDArray[Any]] = [
        own << 32 | parent,
        parent << 42 | second << 21 | third,
        own << 32 | parents,
    ]
    return np.array([np.unique(key, return_inverse=True)[1] for key in keys], np.int32)
