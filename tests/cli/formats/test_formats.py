"""What holds in every format of `corpus validate`."""

from __future__ import annotations

import io
import json
import os
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import redirect_stdout
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import api
from corpus.cli.formats import FORMATS
from corpus.cli.formats.run import Run
from corpus.contract.place import UNITS, numbered, unit_of
from corpus.contract.problems import RULES, Problem
from corpus.contract.span import Span, json_path
from corpus.visible import visible
from tests.cli.formats.readers import MACHINE, READERS, codes
from tests.conftest import Ran, Raw
from tests.forks import Command, hear_ctrl_c

GOOD = {"text": "The ferry left on time.", "url": "https://good.example/1"}
FOUND = Counter({"C101": 30, "C104": 1, "C111": 1, "C009": 1, "C604": 1, "C011": 1, "C014": 1})


@pytest.fixture
def folder(raw: Raw, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder: problems of lines, items, records and whole files; one is a warning."""
    monkeypatch.chdir(raw.folder.parent)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    raw.write("a.jsonl", [{**GOOD, "publised": f"day {n}"} for n in range(30)])
    raw.write("b.json", [{**GOOD, "published": "soon"}, {**GOOD, "title": " "}])
    raw.write("c,d: e.csv", "text,url\nThe bus left late,https://a.example/5,x\n")
    raw.write("a.labels.json", "{")
    raw.write("outlets/ie.toml", "country = 'IE'\noutlet = [")
    raw.write("latin.json", b'{"text": "\xe4"}')
    return raw.folder.parent


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.usefixtures("folder")
def test_every_format_has_the_same_problems(form: str, corpus: Callable[..., Ran]) -> None:
    ran = corpus("validate", "--format", form, "--all")
    assert codes(form, ran.out) == FOUND
    hint = "; 31 of them can be fixed with --fix" if form == "text" else ""
    said = f"1 articles are valid, 35 problems and 1 warning found{hint}\n"
    assert (ran.code, ran.err) == (1, said)


@pytest.mark.parametrize("form", MACHINE)
@pytest.mark.usefixtures("folder")
def test_programs_are_told_each_problem(form: str, corpus: Callable[..., Ran]) -> None:
    assert codes(form, corpus("validate", "--format", form).out) == FOUND


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_to_fix(
    form: str, raw: Raw, monkeypatch: pytest.MonkeyPatch, corpus: Callable[..., Ran]
) -> None:
    monkeypatch.chdir(raw.folder.parent)
    raw.write("a.json", GOOD)
    ran = corpus("validate", "--format", form)
    assert (ran.code, READERS[form](ran.out)) == (0, [])


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.usefixtures("folder")
def test_half_a_document_is_never_printed(form: str, corpus: Callable[..., Ran]) -> None:
    ran = corpus("validate", "raw", "gone", "--format", form)
    assert (ran.code, ran.err.split(": ")[:2]) == (2, ["corpus", "gone"])
    if form in ("json", "sarif", "junit"):
        assert ran.out == ""
    else:
        assert READERS[form](ran.out)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.usefixtures("folder")
def test_ctrl_c(form: str) -> None:
    """While the last file is opened, so that there are problems to tell."""
    stop = partial(hear_ctrl_c, "latin.json")
    ran = Command("validate", "--format", form, prepare=stop).wait()
    told = "corpus: stopped by Ctrl-C; nothing was published\n"
    assert (ran.code, ran.err.lstrip()) == (130, told)
    if form in ("json", "sarif", "junit"):
        assert ran.out == ""
    else:
        assert READERS[form](ran.out)


@pytest.mark.parametrize(("strict", "code", "failing"), [((), 0, 0), (("--strict",), 1, 1)])
def test_a_warning_is_a_failure_where_it_counts(
    strict: tuple[str, ...],
    code: int,
    failing: int,
    raw: Raw,
    monkeypatch: pytest.MonkeyPatch,
    corpus: Callable[..., Ran],
) -> None:
    monkeypatch.chdir(raw.folder.parent)
    raw.write("a.json", {**GOOD, "title": " "})
    ran = corpus("validate", "--format", "junit", *strict)
    assert (ran.code, ran.out.count("<failure")) == (code, failing)
    ((name, line),) = READERS["junit"](ran.out)
    assert (name, line[:40]) == ("raw/a.json", "warning: raw/a.json:1:79: C111 blank_fie")


def test_columns_count_code_points(
    raw: Raw, monkeypatch: pytest.MonkeyPatch, corpus: Callable[..., Ran]
) -> None:
    """Of three letters with six bytes, and a flag with two code points and four UTF-16 units."""
    monkeypatch.chdir(raw.folder.parent)
    raw.write("a.json", '{"text": "äöü🇮🇪", "outlet": "a",\n"titel": "Ferry"}')
    place = {"line": 2, "column": 1, "end_line": 2, "end_column": 8}
    (problem,) = READERS["json"](corpus("validate", "--format", "json").out)
    assert problem["span"] == place
    raw.write("a.json", '{"text": "äöü🇮🇪", "outlet": "a", "titel": "Ferry"}')
    place = {"line": 1, "column": 34, "end_line": 1, "end_column": 41}
    (problem,) = READERS["json"](corpus("validate", "--format", "json").out)
    assert problem["span"] == place
    (result,) = READERS["sarif"](corpus("validate", "--format", "sarif").out)
    assert result["locations"][0] == {
        "physicalLocation": {
            "artifactLocation": {"uri": "raw/a.json"},
            "region": {"startLine": 1, "startColumn": 34, "endLine": 1, "endColumn": 41},
        },
        "logicalLocations": [{"fullyQualifiedName": "$.titel"}],
    }


TEXTS = st.text(st.characters(exclude_categories=()) | st.sampled_from("\n\x1b\u202e\ud800<&]:#["))
SPANS = st.builds(Span, *[st.integers(1, 1 << 31)] * 4)
LINES = st.none() | st.builds(numbered, st.integers(1, 1 << 40), st.sampled_from(UNITS))
PROBLEMS = st.builds(
    Problem,
    file=TEXTS.filter(bool),
    line=LINES,
    reason=st.sampled_from([*RULES]),
    message=TEXTS,
    kind=st.just("kind"),
    path=st.none() | st.lists(TEXTS | st.integers(0, 9), max_size=3).map(tuple),
    span=st.none() | SPANS,
    set_severity=st.sampled_from([None, "error", "warning", "note", "left_out"]),
)


def written(form: str, problems: Iterable[Problem], tell_all: bool = False) -> str:
    run = Run(api.start_validation(None, (), None), tell_all)
    with redirect_stdout(io.StringIO()) as out:
        FORMATS[form](run.counted(problems), run)
    return out.getvalue()


def as_data(problem: Problem) -> dict[str, Any]:
    return {
        "file": problem.file,
        "line": problem.line,
        "unit": None if problem.line is None else unit_of(problem.line),
        "span": problem.span and problem.span._asdict(),
        "path": None if problem.path is None else json_path(problem.path),
        "severity": problem.severity,
        "code": RULES[problem.reason].code,
        "reason": problem.reason,
        "message": problem.message,
    }


@pytest.mark.parametrize("form", ["json", "jsonl"])
@given(problems=st.lists(PROBLEMS, max_size=4))
def test_json_says_exactly_what_was_found(form: str, problems: list[Problem]) -> None:
    assert READERS[form](written(form, problems)) == [*map(as_data, problems)]


@given(problems=st.lists(PROBLEMS, max_size=4))
def test_sarif_has_any_text_and_any_name(problems: list[Problem]) -> None:
    results = READERS["sarif"](written("sarif", problems))
    assert len(results) == len(problems)
    for result, problem in zip(results, problems, strict=True):
        place = result["locations"][0]["physicalLocation"]
        uri = place["artifactLocation"]["uri"].removeprefix("file://")
        assert unquote(uri, errors="surrogatepass") == problem.file
        assert result["message"]["text"].endswith(problem.message)
        assert result["ruleId"] == RULES[problem.reason].code
        assert result["level"] == problem.severity.replace("left_out", "note")
        assert ("region" in place) == bool(
            problem.span or (problem.line and unit_of(problem.line) == "line")
        )


def shown(text: str) -> str:
    """A text as XML and a runner's log may have it."""
    for sign in "\ufffe\uffff":
        text = text.replace(sign, json.dumps(sign)[1:-1])
    return visible(text).replace("##[", r"\u0023#[")


@given(problems=st.lists(PROBLEMS, max_size=4))
def test_junit_has_any_text_and_any_name(problems: list[Problem]) -> None:
    found = READERS["junit"](written("junit", problems))
    assert Counter(found) == Counter(
        (shown(problem.file), shown(f"{problem.severity}: {problem}")) for problem in problems
    )


def many(number: int) -> Iterator[Problem]:
    for n in range(1, number + 1):
        span = Span(n, 1, n, 2)
        yield Problem("a.jsonl", n, "unknown_field", f"unknown {n}", f"kind {n}", (), span)


@pytest.mark.parametrize("form", FORMATS)
def test_memory_does_not_grow_with_the_problems(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)

    def peak(number: int) -> int:
        run = Run(api.start_validation(None, (), None))
        tracemalloc.start()
        try:
            with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
                FORMATS[form](run.counted(many(number)), run)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(100)  # what is imported by then
    assert peak(4_000) < peak(1_000) + 100_000
