"""More than twenty problems of one kind are told as a kind, and each with `--all`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from itertools import islice
from typing import Any

import pytest

from corpus.cli.problems import Flood, grouped
from corpus.contract.limits import Limits
from corpus.contract.problems import Problem, problem
from tests.cli.test_build import rejected
from tests.conftest import Ran, Raw

GOOD = {"text": "The ferry left on time.", "url": "https://good.example/1", "id": "good"}
KNOWN = (
    "text, html, url, outlet, id, title, authors, published, retrieved, language, license, "
    "rights, extra, $schema"
)
FIX = 'did you mean "published"?'
MESSAGE = f'unknown field "publised"; expected one of {KNOWN}; {FIX}'
PROBLEM = f"C101 unknown_field: {MESSAGE}"
COLUMN = json.dumps(GOOD).index("}") + 3
PLACES = ", ".join(f"raw/a.jsonl:{n}:{COLUMN}" for n in (21, 22, 23))
FLOOD = f"(not told: 9, at {PLACES}, ...; --all tells each)"
SIZE = 29


@pytest.fixture(autouse=True)
def flood(raw: Raw, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(raw.folder.parent)
    raw.write("a.jsonl", [{**GOOD, "publised": f"day {n}"} for n in range(SIZE)])


def problems(text: str) -> list[str]:
    return [line for line in text.splitlines() if "unknown_field" in line]


def one_by_one(size: int) -> list[str]:
    return [f"raw/a.jsonl:{n}:{COLUMN}: {PROBLEM}" for n in range(1, size + 1)]


@pytest.mark.parametrize("has_good", [True, False])
def test_a_flood_is_told_as_a_kind(raw: Raw, corpus: Callable[..., Ran], has_good: bool) -> None:
    if has_good:
        raw.write("good.json", GOOD)
    validated, built = corpus("validate"), corpus("build")
    expected = [*one_by_one(20), f"{SIZE} x {PROBLEM} {FLOOD}"]
    assert validated.out.splitlines() == expected
    assert validated.err == (
        f"{int(has_good)} articles are valid, {SIZE} problems found; "
        f"{SIZE} of them can be fixed with --fix\n"
    )
    assert problems(built.err) == expected
    assert (validated.code, built.code) == (1, 0 if has_good else 2)
    validated, built = corpus("validate", "--all"), corpus("build", "--all", "--out", "other")
    assert validated.out.splitlines() == problems(built.err) == one_by_one(SIZE)


def test_a_build_keeps_each_and_says_where(raw: Raw, corpus: Callable[..., Ran]) -> None:
    raw.write("good.json", GOOD)
    built = corpus("build")
    assert f"all {SIZE} rejected inputs: build/1.0.0/rejected.jsonl\n" in built.err
    lines = rejected(raw.folder.parent / "build")
    assert len(lines) == SIZE
    assert lines[0] == {
        "file": "a.jsonl",
        "line": 1,
        "unit": "line",
        "reason": "unknown_field",
        "message": MESSAGE,
        "code": "C101",
        "path": "$.publised",
    }


def test_what_a_wrong_outlet_table_says_is_told_as_a_kind(
    raw: Raw, corpus: Callable[..., Ran]
) -> None:
    entry = '[[outlet]]\nid = "a{}"\nname = "A"\nhosts = ["a{}.example"]\nsite = "x"\n'
    table = "".join(entry.format(n, n) for n in range(25))
    raw.write("outlets/ie.toml", f'country = "IE"\n{table}')
    head, *told = corpus("build").err.splitlines()
    assert head == (
        "corpus: raw: wrong outlet tables; expected tables without these problems; correct them:"
    )
    assert len(told) == 21
    assert told[20].startswith('25 x C101 unknown_field: unknown field "outlet[…].site"; expected')
    assert len(corpus("build", "--all").err.splitlines()) == 26


def found(record: dict[str, Any]) -> Problem:
    from corpus.contract.article import Record
    from corpus.validation.article import check

    (problem,) = check(Record("a.jsonl", 1, {**GOOD, **record}), Limits(), date.max)
    return problem


@pytest.mark.parametrize(
    ("one", "other", "is_one_kind"),
    [
        ({"publised": "a"}, {"publised": "b"}, True),
        ({"published": "soon"}, {"published": "later"}, True),
        ({"authors": ["a", ""]}, {"authors": ["", "b"]}, True),
        ({"title": 1}, {"title": [2]}, True),
        ({"publised": "a"}, {"publishd": "a"}, False),  # another field
        ({"published": "soon"}, {"retrieved": "soon"}, False),
        ({"title": 1}, {"title": ""}, False),  # another reason
        ({"extra": {"a": []}}, {"extra": {"b": []}}, False),
    ],
)
def test_a_kind_is_the_reason_and_the_field(
    one: dict[str, Any], other: dict[str, Any], is_one_kind: bool
) -> None:
    assert (found(one).kind == found(other).kind) is is_one_kind


def of_many_fields(number: int) -> Iterator[Problem]:
    for n in range(1, number + 1):
        yield problem("unknown_field", "a", n, field=f'"{n}"', known="text", fix="remove it")


def test_the_first_problems_are_told_at_once() -> None:
    problems = of_many_fields(100)
    assert [item.line for item in islice(grouped(problems), 20)] == list(range(1, 21))
    assert next(problems).line == 21


def test_kinds_without_end_are_one_kind() -> None:
    *told, last = grouped(of_many_fields(100_000))
    assert len(told) == 40
    assert isinstance(last, Flood)
    assert (last.size, last.untold) == (99_980, 99_960)
    assert last.kind == "unknown field …; expected one of …; …"
