from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.contract.article import Record
from corpus.contract.limits import Limits
from corpus.page.metadata import fill
from corpus.page.parse import parse
from corpus.validation.article import check

CASES = tomllib.loads(Path(__file__).with_name("metadata.toml").read_text("utf-8"))["case"]
PAGE = {"html": "", "url": "https://skerry.example/a"}


def flat(data: dict[str, Any]) -> dict[str, Any]:
    others = {f"extra.{name}": value for name, value in data.get("extra", {}).items()}
    return {name: value for name, value in data.items() if name != "extra"} | others


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_page_fills_what_the_record_lacks(case: dict[str, Any]) -> None:
    given_data = PAGE | {"html": case["page"]} | case.get("given", {})
    before = json.dumps(given_data)
    data, sources = fill(given_data, parse(case["page"]), case.get("headers", {}))
    assert json.dumps(given_data) == before
    assert flat(data) == given_data | case["filled"]
    assert sources == case["sources"]


def test_an_address_is_filled_where_the_record_has_none() -> None:
    html = '<link rel="canonical" href="https://skerry.example/a?id=7">'
    data, sources = fill({"html": html, "outlet": "skerry"}, parse(html))
    assert data == {"html": html, "outlet": "skerry", "url": "https://skerry.example/a?id=7"}
    assert sources == {"url": "link:canonical"}


def test_what_extra_has_stays() -> None:
    html = '<meta name="tdm-reservation" content="1"><meta name="tdm-policy" content="/p">'
    extra = {"rights_reserved": "asked and granted", "desk": 4}
    data, sources = fill(PAGE | {"html": html, "extra": extra}, parse(html))
    assert data["extra"] == extra | {"tdm_policy": "https://skerry.example/p"}
    assert sources == {"extra.tdm_policy": "meta:tdm-policy"}


TEXTS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        (
            *("2026-03-02", "1970-01-01", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00Z"),
            *("https://a.example/x", "//[", "https://a:b@c.example/", "http://a.example:x/"),
            *("en_GB", "x-default", "1", "noai", "&lt;b&gt;A&lt;/b&gt;", "\ud800", "\u3164"),
            *("\u200b", "By Al | Bo", "12/13/14", "NewsArticle", "Person", "True"),
            "https://creativecommons.org/licenses/by/4.0/",
        )
    ),
)
KEYS = st.sampled_from(
    (
        *("@type", "@id", "@graph", "headline", "author", "creator", "name", "datePublished"),
        *("url", "inLanguage", "isAccessibleForFree", "license", "mainEntityOfPage", "publisher"),
    )
)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=6)),
)
ARTICLES = st.dictionaries(KEYS, VALUES, max_size=8).map(lambda node: {"@type": "Article"} | node)
SCRIPTS = st.one_of(ARTICLES, VALUES).map(
    lambda value: f'<script type="application/ld+json">{json.dumps(value)}</script>'
)
METAS = st.builds(
    '<meta {}="{}" content="{}">'.format,
    st.sampled_from(["name", "property"]),
    st.sampled_from(
        (
            *("og:title", "og:url", "og:site_name", "og:locale", "author", "date", "robots"),
            *("article:published_time", "tdm-reservation", "tdm-policy", "content-language"),
        )
    ),
    TEXTS,
)
ELEMENTS = st.builds(
    "<{} {}>{}".format,
    st.sampled_from("title h1 svg a link figure time p html script".split()),
    st.sampled_from(
        (
            *("itemscope itemtype='x/Article'", "itemprop=headline", "itemprop=author", "lang=xx-"),
            *("itemprop=datePublished", "rel=canonical href=x", "rel=license href=https://a/"),
            *("itemscope", ""),
        )
    ),
    TEXTS,
)


@given(st.lists(st.one_of(SCRIPTS, METAS, ELEMENTS, TEXTS), max_size=8).map("".join))
def test_no_page_fails_or_gives_what_an_article_must_not_have(html: str) -> None:
    for given_data in ({"url": "https://skerry.example/a"}, {"outlet": "skerry"}):
        data, sources = fill({"html": html, **given_data}, parse(html))
        record = Record("page.html", 1, {**data, "html": "<p>Words", "text": "Words."})
        found = check(record, Limits(), date.max)
        assert [problem for problem in found if problem.severity == "error"] == []
        assert all(name.removeprefix("extra.") in data | data.get("extra", {}) for name in sources)


@pytest.mark.parametrize(
    "block",
    ["[" * 100_000, '{"a":' * 100_000, '{"@graph":[' * 50_000, '{"a" ' * 50_000, "/*" * 100_000],
    ids=["lists", "objects", "graphs", "no colons", "comments"],
)
def test_json_made_to_hurt_says_nothing(block: str) -> None:
    html = f'<title>Words</title><script type="application/ld+json">{block}</script>'
    assert fill(PAGE | {"html": html}, parse(html))[1] == {"title": "title"}
