"""A small net over the lines of an article: what a line is, by itself and by the lines around it.

A layer reads each line, one joins it with the mean and the greatest values of its article, and
residual convolutions over the lines follow (He et al. 2016). `benchmarks/line_net.py` trains it.
All numbers are whole and all sums exact, whatever their order, so every processor and every
linear-algebra library gives the same score. Sums are made in float32, which takes half the time,
where values are so small that no part of a sum can reach what it holds exactly; else in float64.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from corpus.contract.labels import BOILERPLATE
from corpus.labelling.line_model.features import COLUMNS
from corpus.labelling.line_model.inputs import ARTICLES, Lines
from corpus.labelling.line_model.story import PLACE
from corpus.labelling.line_model.surroundings import ITSELF

UNIT = 256  # of a value
WEIGHT = 1024  # the unit of a weight
DILATIONS = (1, 1, 2, 4)  # how many lines away the neighbours of each convolution stand
_MOST = 1 << 15  # the greatest value, in units: 128
_EXACT = 1 << 24  # whole numbers up to it are exact in float32
_KIND = COLUMNS.index("kind")
_MILLION = 1_000_000


class Net(NamedTuple):
    """The weights. A line's values are a row, weights of a layer a matrix (inputs, outputs)."""

    borders: NDArray[np.float32]  # (inputs, bins - 1), ascending
    values: NDArray[np.int16]  # (inputs, bins): of each bin, in units
    line: NDArray[np.int16]  # (inputs, width)
    context: NDArray[np.int16]  # (3 width, width): of the line, the mean, the greatest
    convolutions: NDArray[np.int16]  # (DILATIONS, 3 width, width): of the line before, it, the next
    last: NDArray[np.int16]  # (width, 1)
    biases: NDArray[np.int32]  # (2 + DILATIONS, width): of all but the last, in units of a sum
    last_bias: NDArray[np.int32]  # (1,)


def inputs(columns: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    """What the net reads of `story.columns`: shape (inputs, lines).

    It sees the lines around by itself, so of the columns it reads those of the line and its place.
    """
    read = [*columns[:ITSELF], *columns[-PLACE:]]
    kind = read.pop(_KIND)
    return np.array([*read, *(kind == code for code in range(len(BOILERPLATE)))], np.float32)


class _Layer(NamedTuple):
    """A layer's weights and biases by WEIGHT: a power of two, so that all stay exact."""

    weights: NDArray[np.float32]
    exact_weights: NDArray[np.float64]
    biases: NDArray[np.float64]
    gains: NDArray[np.float64]  # of each input: what one adds to a sum, then what one subtracts
    room: float  # a sum of gains up to it is exact in float32, in parts too
    most: float  # with no input above it all sums are

    def of(self, values: NDArray[np.float32]) -> NDArray[np.floating[Any]]:
        """The weights by which these values, none of them negative, make exact sums.

        A part of a sum is at most all that is added, or all that is subtracted.

        Args:
            values: shape (lines, width). Where the layer reads three lines, each has a third of
                the inputs, in this order.
        """
        if values.max() <= self.most:  # takes a tenth of the time of looking at each column
            return self.weights
        greatest = np.tile(values.max(axis=0), len(self.gains) // values.shape[1])
        is_exact = (greatest.astype(np.float64) @ self.gains).max() <= self.room
        return self.weights if is_exact else self.exact_weights

    def of_signed(self, values: NDArray[np.int16]) -> NDArray[np.floating[Any]]:
        """The same where values may be negative: what is subtracted adds to what is added."""
        greatest = max(int(values.max()), -int(values.min()))
        return self.weights if 2 * greatest <= self.most else self.exact_weights


def _layer(weights: NDArray[np.int16], biases: NDArray[np.int32]) -> _Layer:
    exact = weights.astype(np.float64)
    gains = np.hstack([np.maximum(exact, 0), np.maximum(-exact, 0)])
    exact /= WEIGHT
    room = float(_EXACT - np.abs(biases).max())
    most = room / max(gains.sum(axis=0).max(), 1)
    return _Layer(exact.astype(np.float32), exact, biases / WEIGHT, gains, room, most)


def scores(net: Net, columns: Sequence[NDArray[np.float32]], lines: Lines) -> NDArray[np.int64]:
    """The score of every line that it is not the article's text, in millionths of log odds."""
    values = binned(inputs(columns), net.borders, net.values)
    total = np.zeros(len(values), np.int64)
    counts = lines.counts
    starts = lines.ends - counts
    weights = (net.line, net.context, *net.convolutions)
    layers = [_layer(*of_layer) for of_layer in zip(weights, net.biases, strict=True)]
    # The products are small: threads would wait for each other, and builds use all cores anyway.
    with _libraries().limit(limits=1, user_api="blas"):
        for first in range(0, len(counts), ARTICLES):
            group = slice(first, first + ARTICLES)
            of_group = slice(starts[first], lines.ends[group][-1])
            last = _last_values(layers, values[of_group], counts[group])
            score = last.astype(np.float64) @ net.last.astype(np.float64) + net.last_bias
            millionths = np.floor(score[:, 0] * _MILLION / (UNIT * WEIGHT))
            total[of_group] = millionths.astype(np.int64)
    return total


@cache
def _libraries() -> ThreadpoolController:
    return ThreadpoolController()


def binned(
    rows: NDArray[np.float32], borders: NDArray[np.float32], values: NDArray[np.int16]
) -> NDArray[np.int16]:
    """The value of the bin of each input. Shape (lines, inputs)."""
    found = np.empty((rows.shape[1], len(rows)), np.int16)
    for place, row in enumerate(rows):
        found[:, place] = values[place].take(np.searchsorted(borders[place], row))
    return found


def _last_values(
    layers: Sequence[_Layer], values: NDArray[np.int16], counts: NDArray[np.int64]
) -> NDArray[np.float32]:
    """What the last of the layers makes of the lines of some articles. Shape (lines, width)."""
    by_line, with_context, *convolutions = layers
    counts = counts[counts > 0]
    if not len(counts):
        return np.zeros((0, len(by_line.biases)), np.float32)
    ends = np.cumsum(counts)
    starts = ends - counts
    line_weights = by_line.of_signed(values)
    hidden = _rectified(values.astype(line_weights.dtype) @ line_weights, by_line)
    most = np.maximum.reduceat(hidden, starts)
    is_small = most.max() * counts.max() <= _EXACT
    sums = np.add.reduceat(hidden, starts, dtype=np.float32 if is_small else np.float64)
    mean = np.floor(sums / counts[:, None]).astype(np.float32)
    of_line, of_mean, of_most = np.split(with_context.of(most), 3)
    total = hidden @ of_line
    total += np.repeat(mean @ of_mean + most @ of_most, counts, axis=0)
    # Behind each article are rows of zeros, so that a line's neighbours are slices of all lines.
    places = np.arange(ends[-1]) + np.repeat(np.arange(len(counts)) * max(DILATIONS), counts)
    padded = np.zeros((ends[-1] + len(counts) * max(DILATIONS), hidden.shape[1]), np.float32)
    padded[places] = _rectified(total, with_context)
    outside = np.ones(len(padded), np.bool_)
    outside[places] = False
    for far, layer in zip(DILATIONS, convolutions, strict=True):
        of_before, of_line, of_after = np.split(layer.of(padded), 3)
        total = padded @ of_line
        total[far:] += padded[:-far] @ of_before
        total[:-far] += padded[far:] @ of_after
        padded += _rectified(total, layer)
        np.clip(padded, 0, _MOST, out=padded)  # in half the time of np.minimum
        padded[outside] = 0
    last: NDArray[np.float32] = padded.take(places, axis=0)
    return last


def _rectified(total: NDArray[np.floating[Any]], layer: _Layer) -> NDArray[np.float32]:
    """Rectified sums, in units; their room is used again."""
    total += layer.biases.astype(total.dtype)
    np.floor(total, out=total)
    np.clip(total, 0, _MOST, out=total)
    return total.astype(np.float32, copy=False)
