"""Ten annotations of each level, the first of each rule before others; the rest in the summary."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from corpus.contract.problems import Problem
from corpus.contract.reasons.rule import Severity
from tests.cli.formats.test_formats import written
from tests.conftest import Ran, Raw

GOOD = {"text": "The ferry left on time.", "url": "https://good.example/1"}
SUMMARY_BYTES = 1 << 20


@pytest.fixture
def summary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that the runner shows as the summary of the step."""
    file = tmp_path / "summary"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(file))
    return file


@pytest.fixture
def no_summary(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)


def found(*parts: tuple[int, str, Severity]) -> Iterator[Problem]:
    """So many problems of a rule, at lines that go on."""
    line = 0
    for number, reason, severity in parts:
        for _ in range(number):
            line += 1
            message = f"wrong {line}"
            yield Problem("a.csv", line, reason, message, reason, set_severity=severity)


def annotated(out: str) -> list[str]:
    """Level and line of each annotation."""
    return [f"{level} {line}" for level, line in re.findall(r"^::(\w+) .*,line=(\d+),", out, re.M)]


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([(3, "bad_value", "error")], ["error 1", "error 2", "error 3"]),
        ([(30, "bad_value", "error")], [f"error {n}" for n in range(1, 11)]),
        (
            [(20, "bad_value", "error"), (1, "missing_field", "error")],
            ["error 1", "error 21", *(f"error {n}" for n in range(2, 10))],
        ),
        (
            [(12, "far_date", "warning"), (1, "bad_value", "error"), (1, "far_date", "note")],
            ["warning 1", "error 13", "notice 14", *(f"warning {n}" for n in range(2, 11))],
        ),
        (
            [(9, "far_date", "note"), (9, "http_status", "left_out")],
            ["notice 1", "notice 10", *(f"notice {n}" for n in range(2, 10))],
        ),
    ],
)
@pytest.mark.usefixtures("no_summary")
def test_which_problems_are_annotated(
    parts: list[tuple[int, str, Severity]], expected: list[str]
) -> None:
    out = written("github", found(*parts))
    assert annotated(out) == expected
    others = [line for line in out.splitlines() if line.startswith("a.csv:")]
    assert len(others) + len(expected) == sum(number for number, _, _ in parts)


def test_the_first_is_told_at_once(capsys: pytest.CaptureFixture[str], no_summary: None) -> None:
    def stops() -> Iterator[Problem]:
        yield from found((1, "bad_value", "error"))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        _write(stops())
    assert annotated(capsys.readouterr().out) == ["error 1"]


@pytest.fixture
def flood(raw: Raw, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(raw.folder.parent)
    raw.write("a<b>.jsonl", [{**GOOD, "publised": f"day {n}"} for n in range(40)])


@pytest.mark.usefixtures("flood")
def test_the_summary_has_what_is_not_annotated(corpus: Callable[..., Ran], summary: Path) -> None:
    summary.write_text("Before.\n")
    ran = corpus("validate", "--format", "github")
    lines = ran.out.splitlines()
    assert ran.code == 1
    assert len(lines) == 10
    assert lines[9] == (
        "::error file=raw/a<b>.jsonl,line=10,col=70,endLine=10,endColumn=80,title=C101 "
        'unknown_field::unknown field "publised"; expected one of text, html, url, outlet, id, '
        "title, authors, published, retrieved, language, license, rights, extra, $schema; did you "
        'mean "published"?'
    )
    told = "30 more problems without an annotation: see the summary of this step"
    assert ran.err.splitlines() == [told, "0 articles are valid, 40 problems found"]
    before, head, _, pre, *told_there, flood, end = summary.read_text("utf-8").splitlines()
    assert (before, pre, end) == ("Before.", "<pre>", "</pre>")
    assert head == "### corpus validate: 30 more problems"
    places = [line.partition(": ")[0] for line in told_there]
    assert places == [f"raw/a&lt;b&gt;.jsonl:{n}:70" for n in range(11, 31)]
    assert html.unescape(flood).startswith('30 x C101 unknown_field: unknown field "publised"; ')


@pytest.mark.usefixtures("flood")
def test_the_summary_has_each_with_all(corpus: Callable[..., Ran], summary: Path) -> None:
    corpus("validate", "--format", "github", "--all")
    assert summary.read_text("utf-8").count("C101") == 30


def test_no_summary_without_need(
    raw: Raw, corpus: Callable[..., Ran], summary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(raw.folder.parent)
    raw.write("a.json", {**GOOD, "titel": "Ferry"})
    assert corpus("validate", "--format", "github").out.count("::error") == 1
    assert not summary.exists()


@pytest.mark.parametrize("used", [0, 900_000, SUMMARY_BYTES])
def test_a_summary_is_never_too_large(
    used: int, summary: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    summary.write_bytes(b"." * used)
    parts = [problem._replace(message="ä" * 500) for problem in found((2000, "bad_value", "error"))]
    written("github", parts, tell_all=True)
    told = summary.read_bytes()[used:].decode()
    assert summary.stat().st_size <= max(SUMMARY_BYTES, used + 200)
    untold = re.search(r"no room here for ([\d,]+) of them", told)
    assert untold is not None
    assert told.count("C104") + int(untold[1].replace(",", "")) == 1990
    assert "1,990 more problems without an annotation" in capsys.readouterr().err
    assert (told.count("C104") > 0) == (used < SUMMARY_BYTES)


def test_no_name_leaves_the_list(summary: Path) -> None:
    names = ["</pre><script>", "a\n</pre>\n# b", "![x](https://evil.example/x.png)", "```"]
    problems = [Problem(name, None, "bad_value", name, name) for name in names for _ in range(11)]
    out = written("github", problems)
    assert len(out.splitlines()) == 10
    text = summary.read_text("utf-8")
    assert text.count("</pre>") == 1
    assert text.endswith("\n</pre>\n")
    assert re.findall(r"<\w+>", text) == ["<pre>"]


def _write(problems: Iterator[Problem]) -> None:
    from corpus import api
    from corpus.cli.formats import FORMATS
    from corpus.cli.formats.run import Run

    FORMATS["github"](problems, Run(api.start_validation(None, (), None)))
