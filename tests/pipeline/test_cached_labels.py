"""What comes beside articles has only those annotated again that find it."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from corpus.read import shards
from tests.conftest import Raw
from tests.pipeline.test_cache import DAMAGE, clean, made, same

TEXTS = [f"The ferry of quay {n} left on time.\nAdvertisement" for n in range(60)]
Annotations = list[dict[str, Any]]


@pytest.fixture
def large(raw: Raw, monkeypatch: pytest.MonkeyPatch) -> Raw:
    """A raw folder with one large file."""
    monkeypatch.setattr(shards, "SHARD_BYTES", 800)
    articles = [
        {"id": f"a{n}", "outlet": "echo", "title": "Ferry", "text": text, "license": "MIT"}
        for n, text in enumerate(TEXTS)
    ]
    raw.write("m.jsonl", articles)
    return raw


def annotation(number: int, **other: Any) -> dict[str, Any]:
    """A whole article, judged by a person."""
    text = TEXTS[number]
    start = text.index("Advertisement")
    span = {"start": start, "end": len(text), "label": "advertisement", "text": text[start:]}
    return {
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "annotator": "ana",
        "date": "2026-11-20",
        "complete": True,
        "spans": [span],
    } | other


def judge(raw: Raw, annotations: Annotations) -> None:
    raw.write("m.labels.json", json.dumps(annotations, indent=1))


BEFORE = [annotation(30), annotation(3)]
# What changes, with how many parts at most that are annotated again.
CHANGES: dict[str, tuple[Annotations, int]] = {
    "one comes at the end": ([*BEFORE, annotation(50)], 1),
    "one comes at the beginning": ([annotation(50), *BEFORE], 3),
    "the first has more lines": ([annotation(30, tool={"name": "x"}), BEFORE[1]], 1),
    "one goes": (BEFORE[:1], 1),
    "one is another": ([annotation(30, complete=False), BEFORE[1]], 1),
    "one names a text that is gone, and its article": (
        [*BEFORE, annotation(50, sha256="0" * 64, id="a50")],
        1,
    ),
    "one is of no article": ([*BEFORE, annotation(50, sha256="0" * 64)], 0),
    "all are wrong": ([{**one, "annotator": ""} for one in BEFORE], 2),
    "another person judges the same": ([*BEFORE, annotation(30, annotator="bo")], 1),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_label_has_the_part_of_its_article_annotated_again(large: Raw, change: str) -> None:
    judge(large, BEFORE)
    assert made(large).fresh > 6
    assert made(large).fresh == 0
    annotations, most = CHANGES[change]
    judge(large, annotations)
    again = made(large)
    assert again.fresh <= most
    assert same(again, clean(large))


def moved(number: int) -> dict[str, Any]:
    """An annotation whose words stand elsewhere, of which a build warns with its place."""
    made = annotation(number)
    made["spans"][0] |= {"start": 0, "end": len("Advertisement")}
    return made


ONE_LINE: dict[str, tuple[Annotations, Annotations]] = {
    "a second comes": ([moved(30)], [moved(30), annotation(50)]),
    "lines come": ([annotation(50), moved(30)], [annotation(50, tool={"a": "b\n"}), moved(30)]),
}


@pytest.mark.parametrize("case", ONE_LINE)
@pytest.mark.parametrize("indent", [None, 1])
def test_problems_of_labels_name_their_place_of_today(
    large: Raw, case: str, indent: int | None
) -> None:
    for judged in ONE_LINE[case]:
        content = judged if len(judged) > 1 else judged[0]
        large.write("m.labels.json", json.dumps(content, indent=indent))
        again = made(large)
        assert any(problem.reason == "moved_span" for problem in again.corpus.problems)
        assert same(again, clean(large))


def test_the_first_label_has_one_part_annotated_again(large: Raw) -> None:
    made(large)
    judge(large, BEFORE[:1])
    again = made(large)
    assert again.fresh == 1
    assert same(again, clean(large))
    (large.folder / "m.labels.json").unlink()
    assert made(large).fresh == 0


@pytest.mark.parametrize("damage", DAMAGE)
def test_where_it_is_not_known_whose_labels_they_are_all_is_annotated(
    large: Raw, damage: str
) -> None:
    judge(large, BEFORE)
    first = made(large)
    for entry in (large.folder.parent / "out/.cache").glob("*/*-look-ups"):
        DAMAGE[damage](entry / "entry.jsonl")
    again = made(large)
    assert again.fresh == first.fresh
    assert same(again, first)
    assert made(large).fresh == 0


def test_labels_of_a_file_with_one_article_are_all_its_own(raw: Raw) -> None:
    raw.write("m.json", {"outlet": "echo", "title": "Ferry", "text": TEXTS[3], "license": "MIT"})
    judge(raw, [annotation(3)])
    made(raw)
    judge(raw, [annotation(4)])  # of another text, and of this article all the same
    again = made(raw)
    assert again.fresh == 1
    assert same(again, clean(raw))


TABLE = 'country = "IE"\n[[outlet]]\nid = "echo"\nname = "{}"\nhosts = ["a.example"]\n'
OTHER = '[[outlet]]\nid = "post"\nname = "Post"\nhosts = ["p.example"]\n'
# What changes in a table, with how many of three shards are annotated again.
TABLES = {
    "nothing": (TABLE.format("Echo"), 0),
    "another name": (TABLE.format("The Echo"), 1),
    "an outlet of no article": (TABLE.format("Echo") + OTHER, 0),
    "a host of no article": (
        TABLE.format("Echo").replace("a.example", 'a.example", "c.example'),
        0,
    ),
    "a host of others": (TABLE.format("Echo").replace("a.example", 'a.example", "b.example'), 1),
    "its outlet goes": (TABLE.format("Echo").replace("a.example", "c.example"), 1),
    "another country": (TABLE.format("Echo").replace("IE", "GB"), 1),
    "a phrase": (TABLE.format("Echo") + '[outlet.phrases]\nadvertisement = ["left on time"]\n', 1),
    "no outlet": (None, 1),
}


@pytest.mark.parametrize("change", TABLES)
def test_an_outlet_has_the_shards_of_its_articles_annotated_again(
    raw: Raw, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    monkeypatch.setattr(shards, "BASKET_BYTES", 1)
    for number, host in enumerate(["a.example", "b.example", "d.example"]):
        url = f"https://{host}/{number}"
        article = {"url": url, "title": "Ferry", "text": TEXTS[number], "license": "MIT"}
        raw.write(f"{number}.json", article)
    raw.write("outlets/ie.toml", TABLE.format("Echo"))
    assert made(raw).fresh == 3
    table, expected = TABLES[change]
    if table is None:
        (raw.folder / "outlets/ie.toml").unlink()
    else:
        raw.write("outlets/ie.toml", table)
    again = made(raw)
    assert again.fresh == expected
    assert same(again, clean(raw))
