from __future__ import annotations

import tomllib
import unicodedata
from bisect import bisect_left
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser, LexborNode

from corpus.contract.page import PageLine
from corpus.identify.canonical import canonicalise
from corpus.labelling.lines import lines
from corpus.page import text_model
from corpus.page.parse import ROOT, TEXT, Tree, parse
from corpus.page.paths import Paths
from corpus.page.text_model import PageText, page_text

CASES = tomllib.loads(Path(__file__).with_name("text_cases.toml").read_text("utf-8"))["case"]
# Version and digest change together: a digest that moves alone means that texts of pages changed
# without a new version, perhaps by a new version of the parser.
KNOWN = {1: "1fe483ca3688903f06ad916e73e618e3bfa9e81062e91d26c88a164248c1184a"}


def read(body: str) -> PageText:
    return page_text(parse(f"<!DOCTYPE html><html><head></head><body>{body}</body></html>"))


def line_of(page: PageText, words: str) -> PageLine:
    (found,) = [line for line in page.lines if page.text[line.start : line.end] == words]
    return found


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_text(case: dict[str, Any]) -> None:
    assert read(case["html"]).text.split("\n") == case["lines"]


def test_the_digest_moves_with_the_version_only() -> None:
    assert text_model.digest() == KNOWN[text_model.VERSION]


def test_what_is_hidden_is_in_and_flagged() -> None:
    page = read(
        "<p hidden>by attribute</p><div style='Display:none'><p>by style</p></div><p>seen</p>"
        "<p style='visibility: hidden'>unseen</p><dialog>dialog</dialog><dialog open>open</dialog>"
    )
    hidden = [page.text[line.start : line.end] for line in page.lines if line.is_hidden]
    assert hidden == ["by attribute", "by style", "unseen", "dialog"]


def test_what_is_collapsed_is_in_and_flagged() -> None:
    page = read(
        "<details><summary>head</summary>in<p>side</p></details><details open>open</details>x"
    )
    collapsed = [page.text[line.start : line.end] for line in page.lines if line.is_collapsed]
    assert collapsed == ["in", "side"]


def test_share_of_links() -> None:
    page = read("<p>half <a>link</a></p><p><a>all</a></p><p>none</p>")
    assert [line.link for line in page.lines] == [0.5, 1.0, 0.0]


def test_lines_know_their_element() -> None:
    tree = parse("<body><div>x</div><div><p>one</p><p>two <b>bold</b></p></div>")
    page = page_text(tree)
    assert Paths(tree).of(line_of(page, "two bold").node) == "/html/body/div[2]/p[2]"
    assert Paths(tree).of(line_of(page, "x").node) == "/html/body/div[1]"


def test_a_line_knows_its_text_nodes() -> None:
    tree = parse("<p>one <b>two</b> three</p>")
    line = line_of(page_text(tree), "one two three")
    texts = [data for data in tree.data[line.first : line.last + 1] if data]
    assert "".join(texts) == "one two three"


MARKUP = st.lists(
    st.one_of(
        st.sampled_from(
            "<p> </p> <div> </div> <a href=x> </a> <b> </b> <br> <pre> </pre> <table> <td> "
            "</table> <ul> <li> <details> <summary> </details> <p\thidden> <script> </script> "
            "<svg> </svg> <template> </template> <select> <option> </select> &amp; &#x301; "
            "<!-- -->".split(" ")
        ),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    ),
    max_size=40,
).map("".join)


@given(MARKUP)
def test_the_text_is_canonical_and_its_lines_are_those_that_get_labels(markup: str) -> None:
    text, of_page = page_text(parse(markup))
    assert canonicalise(text) == text
    assert [(line.start, line.end) for line in of_page] == [
        (line.start, line.end) for line in lines(text)
    ]
    for line in of_page:
        assert text[line.start : line.end].strip()
        assert 0 <= line.link <= 1


@given(MARKUP)
def test_no_character_that_is_shown_is_lost(markup: str) -> None:
    tree = parse(f"<body>{markup}")
    hides = {"script", "svg", "template", "select", "head", "noscript", "style", "title", "rp"}
    shown = "".join(
        data
        for node, data in enumerate(tree.data)
        if not hides.intersection(tree.tags[around] for around in tree.ancestors(node))
    )
    assert sorted(_letters(page_text(tree).text)) == sorted(_letters(shown))


def _letters(text: str) -> str:
    """What no rule of the text model touches, in a form that is the same for joined letters."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFD", text)))


@given(MARKUP)
@example("<template><p></template>0")
def test_another_parser_builds_the_same_tree(markup: str) -> None:
    assert page_text(_without_templates(parse(markup))) == page_text(_by_lexbor(markup))


def test_another_parser_gives_the_same_texts_of_real_pages(shared: Path) -> None:
    for file in ("shub", "fundus"):
        pages = pq.read_table(shared / "bench" / f"{file}.html.parquet", columns=["html"])
        for html in pages["html"].to_pylist()[::4]:
            assert page_text(parse(html)).text == page_text(_by_lexbor(html)).text


def _without_templates(tree: Tree) -> Tree:
    """The tree without what templates hold: the second parser keeps that in trees of their own."""
    kept = [
        node
        for node in range(len(tree.tags))
        if "template" not in (tree.tags[around] for around in tree.ancestors(node))
    ]
    place = {ROOT: ROOT} | {node: number for number, node in enumerate(kept)}
    return Tree(
        [tree.tags[node] for node in kept],
        [place[tree.parents[node]] for node in kept],
        [bisect_left(kept, tree.ends[node]) for node in kept],
        [tree.attributes[node] for node in kept],
        [tree.data[node] for node in kept],
    )


def _by_lexbor(html: str) -> Tree:
    """The tree as a second parser builds it."""
    tree = Tree([], [], [], [], [])
    waiting: list[tuple[LexborNode | None, int]] = []
    root = LexborHTMLParser(html).root
    waiting = [(root, ROOT)]
    while waiting:
        node, parent = waiting.pop()
        if node is None:  # everything below `parent` is there
            tree.ends[parent] = len(tree.tags)
            continue
        place = len(tree.tags)
        is_text = node.tag == "-text"
        if not is_text and not node.tag[0].isalpha():  # a comment, a doctype
            continue
        tree.tags.append(TEXT if is_text else node.tag)
        tree.parents.append(parent)
        tree.ends.append(place + 1)
        tree.attributes.append(() if is_text else tuple(node.attributes.items()))
        tree.data.append((node.text_content or "") if is_text else "")
        if is_text:
            continue
        children = []
        child = node.child
        while child is not None:
            children.append((child, place))
            child = child.next
        waiting += [(None, place), *reversed(children)]
    return tree
