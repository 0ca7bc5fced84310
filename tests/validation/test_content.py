from __future__ import annotations

import gzip
import json
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from corpus.contract.article import Record
from corpus.validation.content import content_warnings
from corpus.validation.page_kind import find_page_kind, has_prose, wordings

CASES = tomllib.loads((Path(__file__).parent / "content.toml").read_text("utf-8"))["case"]
LINES = [
    (reason, line, kind == "yes")
    for reason, wording in wordings().items()
    for kind in ("yes", "no")
    for line in wording[kind]
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_text_gets_the_warnings_it_deserves(case: dict[str, Any]) -> None:
    found = list(content_warnings(Record("a.json", 1, {"text": case["text"]})))
    assert [problem.reason for problem in found] == case["reasons"]
    assert all(problem.severity == "warning" for problem in found)
    for words in case.get("words", ()):
        assert words in found[0].message


@pytest.mark.parametrize(("reason", "line", "is_said"), LINES)
def test_wordings(reason: str, line: str, is_said: bool) -> None:
    found = find_page_kind(line)
    assert (found is not None and found.reason == reason) is is_said


@pytest.mark.parametrize(
    ("end", "is_sentence"),
    [
        (".", True),
        ("?\"')", True),
        ("…”", True),
        ("。」", True),
        (".」", False),
        (".)x", False),
        (".,", False),
        ("”)", False),
        ("", False),
    ],
)
def test_prose_ends_like_a_sentence(end: str, is_sentence: bool) -> None:
    assert has_prose("so many words of a line that is no headline" * 2 + end) is is_sentence


def texts(bench: Path) -> Iterator[str]:
    for file in sorted(bench.glob("*.jsonl.gz")):
        with gzip.open(file, "rt", encoding="utf-8") as pages:
            for page in map(json.loads, pages):
                if page["ok"]:
                    yield page["gold_main"]
                    yield page["variants"]["traf"]["text"]


def test_articles_are_hardly_ever_taken_for_something_else(shared: Path) -> None:
    found = Counter(
        problem.reason
        for text in texts(shared / "bench")
        for problem in content_warnings(Record("a.json", 1, {"text": text}))
    )
    assert found["error_page"] == found["bot_wall"] == found["cookie_wall"] == 0
    # Of 1,713 texts. Most of them are lists, and do hold markup or were decoded wrongly.
    assert found["index_page"] <= 6
    assert found["markup"] <= 12
    assert found["mojibake"] <= 14
