from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpus.labelling.line_model import features, inputs, net, story
from corpus.labelling.lines import lines
from tests.kernels import KERNELS, printed

WIDTH = 3
WORDS = st.sampled_from(["Home", "Log in", "The ferry left at six, an hour late.", "»", "水", "12"])
TEXTS = st.lists(st.lists(WORDS, max_size=8).map("\n".join), min_size=1, max_size=5)
HASH = """
import hashlib, sys
import numpy as np
from tests.labelling.line_model.test_net import drawn, scored
text = "\\n".join(f"Line {n} of the ferry, {n * n} tons." for n in range(3000))
print(hashlib.sha256(scored(drawn(48), [text]).tobytes()).hexdigest())
"""


def drawn(width: int = WIDTH, most: int = 400) -> net.Net:
    """A net of random weights; of up to 400 few sums reach the greatest value."""
    random = np.random.default_rng(4)
    rows = len(net.inputs(columns(["a"])[1]))

    def weights(*shape: int, most: int = most) -> np.ndarray:
        return random.integers(-most, most, shape).astype(np.int16)

    return net.Net(
        np.sort(random.integers(-3, 60, (rows, 7)), axis=1).astype(np.float32),
        weights(rows, 8, most=1000),
        weights(rows, width),
        weights(3 * width, width),
        weights(len(net.DILATIONS), 3 * width, width),
        weights(width, 1),
        random.integers(-(1 << 18), 1 << 18, (2 + len(net.DILATIONS), width)).astype(np.int32),
        random.integers(-(1 << 20), 1 << 20, 1).astype(np.int32),
    )


def columns(texts: list[str]) -> tuple[inputs.Lines, list[np.ndarray]]:
    read = inputs.read([lines(text) for text in texts], [[] for _ in texts])
    count = read.table.shape[1]
    scores = np.linspace(-3, 3, 2 * count, dtype=np.float32).reshape(2, count) if count else None
    if scores is None:
        scores = np.zeros((2, 0), np.float32)
    return read, story.columns(read, scores, np.ones(1 << features.BITS, np.uint8))


def scored(layers: net.Net, texts: list[str]) -> np.ndarray:
    read, table = columns(texts)
    return net.scores(layers, table, read)


def slowly(layers: net.Net, table: list[np.ndarray]) -> list[int]:
    """The score of the lines of one article, in Python's own whole numbers."""
    rows = net.inputs(table)

    def layer(values: list[int], weights: np.ndarray, bias: np.ndarray) -> list[int]:
        sums = [
            sum(v * int(w) for v, w in zip(values, of, strict=True)) + int(b)
            for of, b in zip(weights.T, bias, strict=True)
        ]
        return [min(max(total // net.WEIGHT, 0), 1 << 15) for total in sums]

    hidden = []
    for line in rows.T:
        found = [
            int(values[np.searchsorted(borders, x)])
            for x, borders, values in zip(line, layers.borders, layers.values, strict=True)
        ]
        hidden.append(layer(found, layers.line, layers.biases[0]))
    mean = [sum(of) // len(of) for of in zip(*hidden, strict=True)]
    most = [max(of) for of in zip(*hidden, strict=True)]
    hidden = [layer([*h, *mean, *most], layers.context, layers.biases[1]) for h in hidden]
    nothing = [0] * len(mean)
    for far, weights, bias in zip(
        net.DILATIONS, layers.convolutions, layers.biases[2:], strict=True
    ):
        padded = [nothing] * far + hidden + [nothing] * far
        added = [
            layer([*padded[n], *h, *padded[n + 2 * far]], weights, bias)
            for n, h in enumerate(hidden)
        ]
        hidden = [
            [min(a + b, 1 << 15) for a, b in zip(h, new, strict=True)]
            for h, new in zip(hidden, added, strict=True)
        ]
    totals = [sum(v * int(w) for v, w in zip(h, layers.last[:, 0], strict=True)) for h in hidden]
    unit = net.UNIT * net.WEIGHT
    return [(total + int(layers.last_bias[0])) * 1_000_000 // unit for total in totals]


@pytest.mark.parametrize("most", [400, 30_000])  # the sums of the second are beyond float32
@given(texts=TEXTS)
def test_scores_are_those_of_whole_numbers(most: int, texts: list[str]) -> None:
    layers = drawn(most=most)
    for text in texts:
        read, table = columns([text])
        if read.table.shape[1]:
            assert net.scores(layers, table, read).tolist() == slowly(layers, table)


@given(st.integers(1, (1 << 15) - 1), st.integers(1, 600))
@example(20_000, 600)  # either sign alone is exact in float32, both are not
def test_sums_are_exact_where_values_and_weights_have_both_signs(value: int, weight: int) -> None:
    weights = np.array([[weight], [-weight], [1]], np.int16)
    values = np.array([[value, -value, 1]], np.int16)
    layer = net._layer(weights, np.zeros(1, np.int32))

    chosen = layer.of_signed(values)

    total = int((values.astype(chosen.dtype) @ chosen)[0, 0] * net.WEIGHT)
    assert total == 2 * value * weight + 1


BITS = st.tuples(st.integers(0, 15), st.integers(0, 15))  # of the even columns, of the odd ones


@given(st.integers(0, 99), BITS, BITS, st.sampled_from([1, 3]))
@example(0, (15, 5), (0, 10), 3)  # beyond float32 if great values met great weights; none do
@example(0, (12, 12), (13, 13), 1)  # beyond it
def test_sums_are_exact_whatever_columns_hold(
    seed: int, of_values: tuple[int, int], of_weights: tuple[int, int], lines: int
) -> None:
    draw = np.random.default_rng(seed)
    values = draw.integers(0, 1 << np.tile(of_values, 4), (5, 8)).astype(np.float32)
    most = 1 << np.tile(of_weights, 4)
    drawn_weights = draw.integers(-most, most, (4, 8)).astype(np.int16)
    weights = np.tile(drawn_weights.T, (lines, 1))
    layer = net._layer(weights, np.zeros(4, np.int32))

    chosen = layer.of(values)

    of_lines = np.tile(values, lines)
    totals = (of_lines.astype(chosen.dtype) @ chosen).astype(np.float64) * net.WEIGHT
    assert totals.tolist() == (of_lines.astype(np.int64) @ weights.astype(np.int64)).tolist()


def test_columns_of_great_values_with_small_weights_are_exact_in_float32() -> None:
    layer = net._layer(np.array([[1], [1 << 14]], np.int16), np.zeros(1, np.int32))

    assert layer.of(np.array([[1 << 14, 1]], np.float32)).dtype == np.float32
    assert layer.of(np.array([[1, 1 << 14]], np.float32)).dtype == np.float64


@given(TEXTS, st.integers(1, 40))
def test_an_article_is_scored_by_itself(texts: list[str], copies: int) -> None:
    """Beside others, and in the second group of ARTICLES."""
    layers = drawn()
    read, table = columns(texts)
    many = net.scores(
        layers,
        [np.tile(column, copies) for column in table],
        read._replace(
            ends=np.concatenate([read.ends + n * read.table.shape[1] for n in range(copies)])
        ),
    )
    starts = read.ends - read.counts
    alone = [
        net.scores(
            layers,
            [column[start:end] for column in table],
            read._replace(ends=np.array([end - start])),
        )
        for start, end in zip(starts, read.ends, strict=True)
    ]
    assert many.tolist() == np.tile(np.concatenate(alone), copies).tolist()


@pytest.mark.parametrize("kernel", KERNELS)
def test_every_kernel_gives_the_same_bytes(kernel: str) -> None:
    assert printed(HASH, kernel) == printed(HASH, None)
