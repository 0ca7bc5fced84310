"""A record with HTML becomes an article, or says why not."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from corpus.contract.article import Record
from corpus.contract.limits import Limits
from corpus.contract.problems import Problem
from corpus.page.page import Opened, open_page

SAVED = tomllib.loads(Path(__file__).with_name("saved.toml").read_text("utf-8"))["case"]
LIMITS = Limits(page_tags=20, page_depth=6, page_attributes=3)


@pytest.mark.parametrize("case", SAVED)
def test_a_saved_page_says_where_it_is_from(case: dict[str, str]) -> None:
    opened = open_page(Record("a.html", 1, {"html": case["page"]}), Limits())
    if "url" in case:
        assert isinstance(opened, Opened)
        assert opened.record.data["url"] == case["url"]
        assert opened.page.sources["url"] == case["source"]
    else:
        assert isinstance(opened, Problem)
        assert opened.reason == "no_address"


@pytest.mark.parametrize(
    ("page", "beyond"),
    [
        ("<p>a" * 20, ""),
        ("<p>a" * 21, "20 tags in the page (limits.page_tags)"),
        ("<div><div><div>a", ""),
        ("<div><div><div><div><div>a", "6 levels of tags (limits.page_depth)"),
        ("<p a b=1 c='>'>a", ""),
        ("<p a b=1 c='>' d>a", "3 attributes of one tag (limits.page_attributes)"),
        ("<html a><html b><body c><p>a", ""),
        ("<html a><html b><body c d>a", "3 attributes of one tag"),
        ("<html a=b' c='> ' d e f>a", "3 attributes of one tag"),
        ("<HTML/a/b/c/d/>a", "3 attributes of one tag"),
        ("<htmlx a b c><body2 a b c>a<p>a", ""),
    ],
)
def test_a_page_has_limits(page: str, beyond: str) -> None:
    opened = open_page(Record("a.html", 1, {"html": page, "outlet": "echo"}), LIMITS)
    if beyond:
        assert isinstance(opened, Problem)
        assert f"more than {beyond}" in opened.message
    else:
        assert isinstance(opened, Opened)
