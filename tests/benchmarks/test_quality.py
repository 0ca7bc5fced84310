"""The page, the README's sentence and the card's figures are made from the figures measured."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from typing import Any

import numpy as np
import pytest

from benchmarks import quality
from benchmarks.cross_validate import summary
from benchmarks.measured_texts import Text
from corpus.evaluate.evaluate import SOURCES
from corpus.evaluate.measure import STEPS, Measured
from tests.conftest import ROOT

PAGES = 3  # of each file


def measured(chance: np.random.Generator) -> Measured:
    right, wrong = chance.integers(1, 50, (2, STEPS))
    return Measured(
        right=right,
        wrong=wrong,
        confidence=(right + wrong) * 0.9,
        boilerplate=int(right.sum()) + int(chance.integers(1, 900)),
        right_by_label=Counter[str](),
        wrong_by_label=Counter[str](),
        kinds=Counter[tuple[str, str]](),
        missed=Counter[str](),
        words=(0.8, float(chance.uniform(0.75, 0.95)), 0.97),
    )


def texts(*files: str) -> list[Text]:
    """Texts of files, with counts by chance."""
    chance = np.random.default_rng(0)
    return [
        Text(
            f"{file}-{page}",
            file,
            variant,
            "en",
            *(measured(chance) for _ in range(3)),
            {source: measured(chance) for source in SOURCES},
            100,
            50,
        )
        for file in files
        for page in range(PAGES)
        for variant in ("full", "traf", "readability")
    ]


@pytest.fixture(scope="module")
def said() -> dict[str, Any]:
    trained = summary(texts("wcxb_article", "shub", "magic"))
    unseen = summary(texts("ir_news2017"))
    return {"folds": trained, "sources": trained, "measure": unseen, "measure_new": unseen}


@pytest.fixture(scope="module")
def page(said: dict[str, Any]) -> str:
    return quality.page(said)


def cells(page: str, name: str, unseen: str) -> list[str]:
    (row,) = re.findall(rf"^\| {name} \| {unseen} \| (.*) \|$", page, re.M)[:1]
    return [cell.strip() for cell in row.split("|")]


def test_the_page_has_a_place_for_every_table(page: str) -> None:
    tables = re.findall(r"(?:^\|.*\n)+", page, re.M)
    assert len(tables) == len(quality.TABLES)
    assert "{{" not in page
    assert all(table.count("\n") > 3 for table in tables)
    rows = [row for table in tables for row in table.splitlines()]
    assert not [row for row in rows if row.count("|") < 4]


@pytest.mark.parametrize("scheme", quality.SCHEMES)
def test_the_page_has_what_was_measured(said: dict[str, Any], page: str, scheme: str) -> None:
    figures = said[scheme]["part"]["news, residual text"]
    row = cells(page, "news, residual text", quality.SCHEMES[scheme])
    low, high = figures["precision_95"]
    assert row[0] == str(figures["texts"])
    assert row[1] == f"{figures['precision']:.3f} ({low:.2f} to {high:.2f})"


def test_variants_below_their_floor_are_marked(said: dict[str, Any], page: str) -> None:
    marked = re.findall(r"^\| (\w+), (\w+) \|.*\*\*yes\*\* \|$", page, re.M)
    below = [
        (name.partition(",")[0], variant)
        for scheme in quality.OUT_OF_SOURCE
        for name, of_file in said[scheme]["file"].items()
        for variant, its in of_file["variant"].items()
        if its["words_ours"] < its["words_whole"]
    ]
    assert marked == below
    assert below


def test_the_card_says_the_figures_out_of_source(said: dict[str, Any]) -> None:
    rows = tomllib.loads(quality.card(said))["figure"]
    assert [row["on"].partition(", of sources")[0] for row in rows] == [
        on for _, _, on in quality.CARD
    ]
    for row, (scheme, name, _) in zip(rows, quality.CARD, strict=True):
        assert scheme != "folds"
        figures = said[scheme]["part"][name]
        assert row["articles"] == figures["texts"]
        assert row["precision"] == round(figures["precision"], 3)
        assert row["recall_95"] == [round(end, 2) for end in figures["recall_95"]]


def test_the_readme_says_the_figures_out_of_source(said: dict[str, Any]) -> None:
    before = (ROOT / "README.md").read_text("utf-8")
    made = quality.readme(said, before)
    counted = said["sources"]["part"]["WCXB, residual text"]["captions_counted"]
    assert f"of what extractors leave {100 * counted['recall']:.0f}%" in " ".join(made.split())
    assert quality.readme(said, made) == made
    assert max(map(len, quality.sentence(said).splitlines())) <= quality.WIDTH
    others = [line for line in before.splitlines() if line.startswith("- ") and "Where" in line]
    assert others
    assert all(line in made for line in others)
