"""The features that the line model was trained on: a change here needs a new model."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable

import numpy as np
import pytest

from corpus.contract.article import Vote
from corpus.labelling.line_model import features, inputs, kinds, model, story
from corpus.labelling.lines import lines
from corpus.labelling.rulebook import IN_BLOCK

MENU = (
    "Home\nNews & Sport\nLog in\n• Read more:\n“Quoted”\n42 comments\nlower case\n"
    "[2] (a, b; c) = {x}"
)
STORY = (
    "The ferry left the harbour at six, an hour late, with forty people and two goats aboard, and "
    "for the first time in nine years it had a band on deck.\n"
    "“We waited in the rain, and nobody told us why,” said Ana Ruiz. \n"
    "市议会星期二决定在年底前关闭旧渡轮码头。ﬁ 豈更\n"
    "مرحبا، كيف؟ ไทย 한국어 水🎉\n"
    "XX \u0dff\u0e00\u0e7f\u0e80 \u303f\u3040\u30ff\u3100 \u33ff\u3400\u4dbf\u4dc0\n"
    "X\u4e00\u9fff\ua000 \uf8ff\uf900\ufaff\ufb00 {X} 'X' X,"
)
PAGE = f"{MENU}\n\n{STORY}\n{MENU}\nShare | Tweet – Print\nWhat now?\nHe said: “It’s over…”\nNews"
TEXTS = (PAGE, "", f"{STORY}\n{MENU}", "\n".join(f"{MENU}\nThe ferry {n}." for n in range(9)), "x")


def read() -> inputs.Lines:
    articles = [lines(text) for text in TEXTS]
    votes: list[list[Vote]] = [[] for _ in TEXTS]
    for text, of_article in zip(articles, votes, strict=True):
        for n, line in enumerate(text):
            place = line.start, line.end
            if n % 3 == 0:
                of_article.append(Vote(*place, "navigation", "rule:a.v1", 0.5, "a"))
                of_article.append(Vote(*place, "comments", "rule:b.v1", 0.5 + n % 2 / 4, IN_BLOCK))
            if n % 5 == 0:
                of_article.append(Vote(*place, "headline", "rule:c.v1", 0.9, "c"))
    return inputs.read(articles, votes)


def digest(arrays: Iterable[np.ndarray]) -> str:
    total = hashlib.sha256()
    for array in arrays:
        total.update(np.ascontiguousarray(array).tobytes())
    return total.hexdigest()[:16]


def everything(part: str) -> Iterable[np.ndarray]:
    read_lines = read()
    if part == "lines":
        return read_lines
    weights = model.weights()
    if part == "kinds":
        return kinds.words(read_lines, np.arange(0, read_lines.table.shape[1], 2))
    scores = model.scores(read_lines, weights.words, weights.intercepts)
    return story.columns(read_lines, scores, weights.rarity)


@pytest.mark.parametrize(
    ("part", "expected"),
    [("lines", "67581e1924d8557c"), ("columns", "1802b9665185043d"), ("kinds", "877e35e082dfd774")],
)
def test_features_are_those_that_the_model_was_trained_on(part: str, expected: str) -> None:
    assert digest(everything(part)) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Log in", {"length": 6, "words": 2, "upper_start": 1, "title": 0.5, "upper": 1 / 6}),
        ("42 comments", {"digit_start": 1, "digit": 2 / 11, "words": 2, "title": 0}),
        ("lower case:", {"lower_start": 1, "colon_end": 1, "colons": 1, "stop_end": 0}),
        ("“Quoted.”", {"quote_start": 1, "stop_end": 1, "quotes": 2, "stops": 1}),
        ("“a.”", {"stop_end": 1}),
        ("ድልድዩ ተዘግቷል።", {"stop_end": 1}),
        ("• (a, b) | c", {"bullet": 1, "brackets": 2, "commas": 1, "bars": 2}),
        ("x = {y} ☂", {"code": 3 / 9, "signs": 1}),
        ("水水水水", {"words": 4, "caseless": 1, "length": 10}),
        ("a " * 60 + ".", {"prose": 1, "stop_end": 1, "length": 121, "words": 50}),
        ("a " * 60 + "b", {"prose": 0}),
    ],
)
def test_the_shape_of_a_line(line: str, expected: dict[str, float]) -> None:
    table = inputs.read([lines(line)], [[]]).table
    shape = {name: table[features.COLUMNS.index(name), 0] for name in expected}
    assert shape == pytest.approx(expected)


def test_the_lower_case_of_every_character() -> None:
    _, lower = features._tables()
    for code, found in enumerate(lower.tolist()):
        category, small = unicodedata.category(chr(code)), chr(code).lower()
        if category == "Nd":
            assert found == ord("0")
        elif category[0] in "LM" and len(small) == 1:
            assert found == ord(small)
        else:
            assert found == code


def test_the_surest_vote_and_furniture_are_features() -> None:
    votes = [
        Vote(1, 2, "comments", "rule:tail.v1", 0.9, "not on a whole line"),
        Vote(0, 1, "comments", "rule:a.v1", 0.6, "a"),
        Vote(0, 1, "navigation", "rule:b.v1", 0.7, f"b{IN_BLOCK}"),
        Vote(0, 1, "related_links", "rule:c.v1", 0.7, "c"),
        Vote(2, 3, "headline", "rule:d.v1", 0.9, "d"),
    ]
    table = inputs.read([lines("a\nb\na")], [votes]).table
    rows = {name: table[features.COLUMNS.index(name)].tolist() for name in features.COLUMNS}
    assert rows["rule"] == pytest.approx([0.7, 0, 0])
    assert rows["kind"] == [6, -1, -1]
    assert rows["block"] == [1, 0, 0]
    assert rows["furniture"] == [0, 1, 0]
    assert rows["again"] == [2, 1, 2]
    assert rows["gap"] == [1, 0, 0]
