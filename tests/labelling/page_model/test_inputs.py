from __future__ import annotations

from collections import Counter

import numpy as np

from corpus.hashing import mixed
from corpus.labelling.page_model import inputs
from corpus.labelling.page_model.inputs import ANY, BITS, LEVEL, NAME_LEVELS
from corpus.page.features import INLINE
from tests.labelling.page_model import pages

WEIGHTS = np.random.default_rng(3).integers(-3000, 3000, 1 << BITS).astype(np.int16)


def place(name: int, level: int) -> int:
    """The definition, for one name."""
    value = (name * NAME_LEVELS + level + 1) * 0x9E3779B97F4A7C15 % (1 << 64)
    return int(mixed(np.array([value], np.uint64))[0]) >> (64 - BITS)


def test_scores_of_names_are_sums_over_the_elements_around() -> None:
    read = pages.read(pages.html(1))
    names = read.names
    places, owner = inputs.name_places(names)
    for line, score in enumerate(inputs.name_scores(names, WEIGHTS, 500)):
        around = Counter(places[owner == line].tolist())
        total = sum(int(WEIGHTS[at]) * count for at, count in around.items())
        root = np.sqrt(around.total())
        assert score == np.float32((total / root + 500) / 1000)
        assert inputs.name_counts(names)[line] == around.total()


def test_a_name_counts_by_its_level_and_in_blocks_once_more() -> None:
    tree_names = pages.read("<nav><b id=x>Home</b></nav>").names
    places, _ = inputs.name_places(tree_names)
    elements = tree_names.around[:, 0]
    expected: Counter[int] = Counter()
    by_element = np.split(np.arange(len(tree_names.words)), tree_names.starts[1:-1])
    for row, element in enumerate(elements):
        for word in by_element[element]:
            expected[int(tree_names.words[word, LEVEL[row]])] += 1
            if row >= INLINE:
                expected[int(tree_names.words[word, ANY])] += 1
    assert Counter(places.tolist()) == expected
    assert len(expected) > 4


def test_pages_read_together_are_as_read_alone() -> None:
    htmls = [pages.html(seed) for seed in range(2, 6)]
    together = pages.read(*htmls)
    for number, html in enumerate(htmls):
        alone = pages.read(html)
        start = together.lines.ends[number] - together.lines.counts[number]
        of_page = slice(start, together.lines.ends[number])
        assert np.array_equal(together.table[:, of_page], alone.table)
        assert np.array_equal(together.ranges[:, :, of_page] - start, alone.ranges)
        heading = together.heading[of_page]
        assert np.array_equal(np.where(heading < 0, -1, heading - start), alone.heading)
        scores = inputs.name_scores(together.names, WEIGHTS, 0)[of_page]
        assert np.array_equal(scores, inputs.name_scores(alone.names, WEIGHTS, 0))
        for group, own in zip(together.groups[:, of_page], alone.groups, strict=True):
            assert len(set(zip(group.tolist(), own.tolist(), strict=True))) == len(
                set(own.tolist())
            )


def test_no_group_spans_two_pages() -> None:
    together = pages.read(*[pages.html(2)] * 2)
    first, second = (
        {(row, group) for row, of_row in enumerate(values) for group in of_row.tolist()}
        for values in pages.split_by_page(together, together.groups)
    )
    assert not first & second
