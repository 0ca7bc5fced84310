from __future__ import annotations

import numpy as np
import pytest

from corpus.labelling.line_model import features as of_text
from corpus.labelling.page_model import columns, kept, kinds, model, second
from corpus.labelling.page_model.inputs import Pages
from tests.labelling.page_model import pages

RARITY = np.random.default_rng(1).integers(0, 90, 1 << of_text.BITS).astype(np.uint8)


def of_first(read: Pages) -> np.ndarray:
    by_names = read.table.sum(axis=0).astype(np.float32) % 7 - 3
    return np.array(columns.columns(read, np.array([by_names, -by_names]), by_names, RARITY))


def of_second(read: Pages) -> np.ndarray:
    return np.array(second.columns(read, score(read)))


def of_kept(read: Pages) -> np.ndarray:
    share = (score(read) + 4) / 8
    shares = np.array([share, np.full_like(share, np.nan)], np.float16).T
    return np.array(kept.columns(read, score(read), shares))


def score(read: Pages) -> np.ndarray:
    return (read.table.sum(axis=0) % 8 - 4).astype(np.float32)


@pytest.mark.parametrize("make", [of_first, of_second, of_kept])
def test_columns_of_a_page_do_not_depend_on_the_pages_around(make) -> None:  # type: ignore[no-untyped-def]
    htmls = [pages.html(seed) for seed in range(10, 14)]
    together = pages.read(*htmls)
    for html, of_page in zip(htmls, pages.split_by_page(together, make(together)), strict=True):
        assert np.array_equal(of_page, make(pages.read(html)))
        assert np.isfinite(of_page).all()


def test_the_mean_over_a_block() -> None:
    """Of the words' score, one of the means; two lines stand in the list, four on the page."""
    html = "<p>One<p>Two<ul><li>Three<li>Four</ul>"
    read = pages.read(html)
    by_words = np.array([[1, 2, 4, 8], [0, 0, 0, 0]], np.float32)
    rows = np.array(columns.columns(read, by_words, np.zeros(4, np.float32), RARITY))
    found = {tuple(row) for row in rows.tolist()}
    assert (3.75, 3.75, 6.0, 6.0) in found  # of the element around the line's own block
    assert (1.5, 1.5, 6.0, 6.0) in found  # of lines in elements that look alike


def test_second_columns_see_the_lines_around() -> None:
    read = pages.read("<p>One<p>Two<p>Three")
    rows = np.array(second.columns(read, np.array([-3, 1, 2], np.float32)))
    found = {tuple(row) for row in rows.tolist()}
    assert (9.0, -3.0, 1.0) in found
    assert (1.0, 2.0, 9.0) in found
    assert (0.0, 0.0, 0.0) in found  # the mean score of the page
    third = np.float32(1 / 3)
    assert (third, third, third) in {tuple(np.float32(row)) for row in rows}  # kept of it


def test_an_extractor_that_abstained_is_told_from_one_that_keeps_nothing() -> None:
    read = pages.read("<p>One<p>Two<p>Three")
    zeros = np.zeros((3, 1), np.float16)
    keeps_nothing, abstains = (
        np.array(kept.columns(read, score(read), shares)) for shares in (zeros, zeros * np.nan)
    )
    assert not np.array_equal(keeps_nothing, abstains)
    assert np.isfinite(abstains).all()


def test_kinds_are_those_of_the_largest_sum() -> None:
    """The sums by element are those of the sparse rows that the kinds were learned from."""
    read = pages.read(*(pages.html(seed) for seed in range(3)))
    weights = np.random.default_rng(5).integers(-90, 90, (2 * kinds.PLACES, 4)).astype(np.int8)
    wanted = np.arange(1, len(read.heading), 2)
    rows = kinds.read(read, wanted)
    totals = np.zeros((len(wanted), 4), np.int64)
    np.add.at(totals, rows.owner, weights[rows.places].astype(np.int64) * rows.weights[:, None])
    names = np.array([3, 5, 16, 2])
    expected = [kinds.LABELS[code] for code in names[totals.argmax(axis=1)]]
    nothing = np.zeros(len(read.heading), np.bool_)
    assert kinds.labels(read, wanted, nothing, weights, names) == expected
    assert len(set(expected)) > 2


def test_furniture_stands_in_the_article_and_one_line_is_the_headline() -> None:
    html = """<title>Goats at sea - The Courier</title><p>Goats at sea<p>Menu<h1>Goats at sea</h1>
    <p>By Ana<p>They sailed.<p>A goat<p>They came back.<p>Goats at sea"""
    read = pages.read(html, html)
    is_main = np.array([False, False, False, False, True, False, True, False] * 2)
    assert np.flatnonzero(kinds.headlines(read, is_main)).tolist() == [2, 10]
    names = np.array([kinds.CODE[name] for name in ("navigation", "caption", "headline")])
    weights = np.zeros((2 * kinds.PLACES, 3), np.int8)
    weights[:] = [1, 2, 3]
    called = kinds.labels(read, np.arange(16), is_main, weights, names)
    of_article = ["headline", *["caption"] * 4]
    assert called == ["navigation", "navigation", *of_article, "navigation"] * 2


def test_the_scale_is_read_at_the_step_of_a_score() -> None:
    scale = np.arange(8, dtype=np.float32)
    step = 1_000_000 // model.STEPS
    scores = np.array([-100 * step, -step, -1, 0, step - 1, step, 100 * step])
    assert model.scaled(scores, scale).tolist() == [0, 3, 3, 4, 4, 5, 7]
