"""The kind of a boilerplate line: a linear model over its words, its neighbours and the rules.

A rule that matches a line names its kind, except in the menus of a whole page. There a line that
says `Contact us` is a link like those around it, and the rule is one feature among others.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.contract.labels import LABELS
from corpus.hashing import mixed
from corpus.labelling.line_model import features
from corpus.labelling.line_model.inputs import Lines, whole_pages

_ODD = np.uint64(0x9E3779B97F4A7C15)
# How much each feature counts: a word of the line, a word of a neighbour, position and shape of the
# line, the label of a rule. Of a few values tried by cross-validation over domains, on the lines
# labelled by hand. With words that count the same in lines of any length, and as little, 2 to 5%
# fewer kinds were right.
_OWN, _NEIGHBOURS, _LOOKS, _RULES = 30, 8, 10, 80
_WORDS = 12  # words of a line that count as much; of more words each counts less, by the root
_STEPS = (-2, -1, 0, 1, 2)  # from a line to the lines that tell its kind by their words
_WANTED = 64  # lines classified at once
_KIND, _BLOCK, _LENGTH, _BULLET, _STOP_END = map(
    features.COLUMNS.index, ("kind", "block", "length", "bullet", "stop_end")
)


def labels(
    lines: Lines, wanted: NDArray[np.int64], weights: NDArray[np.int8], names: NDArray[np.int64]
) -> list[str]:
    """The label of each wanted line.

    Args:
        lines: All lines.
        wanted: Indices of the lines to classify.
        weights: Shape (2^BITS, labels).
        names: Codes of the labels, one per column of `weights`.
    """
    kind = lines.table[_KIND, wanted]
    is_ruled = (kind >= 0) & (lines.table[_BLOCK, wanted] == 0) & ~_in_menus(lines, wanted)
    codes = kind.astype(np.int64)
    codes[~is_ruled] = _by_words(lines, wanted[~is_ruled], weights, names)
    return [LABELS[code] for code in codes.tolist()]


def _by_words(
    lines: Lines, wanted: NDArray[np.int64], weights: NDArray[np.int8], names: NDArray[np.int64]
) -> list[int]:
    """The code of the label that the linear model gives to each wanted line."""
    inputs = words(lines, wanted)
    order = np.argsort(inputs.owner, kind="stable")
    starts = np.searchsorted(inputs.owner, np.arange(len(wanted)), sorter=order)
    codes: list[int] = []
    for first in range(0, len(wanted), _WANTED):
        begins = starts[first : first + _WANTED]
        last = starts[first + _WANTED] if first + _WANTED < len(wanted) else len(order)
        block = order[begins[0] : last]
        products = weights.take(inputs.places[block], axis=0) * inputs.weights[block, None]
        totals = np.add.reduceat(products, begins - begins[0], axis=0, dtype=np.int64)
        codes += names[totals.argmax(axis=1)].tolist()
    return codes


def _in_menus(lines: Lines, wanted: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which wanted lines stand on whole pages."""
    return np.repeat(whole_pages(lines), lines.counts)[wanted]


class Inputs(NamedTuple):
    """The features of wanted lines as a sparse matrix: arrays over its entries."""

    places: NDArray[np.int64]  # column, below 2^BITS
    weights: NDArray[np.int16]
    owner: NDArray[np.int64]  # row: position among the wanted lines


def words(lines: Lines, wanted: NDArray[np.int64]) -> Inputs:
    """The features that tell the kind of the wanted lines.

    They are the words of each line and of its neighbours and, hashed like words: the rules that
    match it and the lines around, its position and its shape.

    Args:
        lines: All lines.
        wanted: Indices of the lines to classify.
    """
    article = lines.article
    positions = np.arange(len(wanted))
    # Per step and line: the wanted line that reads the line's words, -1 where none does.
    readers = np.full((len(_STEPS), len(article)), -1)
    for step, row in zip(_STEPS, readers, strict=True):
        line = wanted + step
        inside = (line >= 0) & (line < len(article))
        inside[inside] = article[line[inside]] == article[wanted[inside]]
        row[line[inside]] = positions[inside]
    sizes = np.bincount(lines.line, minlength=len(article))
    scale = np.sqrt(_WORDS / np.maximum(sizes, 1))
    near = np.flatnonzero((readers >= 0).any(axis=0).take(lines.line))
    line, near_words = lines.line.take(near), lines.words.take(near).astype(np.uint64)
    entries: list[tuple[NDArray[Any], NDArray[np.float64], NDArray[np.int64]]] = []
    for step, row in zip(_STEPS, readers, strict=True):
        owner = row.take(line)
        is_read = np.flatnonzero(owner >= 0)
        places = near_words.take(is_read)
        if step:
            places = _hashed(places * np.uint64(3) + np.uint64(1 + (step > 0)))
        weights = scale.take(line.take(is_read)) * (_NEIGHBOURS if step else _OWN)
        entries.append((places, weights, owner.take(is_read)))
    for number, (weight, values, has_value) in enumerate(_circumstances(lines, wanted)):
        numbers = values[has_value].astype(np.int64) + 100 * (number + 1)
        weights = np.full(len(numbers), weight, np.float64)
        entries.append((_hashed(numbers.astype(np.uint64)), weights, positions[has_value]))
    all_places, all_weights, owners = zip(*entries, strict=True)
    return Inputs(
        np.concatenate(all_places).astype(np.int64),
        np.rint(np.concatenate(all_weights)).astype(np.int16),
        np.concatenate(owners),
    )


def _hashed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    return mixed(values * _ODD) >> np.uint64(64 - features.BITS)


def _circumstances(
    lines: Lines, wanted: NDArray[np.int64]
) -> list[tuple[int, NDArray[Any], NDArray[np.bool_]]]:
    """Whole numbers about the wanted lines: weight, values, and the lines that have a value."""
    counts = lines.counts
    low = np.repeat(lines.ends - counts, counts)[wanted]
    high = np.repeat(lines.ends, counts)[wanted]
    in_menus = _in_menus(lines, wanted)
    length = np.minimum(lines.table[_LENGTH, wanted], 400) // 40
    stop_end = lines.table[_STOP_END, wanted]
    always = np.ones(len(wanted), np.bool_)
    kind, in_block = lines.table[_KIND, wanted], lines.table[_BLOCK, wanted] > 0
    has_kind = kind >= 0
    kind_where = kind * 4 + in_menus * 2 + (length < 1)  # a word in a menu is a link
    features_of_line = [
        (_LOOKS, in_menus, always),  # with nothing else: how common each kind is
        (_LOOKS, length * 4 + in_menus * 2 + stop_end, always),
        (_LOOKS, (wanted - low) * 10 // (high - low), always),
        (_LOOKS, lines.table[_BULLET, wanted] * 2 + stop_end, always),
        (_RULES, kind, has_kind & ~in_block),
        (_RULES // 2, kind_where, has_kind & ~in_block),
        (_RULES // 4, kind_where, has_kind & in_block),
    ]
    for step in (-3, -2, -1, 1, 2, 3):
        other = wanted + step
        inside = (other >= low) & (other < high)
        neighbour = np.where(inside, lines.table[_KIND, np.where(inside, other, 0)], -2) + 2
        features_of_line.append((_LOOKS, neighbour, always))
    return features_of_line
