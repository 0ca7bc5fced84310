"""What a line of a page is, if it is not the article's text: a kind of boilerplate or furniture.

A linear model over the words of the line and its neighbours (`line_model.kinds.words`) and over
the names around it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from corpus.contract.labels import BOILERPLATE, CODE, LABELS
from corpus.labelling.line_model import features as of_text
from corpus.labelling.line_model import kinds as of_words
from corpus.labelling.page_model.inputs import (
    ANY,
    BITS,
    LEVEL,
    NAME_LEVELS,
    Names,
    Pages,
    name_counts,
    name_places,
    stretches,
)
from corpus.page.features import COLUMNS, INLINE

PLACES = 1 << 15  # for words, and as many for names
_WORDS, _NAMES = of_text.BITS - 15, BITS - 15  # bits dropped
_WEIGHT = 150  # of all names together; of the words, see `line_model.kinds`
_AT_ONCE = 64  # lines
_MOST = 0.8  # of the title's words: titles also name the site
_NEVER = -(1 << 40)  # less than any sum of weights


def labels(
    pages: Pages,
    wanted: NDArray[np.int64],
    is_main: NDArray[np.bool_],
    weights: NDArray[np.int8],
    names: NDArray[np.int64],
) -> list[str]:
    """The label of each wanted line.

    Furniture belongs to the article: a line before the headline or after the last main line is
    none, and only one line of a page is the headline.

    Args:
        pages: The pages.
        wanted: Indices of the lines to name.
        is_main: Which lines are main text.
        weights: Shape (2 PLACES, labels).
        names: Codes of the labels, one per column of `weights`.
    """
    totals = _by_names(_around(pages.names, wanted), weights[PLACES:])
    inputs = of_words.words(pages.lines, wanted)
    order = np.argsort(inputs.owner, kind="stable")
    starts = np.searchsorted(inputs.owner, np.arange(len(wanted)), sorter=order)
    for first in range(0, len(wanted), _AT_ONCE):
        begins = starts[first : first + _AT_ONCE]
        last = starts[first + _AT_ONCE] if first + _AT_ONCE < len(wanted) else len(order)
        block = order[begins[0] : last]
        products = weights.take(inputs.places[block] >> _WORDS, axis=0)
        products = products * inputs.weights[block, None]
        sums = np.add.reduceat(products, begins - begins[0], axis=0, dtype=np.int64)
        totals[first : first + _AT_ONCE] += sums
    headline = headlines(pages, is_main)
    outside = ~_in_article(pages, is_main | headline)
    totals[np.ix_(outside[wanted], names >= len(BOILERPLATE))] = _NEVER
    totals[np.ix_(~headline[wanted], names == CODE["headline"])] = _NEVER
    return [LABELS[code] for code in names[totals.argmax(axis=1)].tolist()]


def headlines(pages: Pages, is_main: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The line of each page that is its headline, if any.

    It is the last line before the second main line that repeats most of the page's title, or stands
    in an `h1`.
    """
    place = dict(zip(COLUMNS, pages.table, strict=True))
    is_like = (place["title"] >= _MOST) | (place["in_h1"] > 0)
    count = np.cumsum(is_main)
    before = np.concatenate([[0], count])[pages.low]  # of earlier pages
    likely = np.where(is_like & (count - before <= 1), np.arange(len(is_main)), -1)
    last = np.maximum.reduceat(likely, pages.lines.ends - pages.lines.counts)
    found = np.zeros(len(is_main), np.bool_)
    found[last[last >= 0]] = True
    return found


def _in_article(pages: Pages, is_of_it: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which lines stand between the first and the last line of the article on their page."""
    count = np.concatenate([[0], np.cumsum(is_of_it)])
    has_begun = count[1:] > count[pages.low]
    goes_on = count[pages.high] > count[:-1]
    return has_begun & goes_on


def _by_names(names: Names, weights: NDArray[np.int8]) -> NDArray[np.int64]:
    """The score of each line's labels by the names around it, added once for each element."""
    used = np.unique(names.around)
    sizes = np.diff(names.starts)
    words = names.words[stretches(names.starts[used], sizes[used])] >> _NAMES
    before = np.zeros((len(words) + 1, NAME_LEVELS, weights.shape[1]), np.int32)
    np.cumsum(weights.take(words, axis=0), axis=0, dtype=np.int32, out=before[1:])
    ends = np.cumsum(sizes[used])
    of_element = before[ends] - before[ends - sizes[used]]
    place = np.searchsorted(used, names.around)
    total = np.zeros((names.around.shape[1], weights.shape[1]), np.int64)
    for row, (level, elements) in enumerate(zip(LEVEL, place, strict=True)):
        total += of_element[elements, level]
        if row >= INLINE:
            total += of_element[elements, ANY]
    return total * _weight(name_counts(names))[:, None]


def _around(names: Names, wanted: NDArray[np.int64]) -> Names:
    return names._replace(around=names.around[:, wanted])


def _weight(count: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.rint(_WEIGHT / np.sqrt(np.maximum(count, 1))).astype(np.int64)


def read(pages: Pages, wanted: NDArray[np.int64]) -> of_words.Inputs:
    """The features that tell the kind of the wanted lines, as a sparse matrix."""
    by_words = of_words.words(pages.lines, wanted)
    around = _around(pages.names, wanted)
    places, owner = name_places(around)
    return of_words.Inputs(
        np.concatenate([by_words.places >> _WORDS, (places >> _NAMES) + PLACES]),
        np.concatenate([by_words.weights, _weight(name_counts(around))[owner].astype(np.int16)]),
        np.concatenate([by_words.owner, owner]),
    )
