"""Which kind of boilerplate a line is: a linear model that the line model asks.

A rule that knows a line's wording names its kind, but in the menus of a whole page, where a line
that says `Contact us` is a link like those around it: there its word is one among others.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.contract.labels import LABELS
from corpus.hashing import mixed
from corpus.label.line_model import features
from corpus.label.line_model.inputs import Lines, whole_pages

_ODD = np.uint64(0x9E3779B97F4A7C15)
# How much it counts for the kind: a word of the line, a neighbour's, where the line stands and how
# it looks, what a rule said of it. Of a few tried by cross-validation over domains on the lines
# labelled by hand; words counting alike in lines of any length, and so little, named 2 to 5% less.
_OWN, _NEIGHBOURS, _LOOKS, _RULES = 30, 8, 10, 80
_WORDS = 12  # of a line, for words to count so much; of more words each counts less, by the root
_STEPS = (-2, -1, 0, 1, 2)  # to the lines whose words tell a line's kind
_WANTED = 64  # lines whose kind is asked in one go
_KIND, _BLOCK, _LENGTH, _BULLET, _STOP_END = map(
    features.COLUMNS.index, ("kind", "block", "length", "bullet", "stop_end")
)


def labels(
    its: Lines, wanted: NDArray[np.int64], weights: NDArray[np.int8], names: NDArray[np.int64]
) -> list[str]:
    """The label of each wanted line, as the rules, its words and its neighbours tell it.

    `weights` has a row for each place in a table of 2^BITS, a column for each of `names`, which are
    codes of labels.
    """
    told = words(its, wanted)
    order = np.argsort(told.owner, kind="stable")
    starts = np.searchsorted(told.owner, np.arange(len(wanted)), sorter=order)
    codes = []
    for first in range(0, len(wanted), _WANTED):
        begins = starts[first : first + _WANTED]
        last = starts[first + _WANTED] if first + _WANTED < len(wanted) else len(order)
        here = order[begins[0] : last]
        heard = weights.take(told.places[here], axis=0) * told.weights[here, None]
        totals = np.add.reduceat(heard, begins - begins[0], axis=0, dtype=np.int64)
        codes += names[totals.argmax(axis=1)].tolist()
    ruled = (
        (its.table[_KIND, wanted] >= 0) & (its.table[_BLOCK, wanted] == 0) & ~_menus(its, wanted)
    )
    said = np.where(ruled, its.table[_KIND, wanted], codes).astype(np.int64)
    return [LABELS[code] for code in said.tolist()]


def _menus(its: Lines, wanted: NDArray[np.int64]) -> NDArray[np.bool_]:
    return np.repeat(whole_pages(its), np.diff(its.ends, prepend=0))[wanted]


class Told(NamedTuple):
    """What tells the kind of lines: places in the table, how much each counts, whose it is."""

    places: NDArray[np.int64]
    weights: NDArray[np.int16]
    owner: NDArray[np.int64]


def words(its: Lines, wanted: NDArray[np.int64]) -> Told:
    """What tells the kind of the wanted lines.

    The words of each line and of its neighbours, and, told as if they were words: what the rules
    said of it and of those around, where it stands, how it looks.
    """
    counts = np.diff(its.ends, prepend=0)
    article = np.repeat(np.arange(len(counts)), counts)
    every = np.arange(len(wanted))
    asking = np.full((len(_STEPS), len(article)), -1)  # of each line: the wanted lines that hear it
    for step, row in zip(_STEPS, asking, strict=True):
        line = wanted + step
        inside = (line >= 0) & (line < len(article))
        inside[inside] = article[line[inside]] == article[wanted[inside]]
        row[line[inside]] = every[inside]
    sizes = np.bincount(its.line, minlength=len(article))
    worth = np.sqrt(_WORDS / np.maximum(sizes, 1))
    near = np.flatnonzero((asking >= 0).any(axis=0).take(its.line))
    line, said_near = its.line.take(near), its.words.take(near).astype(np.uint64)
    found: list[tuple[NDArray[Any], NDArray[np.int64], NDArray[np.float64]]] = []
    for step, row in zip(_STEPS, asking, strict=True):
        owner = row.take(line)
        heard = np.flatnonzero(owner >= 0)
        words = said_near.take(heard)
        if step:
            words = _hashed(words * np.uint64(3) + np.uint64(1 + (step > 0)))
        counts_for = worth.take(line.take(heard)) * (_NEIGHBOURS if step else _OWN)
        found.append((words, owner.take(heard), counts_for))
    for number, (weight, values, said) in enumerate(_circumstances(its, wanted)):
        numbers = values[said].astype(np.int64) + 100 * (number + 1)
        counts_for = np.full(len(numbers), weight, np.float64)
        found.append((_hashed(numbers.astype(np.uint64)), every[said], counts_for))
    return Told(
        np.concatenate([places for places, _, _ in found]).astype(np.int64),
        np.rint(np.concatenate([weights for _, _, weights in found])).astype(np.int16),
        np.concatenate([owner for _, owner, _ in found]),
    )


def _hashed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    return mixed(values * _ODD) >> np.uint64(64 - features.BITS)


def _circumstances(
    its: Lines, wanted: NDArray[np.int64]
) -> list[tuple[int, NDArray[Any], NDArray[np.bool_]]]:
    """Whole numbers about the wanted lines: how much each counts, and of which lines it is told."""
    counts = np.diff(its.ends, prepend=0)
    low = np.repeat(its.ends - counts, counts)[wanted]
    high = np.repeat(its.ends, counts)[wanted]
    menus = _menus(its, wanted)
    length = np.minimum(its.table[_LENGTH, wanted], 400) // 40
    always = np.ones(len(wanted), np.bool_)
    kind, block = its.table[_KIND, wanted], its.table[_BLOCK, wanted] > 0
    said = kind >= 0
    where = kind * 4 + menus * 2 + (length < 1)  # a word in a menu is a link, whatever it says
    told = [
        (_LOOKS, menus, always),  # with nothing else: how common each kind is
        (_LOOKS, length * 4 + menus * 2 + its.table[_STOP_END, wanted], always),
        (_LOOKS, (wanted - low) * 10 // (high - low), always),
        (_LOOKS, its.table[_BULLET, wanted] * 2 + its.table[_STOP_END, wanted], always),
        (_RULES, kind, said & ~block),
        (_RULES // 2, where, said & ~block),
        (_RULES // 4, where, said & block),
    ]
    for step in (-3, -2, -1, 1, 2, 3):
        at = wanted + step
        inside = (at >= low) & (at < high)
        told.append(
            (_LOOKS, np.where(inside, its.table[_KIND, np.where(inside, at, 0)], -2) + 2, always)
        )
    return told
