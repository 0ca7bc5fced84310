"""Corpora that are hard to group, through the real command."""

from __future__ import annotations

import json
import random
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.generate import vocabulary
from tests.conftest import Ran, Raw, rows

Records = Iterator[dict[str, Any]]
ARTICLES = tomllib.loads((Path(__file__).parent / "stories.toml").read_text("utf-8"))["told"]
EVENTS = len({entry["event"] for entry in ARTICLES})


def name(rnd: random.Random) -> str:
    return "".join(rnd.choice("bcdfgklmnprstvz") + rnd.choice("aeiou") for _ in range(4)).title()


def article(rnd: random.Random, names: list[str], length: int = 150) -> str:
    """Words at their frequency in English, every name among them twice."""
    listed, cumulative = vocabulary()
    tokens = rnd.choices(listed, cum_weights=cumulative, k=length)
    places = rnd.sample(range(1, length), 2 * len(names))
    for place, own_name in zip(places, 2 * names, strict=True):
        tokens[place] = own_name
    lines = [tokens[start : start + 40] for start in range(0, length, 40)]
    return "\n".join(" ".join(line).capitalize() + "." for line in lines)


def stories(**changed: Any) -> Records:
    for number, entry in enumerate(ARTICLES):
        kept = {name: entry[name] for name in ("text", "published")}
        record = {**kept, "outlet": f"o{number}.example", **changed}
        yield {name: value for name, value in record.items() if value is not None}


def saga(count: int, dated: bool = True) -> Records:
    """Each article alike the next: of twenty names it keeps twelve."""
    rnd = random.Random(0)
    names = [name(rnd) for _ in range(20)]
    for number in range(count):
        day = {"published": f"2026-{1 + number // 28 % 12:02d}-{1 + number % 28:02d}"}
        record = {"outlet": f"o{number % 20}.example", "text": article(rnd, names)}
        yield record | (day if dated else {})
        names = names[8:] + [name(rnd) for _ in range(8)]


def copies(count: int, own: bool) -> Records:
    rnd = random.Random(0)
    text = article(rnd, [name(rnd) for _ in range(9)])
    for number in range(count):
        added = f"\nBy {name(rnd)} {name(rnd)}, seen {number} times." if own else ""
        yield {"outlet": f"o{number % 20}.example", "text": text + added, "id": f"c{number}"}


def short() -> Records:
    rnd = random.Random(0)
    for number in range(60):
        yield {"outlet": f"o{number}.example", "text": f"Photo: {name(rnd)}, {name(rnd)}"}
    yield {"outlet": "o.example", "text": "?"}


def boilerplate() -> Records:
    for number in range(20):
        text = "Advertisement\nShare this article\nSign up for our newsletter"
        yield {"outlet": f"o{number}.example", "text": f"{text}\nRead more: {number}"}


def translated() -> Records:
    for entry in ARTICLES:
        if entry["event"] in ("zug", "musee"):
            yield {"outlet": "two.example", "text": entry["text"], "language": entry["language"]}
    both = [entry["text"] for entry in ARTICLES if entry["event"] in ("zug", "musee")]
    yield {"outlet": "two.example", "text": both[0] + both[2]}  # one article, two languages


CORPORA: list[tuple[str, Callable[[], Records], int, int]] = [
    # groups, articles of the largest; the mayors without dates are one group of three
    ("as they are", stories, EVENTS, 2),
    ("no dates", lambda: stories(published=None), EVENTS - 1, 3),
    ("one date", lambda: stories(published="2027-01-01"), EVENTS - 1, 3),
    ("one outlet", lambda: stories(outlet="one.example"), EVENTS, 2),
    ("all equal", lambda: copies(40, own=False), 1, 40),
    ("copies with bylines of their own", lambda: copies(300, own=True), 1, 300),
    ("very short", short, 61, 1),
    ("all boilerplate", boilerplate, 20, 1),
    ("two languages", translated, 1, 5),  # the article that holds a passage of both joins them
]


@pytest.fixture
def build(raw: Raw, corpus: Callable[..., Ran]) -> Callable[[Records], dict[str, Any]]:
    def run(records: Records) -> dict[str, Any]:
        raw.write("articles.jsonl", list(records))
        ran = corpus("build", raw.folder, "--out", raw.folder.parent / "build", "--strict")
        assert ran.code == 0, ran.err
        release = raw.folder.parent / "build/latest"
        split = {row["group"]: row["split"] for row in rows(release).values()}
        assert all(row["split"] == split[row["group"]] for row in rows(release).values())
        return json.loads((release / "manifest.json").read_text("utf-8"))["groups"]

    return run


@pytest.mark.parametrize(
    ("records", "groups", "largest"),
    [pytest.param(*case, id=title) for title, *case in CORPORA],
)
def test_groups(
    build: Callable[[Records], Any], records: Callable[[], Records], groups: int, largest: int
) -> None:
    counts = build(records())
    assert (counts["count"], counts["largest"]) == (groups, largest)


@pytest.mark.parametrize("dated", [True, False], ids=["dated", "undated"])
def test_a_saga_is_no_single_group(build: Callable[[Records], Any], dated: bool) -> None:
    counts = build(saga(200, dated))
    assert 1 < counts["largest"] < 60
    assert counts["links_refused"] > 0


def test_keys_that_too_many_share_are_capped_and_the_report_says_so(
    build: Callable[[Records], Any], raw: Raw
) -> None:
    counts = build(copies(300, own=True))
    assert counts["largest_key"] == 300
    assert counts["keys_capped"] > 40  # of stories: under a band key all 300 are compared
    report = (raw.folder.parent / "build/latest/report.html").read_text("utf-8")
    assert f"{counts['keys_capped']} keys" in report
    assert "at most 300" in report
    card = (raw.folder.parent / "build/latest/README.md").read_text("utf-8")
    assert f"{counts['keys_capped']} keys" in card


@pytest.mark.slow
def test_ten_thousand_copies_are_one_group(build: Callable[[Records], Any]) -> None:
    counts = build(copies(10_000, own=True))
    assert (counts["count"], counts["largest"]) == (1, 10_000)
