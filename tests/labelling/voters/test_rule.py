"""The rule files: every pattern with its own examples, and what all of them must keep."""

from __future__ import annotations

import gzip
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.contract.article import Vote
from corpus.contract.labels import LABELS
from corpus.labelling.lines import normal
from corpus.labelling.matching import END, LONGEST, begins_wild, is_written, match
from corpus.labelling.rulebook import IN_BLOCK, WHERE, Pattern, Rule, rulebook
from corpus.labelling.voters.rule import vote
from tests.labelling.batches import batch

PATTERNS = [(rule, pattern) for rule in rulebook() for pattern in rule.patterns]
NAMES = [f"{rule.label}/{pattern.id}" for rule, pattern in PATTERNS]
EXAMPLES = [line for _, pattern in PATTERNS for line in pattern.yes]
TAILS = [f"It rained. {line}" for _, p in PATTERNS if p.where == "tail" for line in p.yes]
STORY_LINES = [
    line
    for group in tomllib.loads(Path(__file__).with_name("story_lines.toml").read_text()).values()
    for line in group["lines"]
]
SENTENCE = 60  # characters; longer patterns may match a full sentence of a story
COPIED = 8  # words in a row that no rule may share with the texts of others


def votes(*texts: str) -> list[list[Vote]]:
    return vote(batch(*texts))


def _hit(pattern: Pattern, line: str) -> bool:
    return any(hit.pattern is pattern and is_written(hit, line) for hit in match(normal(line)))


@pytest.mark.parametrize(("rule", "pattern"), PATTERNS, ids=NAMES)
def test_examples_and_counterexamples(rule: Rule, pattern: Pattern) -> None:
    assert pattern.yes, "a pattern without an example"
    assert [line for line in pattern.yes if not _hit(pattern, line)] == []
    assert [line for line in pattern.no if _hit(pattern, line)] == []


@pytest.mark.parametrize(("rule", "pattern"), PATTERNS, ids=NAMES)
def test_the_form_of_a_pattern(rule: Rule, pattern: Pattern) -> None:
    assert rule.label in LABELS
    assert re.fullmatch(rf"{rule.label}\.v\d+", rule.name)
    assert pattern.where in WHERE
    assert pattern.longest <= LONGEST
    assert pattern.where != "tail" or pattern.longest < END  # with what stands before a tail
    assert [regex for regex in pattern.regex if re.search(r"\{\d*,?\d\d+\}", regex)] == []


@pytest.mark.parametrize("line", STORY_LINES)
def test_no_rule_takes_a_line_of_a_story(line: str) -> None:
    assert [f"{v.source} {v.why}" for v in votes(line)[0]] == []


@pytest.mark.parametrize(("rule", "pattern"), PATTERNS, ids=NAMES)
def test_a_pattern_that_can_match_a_sentence_has_a_counterexample(
    rule: Rule, pattern: Pattern
) -> None:
    is_alone = pattern.where in ("line", "heading", "tail", "apart")
    assert pattern.no or not is_alone or pattern.longest < SENTENCE


def test_identifiers_are_unique() -> None:
    assert [name for name, count in Counter(NAMES).items() if count > 1] == []


def test_no_rule_quotes_the_texts_of_others(shared: Path) -> None:
    quoted: dict[str, str] = {}
    for _, pattern in PATTERNS:
        parts = (part for regex in pattern.regex for part in regex.split("|"))
        for line in (*pattern.yes, *pattern.no, *parts):
            quoted |= dict.fromkeys(_runs(line), line)
    beginnings = {(*run.split(" ", 2)[:2],) for run in quoted}  # few: other runs are not made
    texts = 0
    found = set()
    for text in _texts_of_others(shared):
        texts += 1
        words = _words(text)
        at = [place for place, two in enumerate(pairwise(words)) if two in beginnings]
        found |= {" ".join(words[i : i + COPIED]) for i in at} & quoted.keys()
    assert texts > 3000
    assert sorted({quoted[run] for run in found}) == []


def _texts_of_others(shared: Path) -> Iterator[str]:
    for folder in ("seeds", "cases"):
        for file in (shared / folder).glob("*.txt"):
            yield file.read_text("utf-8")
    for folder in ("bench", "training", "measure"):
        for file in (shared / folder).glob("*.jsonl.gz"):
            with gzip.open(file) as source:
                for page in map(orjson.loads, source):
                    if "variants" in page:
                        yield page["variants"]["full"]["text"]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _runs(text: str) -> set[str]:
    words = _words(text)
    return {" ".join(words[i : i + COPIED]) for i in range(len(words) - COPIED + 1)}


def test_tails_are_cut_out_of_the_line_as_it_was_written() -> None:
    text = "• He said: “It’s over…”  The post Ferry sails again appeared first on The Courier."
    cast = votes(text)[0]
    assert {text[v.start : v.end] for v in cast} == {
        "The post Ferry sails again appeared first on The Courier."
    }


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("a " * 2_500_000, 0),
        ("Read more: " * 400_000, 0),
        ("He said. " * 500_000 + "Read more: Ferry timetable to change in May", 1),
        ("Advertisement\n" * 300_000, 300_000),
        ("some words\n" * 1_000_000, 0),
    ],
    ids=["a line of 5 MB", "one of lead-ins", "one of sentences", "300,000 ads", "a million lines"],
)
def test_no_text_stalls(text: str, hits: int) -> None:
    assert len({v.start for v in votes(text)[0]}) == hits


@pytest.mark.parametrize(
    ("text", "labelled"),
    [
        ("Related stories\n- Ferry sails again\n- Mayor quits\nThe council met.", 3),
        ("Related stories\nThe mayor of Pell: “I quit”\nShe said: “We are done.”", 2),
        ("Related stories\nShe said: “We are done.”\nFerry sails again", 1),
        ("Related stories\nFerry sails again:\nMayor quits", 1),
        ("Related stories\nFerry sails again\nMayor quits", 1),
        ("Related stories\nFerry sails again after the storm\nAdvertisement\nMayor quits", 3),
        ("Related stories\n" + "Ferry sails again after the storm\n" * 40, 16),
        ("“The island,” he said,\nRead more: Ferry sails again\n“is not for sale.”", 1),
    ],
    ids=[
        "bullets end it",
        "a quoted sentence is no headline",
        "nor the first",
        "nor is a lead-in",
        "nor are three words without a bullet",
        "a line of its own label ends it",
        "fifteen lines",
        "in a quotation",
    ],
)
def test_a_block_goes_with_its_heading_and_no_further(text: str, labelled: int) -> None:
    assert len({v.start for v in votes(text)[0]}) == labelled


POST = "mill on May 3, 2024 at 9:14 am said:\n"


@pytest.mark.parametrize(
    ("text", "labelled"),
    [
        (f"3 comments\n{POST}I like it.\nNo, I do not.\n{POST}We sail.\n{POST}Agreed.", 7),
        (f"3 comments\n{POST}I like it.\n{POST}We sail.", 1),
        (f"{POST}The council met.\n{POST}It rained.\n{POST}We sail.", 0),
        (f"3 comments\n{POST}" + "The council met.\n" * 40 + f"{POST}We sail.\n{POST}", 5),
    ],
    ids=["between posts", "two are no thread", "a live ticker", "a post is no story"],
)
def test_what_stands_between_posts_is_a_thread(text: str, labelled: int) -> None:
    cast = votes(text)[0]
    assert len({v.start for v in cast}) == labelled
    assert {v.label for v in cast} <= {"comments"}


@pytest.mark.parametrize(
    ("regex", "wild"),
    [
        ("[^.]+ news", True),
        ("(?:the )?[^.]+ news", True),
        ("(?:(?:the|a) )?(?:[^ ]+ ){1,4}news", True),
        ("(?:this (?:site|page)|(?:the )?[^.]+ times) is ours", True),
        ("share|.+ by mail", True),
        (r"s?\S+ ago", True),
        ("share (?:on|[^.]+)", False),
        ("(?:read|see) (?:the )?[^.]+", False),
        (r"\[[^.]+\]", False),
        (r"(?:a|b)\|.+", False),
    ],
)
def test_what_may_begin_with_a_wildcard_is_told(regex: str, wild: bool) -> None:
    assert begins_wild(regex) == wild


@given(
    st.lists(
        st.lists(st.sampled_from(EXAMPLES) | st.sampled_from(TAILS), max_size=4).map("\n".join),
        max_size=4,
    )
)
def test_the_company_of_other_articles_changes_nothing(texts: list[str]) -> None:
    assert votes(*texts) == [votes(text)[0] for text in texts]


@pytest.mark.parametrize(
    ("text", "labelled"),
    [
        ("Log in\nCulture\nThe council met on Monday.", 2),
        ("Culture\nLog in\nThe council met on Monday.", 2),
        ("Log in\nCulture\nHealth\nThe council met on Monday.", 3),
        ("Health\nCulture\nLog in\nThe council met on Monday.", 3),
        ("Log in\nThe council met on Monday.\nCulture", 1),
        ("Culture\nThe council met on Monday.\nHealth", 0),
    ],
)
def test_a_word_of_menus_counts_beside_a_line_of_its_label(text: str, labelled: int) -> None:
    assert len({v.start for v in votes(text)[0]}) == labelled


def test_why_is_the_pattern_and_whether_a_block_brought_the_vote() -> None:
    thread = f"3 comments\n{POST}I like it.\n{POST}We sail.\n{POST}Agreed."
    whys = [v.why for v in votes(thread)[0]]
    assert all(why.removesuffix(IN_BLOCK) in {p.id for _, p in PATTERNS} for why in whys)
    assert [why.endswith(IN_BLOCK) for why in whys] == [False, False, True, False, True, False]
    twice = votes("Related stories\nFerry sails again after the storm\n" * 2)[0]
    assert [v.why.endswith(IN_BLOCK) for v in twice] == [False, True, False, True]
    links = votes("Related stories\n- Ferry sails again\n- Mayor quits")[0]
    assert [v.why.endswith(IN_BLOCK) for v in links] == [False, True, True]


PARAGRAPH = "The ferry was late again, and nobody at the pier knew why it had not left the island."
PLACES = {
    "first": ("{}\n" + PARAGRAPH, 1),
    "below the standfirst": (f"Late again\nNobody knew why it was late.\n{{}}\n{PARAGRAPH}", 1),
    "last": (f"{PARAGRAPH}\n{PARAGRAPH}\n{{}}", 1),
    "above links": (f"{PARAGRAPH}\n{PARAGRAPH}\n{{}}\nMayor quits\n{PARAGRAPH}", 1),
    "between sentences": (f"{PARAGRAPH}\n{PARAGRAPH}\n{{}}\n{PARAGRAPH}", 0),
    "twice between sentences": (f"{PARAGRAPH}\n{PARAGRAPH}\n{{0}}\n{{0}}\n{PARAGRAPH}", 0),
}


@pytest.mark.parametrize("line", ["By Ann Dole", "9 April 1922"])
@pytest.mark.parametrize(("text", "labelled"), PLACES.values(), ids=PLACES)
def test_a_byline_or_dateline_stands_apart_from_the_story(
    text: str, labelled: int, line: str
) -> None:
    assert len({v.start for v in votes(text.format(line))[0]}) == labelled


@pytest.mark.parametrize("end", [*".!。।؟۔:;,", '."', ".)"])
def test_a_sentence_below_a_heading_is_no_link(end: str) -> None:
    assert len(votes(f"Related stories\nThe ferry sails{end}")[0]) == 1
    assert len(votes(f"Related stories\n- The ferry sails{end}")[0]) == 2


@pytest.mark.parametrize(("length", "labelled"), [(160, 2), (161, 1)])
def test_a_link_has_at_most_160_characters(length: int, labelled: int) -> None:
    link = "The ferry " * 20
    assert len(votes(f"Related stories\n{link[: length - 1]}x")[0]) == labelled
