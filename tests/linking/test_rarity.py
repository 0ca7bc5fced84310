"""Terms that are common in the corpus tell no story: templates fall apart, stories stay whole."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.bench import pages
from corpus.linking import rarity
from corpus.linking.leak_groups import groups
from corpus.linking.links import KEY, STORY, Dates, candidates, compare
from corpus.linking.rarity import KEPT, MANY, SHARE, TERM, common_terms, weigh
from corpus.linking.stories import UNDATED, keys, shortened, terms
from corpus.linking.tokens import read_texts
from tests.conftest import Ran, Raw, rows
from tests.linking.templates import KINDS, SUBJECTS, articles, name
from tests.linking.test_corpora import article
from tests.linking.test_links import Stored

SKETCHES: dict[str, tuple[Any, Any]] = {}  # of texts that were read: with dates and without


def sketched(texts: list[str]) -> tuple[Any, Any]:
    """The terms of texts in English and their weights; those that are new are read at once."""
    unread = [text for text in dict.fromkeys(texts) if text not in SKETCHES]
    SKETCHES.update(zip(unread, zip(*terms(read_texts(unread), "en"), strict=True), strict=True))
    hashes, weights = zip(*(SKETCHES[text] for text in texts), strict=True)
    return np.array(hashes), np.array(weights)


def stories(records: list[dict[str, Any]]) -> list[set[str]]:
    """The ids of the groups that story links make of articles in English, as in a build."""
    hashes, weights = sketched([record["text"] for record in records])
    found = np.sort(hashes[hashes != 0]).astype(TERM)
    days = [
        np.datetime64(r["published"][:10], "ms") if r.get("published") else None for r in records
    ]
    published = np.array([day.astype(np.int64) if day else UNDATED for day in days])
    stored = Stored(
        terms=hashes,
        short_terms=shortened(hashes),
        unweighed=weights,
        published=published,
    )
    keyed = sorted((key, n) for n, of in enumerate(keys(hashes)) for key in of.tolist())
    rows = np.array(keyed, KEY)
    pairs = candidates(rows, Dates.of(published), stored).pairs  # type: ignore[arg-type]
    common = common_terms(found, len(records))
    links = compare(STORY, pairs, stored, common)  # type: ignore[arg-type]
    groups_of: dict[int, set[str]] = {}
    for record, group in zip(records, groups(len(records), links)[0].tolist(), strict=True):
        groups_of.setdefault(group, set()).add(record["id"])
    return list(groups_of.values())


def subjects(ids: Iterable[str]) -> set[str]:
    return {article_id.rpartition(".")[0] for article_id in ids}


@pytest.mark.parametrize("dated", [True, False], ids=["dated", "undated"])
@pytest.mark.parametrize("count", [300, 2000])
@pytest.mark.parametrize("kind", KINDS)
def test_articles_of_one_template_are_no_story(kind: str, count: int, dated: bool) -> None:
    mixed = [ids for ids in stories(list(articles(kind, count, dated))) if len(subjects(ids)) > 1]
    assert mixed == []


@pytest.fixture(scope="module")
def bench(shared: Path) -> list[dict[str, Any]]:
    return [
        {"id": page["id"], "text": page["gold_main"], "published": page["date"]}
        for page in pages(shared / "bench")
    ]


@pytest.mark.parametrize("dated", [True, False], ids=["dated", "undated"])
def test_all_templates_among_real_articles(bench: list[dict[str, Any]], dated: bool) -> None:
    """No template makes a group, and no story of the real articles loses a link for it."""
    others = bench if dated else [{**page, "published": None} for page in bench]
    grouped = stories([*others, *(a for kind in KINDS for a in articles(kind, 300, dated))])
    templated = [ids for ids in grouped if any(id.split(".")[0] in KINDS for id in ids)]
    assert [ids for ids in templated if len(subjects(ids)) > 1] == []
    stories_alone = [ids for ids in stories(others) if len(ids) > 1]
    assert [ids for ids in stories_alone if not any(ids <= group for group in grouped)] == []


def tellings(events: int, outlets: int, dated: bool) -> Iterable[dict[str, Any]]:
    """Of an event's twenty names a telling has four that all have, and six others."""
    rnd = random.Random(0)
    for event in range(events):
        names = [name(rnd) for _ in range(20)]
        for number in range(outlets):
            told = article(rnd, names[:4] + rnd.sample(names[4:], 6))
            day = {"published": f"2026-03-{1 + rnd.randrange(4):02d}"} if dated else {}
            yield {"id": f"event.{event}.{number}", "text": told, **day}


@pytest.mark.parametrize(
    ("events", "outlets", "dated"), [(8, 40, True), (8, 40, False), (4, 80, True)]
)
def test_events_that_many_outlets_tell_stay_whole(events: int, outlets: int, dated: bool) -> None:
    grouped = stories(list(tellings(events, outlets, dated)))
    assert Counter(map(len, grouped)) == {outlets: events}


@pytest.mark.parametrize(
    ("articles", "having", "factor"),
    [
        (4, 4, None),
        (MANY, MANY, None),
        (1000, MANY, None),
        (1000, 2 * MANY, 0.5),
        (int(2 * MANY / SHARE), 2 * MANY, None),
        (int(2 * MANY / SHARE), 8 * MANY, 0.25),
    ],
)
def test_a_term_counts_less_the_more_articles_have_it(
    articles: int, having: int, factor: float | None
) -> None:
    found = common_terms(np.array([7] + [8] * having + [9], np.uint64).astype(TERM), articles)
    assert found.tolist() == ([] if factor is None else [(8, factor)])


def common(**factors: float) -> np.ndarray:
    of = [(int(key[1:]), factor) for key, factor in factors.items()]
    return np.array(of, rarity.COMMON_TERM)


@pytest.mark.parametrize(
    ("factors", "length"),
    [
        ({}, 1),
        ({"t1": 0.9}, 1),  # 0.99 of the squared length are left: it is made whole again
        ({"t1": 0.1, "t2": 0.1}, (0.01 / KEPT) ** 0.5),
        ({"t3": 0.0}, 1),  # a term that the article does not have
    ],
)
def test_an_article_of_common_terms_is_like_no_other(
    factors: dict[str, float], length: float
) -> None:
    hashes, weights = np.array([[1, 2, 0]], np.uint64), np.array([[0.3, 0.91**0.5, 0]], np.float32)
    weighed = weigh(hashes, weights, common(**factors))
    assert np.linalg.norm(weighed) == pytest.approx(length, abs=1e-6)


def test_no_terms_weigh_nothing() -> None:
    nothing = np.zeros((2, 3), np.float32)
    assert weigh(nothing.astype(np.uint64), nothing, common(t1=0.5)).tolist() == nothing.tolist()


@pytest.mark.parametrize(
    ("kind", "count"),
    [
        *((kind, 300) for kind in KINDS),
        ("market", 2000),
        pytest.param("obituary", 2000, marks=pytest.mark.slow),
    ],
)
def test_the_build_makes_no_group_of_a_template(
    kind: str, count: int, raw: Raw, corpus: Callable[..., Ran]
) -> None:
    """Through the command, where near-duplicates and passages link too: chance makes some."""
    raw.write("articles.jsonl", list(articles(kind, count, dated=True)))
    ran = corpus("build", raw.folder, "--out", raw.folder.parent / "build")
    assert ran.code == 0, ran.err
    release = rows(raw.folder.parent / "build/latest").values()
    of_subject = count // (SUBJECTS[kind] or count)
    assert max(Counter(row["group"] for row in release).values()) <= of_subject + 2
    assert {row["split"] for row in release} == {"train", "validation", "test"}
