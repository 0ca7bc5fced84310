"""Articles that clash, within one run and with a release."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from corpus import build, validate
from corpus.contract.problems import Problem
from tests.conftest import Raw

STORY = " ".join(
    f"The {n}th boat of the day left the harbour of Kilbrannock late with {n * n} people on board."
    for n in range(3, 20)
)


def article(number: int, text: str = "", **fields: Any) -> dict[str, Any]:
    own = f"Number {number}: " + STORY.replace("boat", f"boat{number}").replace("on", f"on{number}")
    return {"url": f"https://a.example/{number}", "text": text or own, **fields}


def told(found: list[Problem]) -> list[str]:
    return [f"{problem.place} {problem.reason}" for problem in found]


@pytest.fixture(autouse=True)
def _inside(raw: Raw, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(raw.folder.parent)


def test_a_template_of_hundreds_is_told_but_for_the_first(raw: Raw) -> None:
    raw.write("a.jsonl", [article(n, f"{STORY} It was the year {n}.") for n in range(100)])
    found = Counter(problem.reason for problem in validate("raw", select=["C70"]))
    assert found == {"near_copy": 99}


def test_each_article_is_told_once_of_what_counts_most(raw: Raw) -> None:
    first = article(1, id="a")
    raw.write(
        "a.jsonl",
        [
            first,
            first | {"url": "https://a.example/2", "id": "b"},
            first | {"url": "https://a.example/1?utm_source=x", "id": "c"},
            article(3, id="a"),
        ],
    )
    found = told(validate("raw", ignore=["tracking_parameter"]))
    lost = next(line for line in found if "duplicate_id" in line)  # by what the two say
    assert lost[:13] in ("raw/a.jsonl:1", "raw/a.jsonl:4")
    assert [line for line in found if line != lost] == [
        "raw/a.jsonl:2:1 copied_text",
        "raw/a.jsonl:3:1 copied_text",
    ]


def test_files_that_moved_and_articles_that_were_edited_are_no_clash(raw: Raw) -> None:
    raw.write("a.json", article(1))
    raw.write("b.json", article(2, id="b-2"))
    raw.write("c.jsonl", [article(n) for n in range(3, 6)])
    build("raw", workers=1)
    (raw.folder / "a.json").rename(raw.folder / "moved.json")  # under its derived id
    raw.write("b.json", article(2, id="b-2", title="Ferry"))
    raw.write("c.jsonl", [article(5), article(3, f"{article(3)['text']} It rained."), article(4)])
    assert told(validate("raw")) == []


def test_an_id_that_is_given_later_renames_an_article(raw: Raw) -> None:
    raw.write("a.jsonl", [article(1), article(2)])
    build("raw", workers=1)
    raw.write("a.jsonl", [article(1), article(2, id="ferry-2")])
    assert [problem.reason for problem in validate("raw")] == ["changed_id"]


def test_what_is_gone_is_told_at_its_file(raw: Raw) -> None:
    raw.write("a.jsonl", [article(1), article(2)])
    raw.write("b.json", article(3))
    build("raw", workers=1)
    raw.write("a.jsonl", [article(1)])
    Path("raw/b.json").unlink()
    assert told(validate("raw")) == ["raw/a.jsonl removed_article", "raw/b.json removed_article"]
    assert told(validate("raw/a.jsonl")) == ["raw/a.jsonl removed_article"]


def test_new_articles_in_a_folder_of_their_own_are_compared(raw: Raw) -> None:
    raw.write("a.jsonl", [article(1), article(2), article(4)])
    build("raw", workers=1)
    copy = article(2) | {"url": "https://a.example/22"}
    raw.write("../incoming/new.jsonl", [article(3), article(1), copy])
    found = validate("incoming")
    assert told(found) == [
        "incoming/new.jsonl:2:1 duplicate_id",
        "incoming/new.jsonl:3:1 copied_text",
    ]
    assert "a.jsonl:2, published as " in found[1].message


def test_a_corpus_whose_files_all_have_other_names_is_known(raw: Raw) -> None:
    raw.write("a.jsonl", [article(1), article(2), article(3)])
    build("raw", workers=1)
    (raw.folder / "a.jsonl").unlink()
    raw.write("b.jsonl", [article(2), article(1)])
    assert told(validate("raw")) == ["raw/a.jsonl removed_article"]
