"""The report: a page that says the numbers, shows the articles, and can run nothing."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from corpus.contract.labels import BOILERPLATE, FURNITURE, LABELS
from corpus.contract.problems import REASONS
from corpus.documents.card import card
from corpus.documents.facts import Facts
from corpus.documents.report import report
from corpus.documents.statistics import Outlet, Rights, SpanKind, Statistics
from corpus.labelling.agreement import Agreement, Disagreement
from corpus.labelling.quality import Figure, unseen
from tests.conftest import ROOT
from tests.documents.test_card import STORY, release, row, span

VOID = {"meta", "br"}
EVIL = '<script>alert(1)</script><img src=x onerror="alert(2)">"\'><b>'


class Page(HTMLParser):
    """What a browser makes of the report."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags = Counter[str]()
        self.attributes: list[tuple[str, str, str]] = []  # tag, name, value
        self.open: list[str] = []
        self.marks: list[tuple[str, str]] = []  # class, text
        self.texts: list[str] = []  # of the sample articles
        self.data: list[str] = []
        self.scripts: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        kind = dict(attrs).get("class") or ""
        if kind == "text":
            self.texts.append("")
        if self.texts and "text" in self.open and tag in ("mark", "span"):
            self.marks.append((kind, ""))
        if tag not in VOID:
            self.open.append("text" if kind == "text" else tag)

    def handle_endtag(self, tag: str) -> None:
        last = self.open.pop()
        assert tag == ("div" if last == "text" else last), f"<{last}> closed by </{tag}>"

    def handle_data(self, data: str) -> None:
        (self.scripts if self.open[-1:] == ["script"] else self.data).append(data)
        if "text" in self.open:
            self.texts[-1] += data
            if self.open[-1] in ("mark", "span"):
                self.marks[-1] = (self.marks[-1][0], self.marks[-1][1] + data)

    @property
    def words(self) -> str:
        """All that is written, on one line."""
        return " ".join(" ".join(self.data).split())


@pytest.fixture
def facts(tmp_path: Path) -> Facts:
    return release(tmp_path)


def test_well_formed_and_of_one_piece(facts: Facts) -> None:
    html = report(facts)
    page = Page(html)
    assert not page.open
    assert page.tags["h1"] == 1
    assert not {"link", "iframe", "object", "img", "form"} & set(page.tags)
    assert "url(" not in html
    assert "@import" not in html
    assert ("meta", "http-equiv", "Content-Security-Policy") in page.attributes
    ids = [value for _, name, value in page.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    links = [value for _, name, value in page.attributes if name == "href"]
    assert {link[1:] for link in links if link.startswith("#")} <= set(ids)


def test_the_policy_names_the_one_script(facts: Facts) -> None:
    page = Page(report(facts))
    (script,) = page.scripts
    assert script == (ROOT / "corpus/documents/templates/report.js").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = [value for tag, name, value in page.attributes if (tag, name) == ("meta", "content")]
    assert f"script-src 'sha256-{digest}';" in policy[-1]
    assert [name for tag, name, _ in page.attributes if tag == "script"] == []


def test_languages_and_outlets_have_names(facts: Facts) -> None:
    words = Page(report(facts)).words
    named = [outlet for outlet in facts.total.outlets if outlet.name]
    assert named
    assert all(outlet.name in words for outlet in named if outlet.name)
    assert "Arabic ar" in words


def test_texts_are_whole_and_spans_stand_in_them(facts: Facts) -> None:
    page = Page(report(facts))
    assert page.texts == [row["text"] for row in facts.samples]
    expected = []
    for article in facts.samples:
        for part in article["spans"]:
            label = LABELS[part["label"]]
            kind = f"l-{label}" if label in BOILERPLATE else f"furniture l-{label}"
            expected.append((kind, article["text"][part["start"] : part["end"]]))
    assert page.marks == expected
    titles = [value for tag, name, value in page.attributes if (tag, name) == ("mark", "title")]
    assert titles[0] == "newsletter signup · rule:newsletter_signup.v1 · 0.75"
    assert ("div", "lang", "ar") in page.attributes
    assert ("div", "dir", "auto") in page.attributes


def test_neighbours_with_one_label_are_named_once(facts: Facts) -> None:
    text = "Read more\nOne\nStory.\nTwo"
    places = ((0, 9), (10, 13), (21, 24))
    spans = [span(a, b, "related_links", "rule:related_links.v1", 0.5) for a, b in places]
    page = Page(report(replace(facts, samples=[row(1, text, spans=spans)])))
    named = [value for tag, name, value in page.attributes if (tag, name) == ("mark", "data-label")]
    assert named == ["related links"] * 2
    assert [text for _, text in page.marks] == ["Read more", "One", "Two"]


def test_labels_have_colours_and_lines_that_can_be_told_apart(facts: Facts) -> None:
    html = report(facts)
    hues = {label: int(hue) for label, hue in re.findall(r"\.l-(\w+) \{ --h: (\d+) \}", html)}
    assert list(hues) == list(LABELS)
    for family, apart in ((BOILERPLATE, 21), (FURNITURE, 59)):  # degrees
        circle = sorted(hues[label] for label in family)
        assert (
            min(after - before for before, after in pairwise([*circle, circle[0] + 360])) >= apart
        )
    neighbours = pairwise(hues[label] for label in BOILERPLATE)
    assert min(min(abs(a - b), 360 - abs(a - b)) for a, b in neighbours) > 90
    kinds = "solid|double|dotted|dashed|wavy"
    lines = re.findall(rf"text-decoration: underline ((?:{kinds}) \dpx) oklch", html)
    assert len(lines) == len(set(lines)) == len(FURNITURE)


def test_nothing_from_outside_is_executed(facts: Facts) -> None:
    evil = row(
        1,
        f"{EVIL}\nStory {EVIL}\n{EVIL}",
        id="article-evil",
        outlet_name=EVIL,
        url=f"javascript:alert(3)//{EVIL}",
        language='en" onload="x',
    )
    evil["spans"][1]["source"] = f"human:{EVIL}"
    part = Statistics(rows=1, characters=9)
    part.outlets[Outlet(EVIL, EVIL, EVIL)] += 1
    part.rights[Rights(EVIL, EVIL, EVIL)] += 1
    part.languages[EVIL] += 1
    kind = SpanKind("other", EVIL, EVIL, EVIL)
    part.spans[kind] += 1
    part.span_characters[kind] += 1
    html = report(
        replace(
            facts,
            samples=[evil],
            by_split={"train": part},
            unknown_outlets=[EVIL],
            rejected={EVIL: 1},
            libraries={EVIL: EVIL},
        )
    )
    page = Page(html)
    assert not {"img", "b"} & set(page.tags)
    assert page.scripts == Page(report(facts)).scripts
    assert not [name for _, name, _ in page.attributes if name.startswith("on")]
    assert not [value for _, name, value in page.attributes if name == "href" and "java" in value]
    assert page.texts == [evil["text"]]


def test_hidden_characters_are_seen(facts: Facts) -> None:
    hidden = "a\u202eb\x1b[2J\u200b"
    shown = r"a\u202eb\u001b[2J\u200b"
    evil = row(1, f"{hidden}\n\nStory\n{hidden}", id="article-evil", title=hidden)
    part = Statistics(rows=1, characters=9)
    part.outlets[Outlet("evil", hidden, None)] += 1
    part.rights[Rights("evil", hidden, hidden)] += 1
    html = report(replace(facts, samples=[evil], by_split={"train": part}))
    assert not {"\u202e", "\x1b", "\u200b"} & set(html)
    assert Page(html).texts == [f"{shown}\n\nStory\n{shown}"]
    body = card(replace(facts, by_split={"train": part}))
    assert not {"\u202e", "\x1b", "\u200b"} & set(body)


def test_the_numbers_are_there(facts: Facts) -> None:
    words = Page(report(facts)).words
    assert "Articles 5 1 near-duplicate" in words
    assert "Boilerplate 27.5% of 316 characters" in words
    assert "Rejected 3 problems with inputs" in words
    assert "Changes since 1.0.0" in words
    assert "Added 3 Removed 0 Changed 1 Moved 0" in words
    assert "4 leak groups" in words
    assert "The largest has 2 articles, 40.0% of all." in words
    assert "unknown.example 1" in words
    assert "nothing to fix" in words  # of withheld_bridge, from the closed list of reasons


def test_licences_and_how_good_the_labels_are(facts: Facts) -> None:
    quality = Figure("this very release", 42, 0.9, None, (0.85, 0.95))
    words = Page(report(replace(facts, quality=quality))).words
    assert "CC0-1.0 1 20.0%" in words
    assert "not known 4 80.0%" in words
    assert "this very release 42 0.90 (0.85 to 0.95) -" in words
    for figure in unseen():
        assert f"{figure.on} {figure.articles:,} {figure.precision:.2f}" in words


def test_every_reason_can_be_shown(facts: Facts) -> None:
    rejected = dict.fromkeys(REASONS, 1)
    html = report(replace(facts, rejected=rejected))
    words = Page(html).words
    assert all(reason in words for reason in rejected)
    assert "{" not in words.split("Rejected and left out")[1]


def test_an_almost_empty_release_has_a_page_too(facts: Facts) -> None:
    bare = replace(
        facts,
        by_split={"train": Statistics(rows=1, characters=0)},
        rejected={},
        unknown_outlets=[],
        changes=None,
        date=None,
        samples=[row(1, spans=[], title=None, published=None, url=None)],
    )
    page = Page(report(bare))
    assert page.texts == [STORY]
    assert not page.marks
    assert (
        "No input had a problem; there is no earlier release to compare with; no text has a "
        "labelled span; every site is in an outlet table."
    ) in page.words
    ids = {value for _, name, value in page.attributes if name == "id"}
    assert not {"rejected", "changes", "labels", "per-article", "sources", "unknown"} & ids
    assert "None" not in page.data


def test_same_facts_same_bytes(facts: Facts, tmp_path: Path) -> None:
    turned = {split: replace(part) for split, part in facts.by_split.items()}
    for part in turned.values():
        for name in ("outlets", "languages", "rights", "spans", "span_characters"):
            setattr(part, name, Counter(dict(reversed(getattr(part, name).items()))))
    assert report(replace(facts, by_split=turned)) == report(facts)
    assert str(tmp_path) not in report(facts)


def test_how_far_annotators_agree(facts: Facts) -> None:
    assert 'id="agreement"' not in report(facts)
    units = Counter({("byline", "byline"): 90, ("byline", "story"): 10, ("story", "story"): 900})
    who = (("ana", "byline"), ("ben", "story"))
    said = Agreement(2, units, [Disagreement("a", 10, EVIL, who)])
    page = Page(report(replace(facts, agreement=said)))
    assert "2 texts were labelled by more than one person" in page.words
    assert "over all labels it is 0.94" in page.words
    assert "byline 100 0.94" in page.words
    assert "byline ana , story ben" in page.words
    assert page.tags["img"] == 0
