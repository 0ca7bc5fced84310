"""What labels take from stories of many kinds, held under ceilings; figures: `docs/harm.md`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from benchmarks.harm import OWN, cases, measure, names, sets
from benchmarks.story_sets import Text

FEW = 20  # texts of a set; the script measures more
MOST = 0.012  # share of story lines that may have a label: three of the 250 lines of 20 texts


@cache
def few() -> dict[str, list[Text]]:
    return sets(FEW)


@pytest.mark.parametrize("name", names())
def test_lines_of_stories_are_left_alone(name: str) -> None:
    harm = measure(few()[name])
    assert harm.lines > 100
    assert len(harm.taken) <= MOST * harm.lines, harm.taken


def test_texts_of_a_set_differ() -> None:
    for texts in few().values():
        assert len({text.text for text in texts}) == FEW


def test_boilerplate_around_the_lines_is_still_found() -> None:
    """The sets would show no harm either if nothing were labelled."""
    around = [
        Text(text.title, text.lines, tuple(not is_story for is_story in text.is_story))
        for texts in few().values()
        for text in texts
    ]
    harm = measure(around)
    assert harm.boilerplate + harm.furniture >= 0.8 * harm.lines


@pytest.mark.parametrize("folder", ["shared", "own"])
def test_cases(request: pytest.FixtureRequest, folder: str) -> None:
    where: Path = OWN if folder == "own" else request.getfixturevalue("shared") / "cases"
    harm = measure(cases(where))
    assert harm.lines > 150
    assert harm.boilerplate < 0.01 * harm.lines, harm.taken
    assert harm.furniture < 0.02 * harm.lines, harm.taken
