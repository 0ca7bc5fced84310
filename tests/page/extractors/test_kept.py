from __future__ import annotations

import tomllib
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corpus.page.extractors.kept import Failure, kept_shares
from corpus.page.extractors.table import EXTRACTORS, Extractor
from corpus.page.parse import parse
from corpus.page.text_model import PageText, page_text

HERE = Path(__file__).parent
CASES = tomllib.loads((HERE / "alignment_cases.toml").read_text("utf-8"))["case"]
STORY = (HERE / "story.html").read_text("utf-8")
OF_THE_STORY = ("The ferry to", "Its owners", "The council", "Tova Rennick", "From Monday")
NAVIGATION = ("Home", "News", "Sport", "Weather", "Jobs", "Privacy Terms of use Contact us")


def page_of(html: str) -> PageText:
    return page_text(parse(html))


def misbehaving(name: str) -> Extractor:
    return Extractor(name, f"{__package__}.misbehaving:{name}", is_slow=False)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_shares(case: dict[str, Any]) -> None:
    marks, lines = zip(*(line.split(" ", 1) for line in case["page"]), strict=True)
    page = page_of("".join(f"<p>{line}</p>" for line in lines))
    shares = {"+": 1.0, "-": 0.0}
    expected = [shares.get(mark) if mark in shares else float(Fraction(mark)) for mark in marks]
    # What this one keeps is what it is given.
    kept = kept_shares(case["extract"], page, [misbehaving("returns_the_page")])
    if not case["extract"]:
        assert np.isnan(kept.shares).all()
    else:
        assert kept.shares[:, 0].tolist() == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize("extractor", EXTRACTORS, ids=[each.name for each in EXTRACTORS])
def test_each_extractor_tells_a_story_from_the_rest_of_its_page(extractor: Extractor) -> None:
    page = page_of(STORY)
    shares, failures = kept_shares(STORY, page, [extractor])
    assert failures == []
    by_line = {
        page.text[line.start : line.end]: share
        for line, share in zip(page.lines, shares[:, 0].tolist(), strict=True)
    }
    kept = [share for line, share in by_line.items() if line.startswith(OF_THE_STORY)]
    assert len(kept) == len(OF_THE_STORY)
    assert min(kept) > 0.9
    assert sum(by_line[line] for line in NAVIGATION) <= 1  # boilerpy takes one for a headline


def test_who_finds_nothing_or_fails_abstains() -> None:
    asked = [
        misbehaving(name)
        for name in ("returns_nothing", "returns_white_space", "crashes", "returns_the_page")
    ]
    kept = kept_shares("Harbour", page_of("<p>Harbour</p>"), asked)
    assert np.isnan(kept.shares).tolist() == [[True, True, True, False]]
    assert kept.failures == [Failure("crashes", "crash")]


def test_a_page_of_too_many_tags_is_not_asked_about() -> None:
    asked = [misbehaving("returns_the_page")]
    for paragraphs, abstains in ((14_000, False), (16_000, True)):
        html = "<p>Harbour</p>" * paragraphs
        kept = kept_shares(html, page_of(html), asked)
        assert (np.isnan(kept.shares).all(), kept.failures) == (abstains, [])


def test_a_failure_is_told_at_its_place() -> None:
    assert str(Failure("boilerpy", "timeout").warning("a.warc", 12)) == (
        "a.warc:12: C207 extractor_failed: boilerpy failed on the page (timeout); expected "
        "which lines it takes for the article; look at its labels, which were made without it"
    )


@pytest.mark.parametrize("html", ["", " ", "<script>x</script>", "\0", "plain", "{}", "&#xd800;"])
def test_pages_without_a_story(html: str) -> None:
    page = page_of(html)
    kept = kept_shares(html, page, EXTRACTORS)
    assert kept.shares.shape == (len(page.lines), len(EXTRACTORS))
    assert kept.shares.dtype == np.float16


def test_names_tell_extractors_apart() -> None:
    assert len({each.name for each in EXTRACTORS}) == len(EXTRACTORS)
