"""Which words of a page an extractor kept: its words, matched with the page's in order.

Anchors first, as in a patience diff: stretches of words that stand as often in the one as in the
other are the same stretches, in order. Then the space between two anchors is searched by itself,
for shorter stretches, so that a line that stands everywhere is matched with the one beside its
neighbours. In between, matches grow to both sides while the words are equal. All of it takes time
proportional to the words (but for sorting), also of a page of one word a million times.
"""

from __future__ import annotations

from bisect import bisect_left

import numpy as np
from numpy.typing import NDArray

from corpus.hashing import mixed, stretches
from corpus.page.extractors.words import Words

# Words of an anchor, one round for each, long ones first. On 32 pages of ScrapingHub and Fundus and
# 5 extractors, 120 of 127,000 words were others than difflib's; with (1,) alone 200, in four times
# the time; with (4,) alone 212.
_LENGTHS = (4, 2, 1)

_GAP = np.uint64(0xD6E8FEB86659FD93)  # odd, its bits without a pattern: hashes of gaps do not meet

Places = NDArray[np.int64]
Pairs = tuple[Places, Places]  # places of equal words, ascending in both texts


def kept_words(page: Words, extract: Words) -> NDArray[np.bool_]:
    """For each word of a page whether it stands in an extract of the page, in order."""
    kept = np.zeros(len(page), np.bool_)
    if len(page) and len(extract):
        kept[_pairs(page, extract)[0]] = True
    return kept


def _pairs(page: Words, extract: Words) -> Pairs:
    nowhere = np.empty(0, np.int64)
    pairs = nowhere, nowhere
    for length in _LENGTHS:
        anchors = _anchors(page, extract, pairs, length)
        pairs = _grown(page, extract, _joined(pairs, anchors))
        if len(pairs[1]) == len(extract):
            return pairs
    return _grown(page, extract, pairs, from_ends=True)


def _anchors(page: Words, extract: Words, pairs: Pairs, length: int) -> Pairs:
    """First words of stretches that stand equally often between the same two pairs."""
    in_page, hashes = _free_stretches(page, pairs[0], length)
    in_extract, others = _free_stretches(extract, pairs[1], length)
    _, keys = np.unique(np.concatenate([hashes, others]), return_inverse=True)
    keys, other_keys = np.split(keys, [len(hashes)])
    count = len(hashes) + len(others)
    equal = np.bincount(keys, minlength=count) == np.bincount(other_keys, minlength=count)
    anchors = _by_key(in_page, keys, equal), _by_key(in_extract, other_keys, equal)
    return _ascending(*anchors)


def _free_stretches(
    words: Words, matched: Places, length: int
) -> tuple[Places, NDArray[np.uint64]]:
    """Where stretches without a matched word begin; equal hashes: equal words in the same gap."""
    before = np.zeros(len(words) + 1, np.int64)
    before[matched + 1] = 1
    np.cumsum(before, out=before)
    starts = np.arange(max(0, len(words) - length + 1))
    starts = starts[before[starts] == before[starts + length]]
    gaps = before[starts].astype(np.uint64)
    return starts, mixed(stretches(words, starts, starts + length) + gaps * _GAP)


def _by_key(places: Places, keys: Places, wanted: NDArray[np.bool_]) -> Places:
    chosen = np.flatnonzero(wanted[keys])
    return places[chosen[np.argsort(keys[chosen], kind="stable")]]


def _ascending(in_page: Places, in_extract: Places) -> Pairs:
    """The most pairs that ascend in both texts."""
    order = np.argsort(in_page)
    in_page, in_extract = in_page[order], in_extract[order]
    if (in_extract[1:] > in_extract[:-1]).all():
        return in_page, in_extract
    chosen = _longest_increasing(in_extract)
    return in_page[chosen], in_extract[chosen]


def _longest_increasing(values: Places) -> Places:
    """Indices of a longest increasing subsequence (Schensted 1961)."""
    tails: list[int] = []  # the least value that a subsequence of each length ends with
    at: list[int] = []  # its index
    previous = np.full(len(values), -1)
    for index, value in enumerate(values.tolist()):
        length = bisect_left(tails, value)
        if length:
            previous[index] = at[length - 1]
        if length == len(tails):
            tails.append(value)
            at.append(index)
        else:
            tails[length], at[length] = value, index
    chosen = []
    index = at[-1]
    while index >= 0:
        chosen.append(index)
        index = int(previous[index])
    return np.array(chosen[::-1])


def _grown(page: Words, extract: Words, pairs: Pairs, from_ends: bool = False) -> Pairs:
    """The pairs, and those beside them while the words are equal.

    Args:
        page: The words of the page.
        extract: The words of the extract.
        pairs: What is matched.
        from_ends: Whether the ends of the texts count as matched.
    """
    edges = _joined(pairs, (np.array([-1, len(page)]), np.array([-1, len(extract)])))
    rooms = np.minimum(*(np.diff(side) for side in edges)) - 1
    added = [pairs]
    for gap in np.flatnonzero(rooms > 0).tolist():
        (left, right), (other_left, other_right) = (side[gap : gap + 2].tolist() for side in edges)
        room, ahead, back = int(rooms[gap]), 0, 0
        if from_ends or gap > 0:
            ahead = _equal(page[left + 1 :], extract[other_left + 1 :], room)
        if from_ends or gap < len(rooms) - 1:
            back = _equal(page[:right][::-1], extract[:other_right][::-1], room - ahead)
        added.append((left + 1 + np.arange(ahead), other_left + 1 + np.arange(ahead)))
        added.append((right - back + np.arange(back), other_right - back + np.arange(back)))
    return _joined(*added)


def _joined(*pairs: Pairs) -> Pairs:
    in_page, in_extract = zip(*pairs, strict=True)
    return np.sort(np.concatenate(in_page)), np.sort(np.concatenate(in_extract))


def _equal(words: Words, others: Words, most: int) -> int:
    """How many words are equal from the first on."""
    differ = np.flatnonzero(words[:most] != others[:most])
    return int(differ[0]) if len(differ) else most
