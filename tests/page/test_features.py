from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.contract.page import PageFeatures
from corpus.page import features
from corpus.page.features import page_features
from corpus.page.names import names
from corpus.page.parse import parse
from corpus.page.text_model import page_text

PAGE = """<html><head><title>Goats on the ferry - The Courier</title>
<meta property="og:description" content="Two goats sailed to the islands on Monday.">
<script type="application/ld+json">{"articleBody": "The ferry left at six, an hour late, with
forty people and two goats aboard. It came back at noon, and the goats stayed. Nobody asked
them."}</script>
</head><body><nav class="siteMenu"><ul><li><a href="/">Home</a></li><li><a href="/s">Sport</a></li>
</ul></nav><article id="story-1"><h1>Goats on the ferry</h1>
<p>The ferry left at six, an hour late, with forty people and two goats aboard.</p>
<p>It came back <a href="/n">at noon</a>, and the goats stayed.</p></article>
<div style="display:none"><p>Log in</p></div></body></html>"""
LINES = ("Home", "Sport", "Goats on the ferry", "The ferry left", "It came back", "Log in")


def read(html: str) -> tuple[list[str], PageFeatures]:
    tree = parse(html)
    text, lines = page_text(tree)
    return [text[line.start : line.end] for line in lines], page_features(tree, text, lines)


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("link", [1, 1, 0, 0, 6 / 35, 0]),
        ("hidden", [0, 0, 0, 0, 0, 1]),
        ("depth", [6, 6, 4, 4, 4, 4]),
        ("inline", [1, 1, 0, 0, 0, 0]),
        ("after_h1", [0, 0, 1, 1, 1, 1]),
        ("is_heading", [0, 0, 1, 0, 0, 0]),
        ("to_heading", [1, 2, 3, 1, 2, 3]),
        ("title", [0, 0, 4 / 5, 3 / 5, 2 / 5, 0]),
        ("of_title", [0, 0, 1, 3 / 15, 2 / 9, 0]),
        ("summary", [0, 0, 3 / 8, 3 / 8, 2 / 8, 0]),
        ("in_body", [0, 0, 0, 1, 1, 0]),
        ("has_body", [1] * 6),
        ("in_nav", [1, 1, 0, 0, 0, 0]),
        ("in_article", [0, 0, 1, 1, 1, 0]),
        ("a_0", [1, 1, 0, 0, 1, 0]),
        ("li_1", [2, 2, 0, 0, 0, 0]),
    ],
)
def test_what_a_column_says(column: str, expected: list[float]) -> None:
    lines, found = read(PAGE)
    assert [line.startswith(start) for line, start in zip(lines, LINES, strict=True)] == [True] * 6
    row = found.table[features.COLUMNS.index(column)]
    assert row.tolist() == pytest.approx(expected, abs=1e-3)


def test_the_lines_of_a_block_and_of_wider_ones_around_it() -> None:
    _, found = read(PAGE)
    ranges = found.ranges.transpose(2, 0, 1).tolist()
    sport, story = ranges[1], ranges[3]
    assert sport[:3] == [[1, 2], [0, 2], [0, 6]]
    assert story[:3] == [[3, 4], [2, 5], [0, 6]]
    assert ranges[0][3:] == [[0, 6]] * 3  # as wide as the page


def test_lines_in_elements_that_look_alike_are_a_group() -> None:
    _, found = read(PAGE)
    home, sport, headline, first, second, login = found.groups.T.tolist()
    assert home[:2] == sport[:2]
    assert first == second
    assert len({home[0], headline[0], first[0], login[0]}) == 4


def test_the_heading_before_a_line() -> None:
    _, found = read(PAGE)
    assert found.heading.tolist() == [-1, -1, -1, 2, 2, 2]


@pytest.mark.parametrize(
    ("one", "other", "is_shared"),
    [
        ({"class": "siteMenu"}, {"class": "menu-site"}, True),
        ({"class": "share_2"}, {"id": "Share"}, True),
        ({"class": "c1"}, {"class": "c27"}, True),
        ({"role": "navigation"}, {"role": "navigation menu"}, True),
        ({"role": "navigation"}, {"class": "navigation"}, False),
        ({"class": "story"}, {"class": "history"}, False),
        ({"href": "/menu"}, {"href": "/menu"}, False),
        ({"class": ""}, {"class": ""}, False),
    ],
)
def test_names_that_elements_share(
    one: dict[str, str], other: dict[str, str], is_shared: bool
) -> None:
    shared = set(names("div", tuple(one.items()))) & set(names("section", tuple(other.items())))
    assert bool(shared) == is_shared


@given(st.text("<>/ =\"'abdhilnprtuvx\n", max_size=200))
def test_any_page_has_features(html: str) -> None:
    lines, found = read(html)
    count = len(lines)
    assert found.table.shape == (len(features.COLUMNS), count)
    assert np.isfinite(found.table).all()
    assert found.ranges.shape == (features.RANGES, 2, count)
    assert (found.ranges[0, 0] <= range(count)).all()
    assert (found.ranges[0, 1] > range(count)).all()
    assert (np.diff(found.ranges[:, 0], axis=0) <= 0).all()
    assert (found.heading < range(count)).all()
    assert found.around.shape == (features.LEVELS, count)
    assert found.around.max(initial=-1) < len(found.sizes)
    assert found.sizes.sum() == len(found.names)
