"""How far the work is, as lines, as JSON and as a bar."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from corpus.cli import progress
from corpus.cli.progress import Bar, JsonLines, Lines, amount, duration
from corpus.engine.runner import ARTICLES, BYTES
from tests.conftest import Ran, Raw


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, in seconds, that tests set."""
    now = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    return now


def work(shown: Lines | Bar, clock: list[float]) -> None:
    """A stage of 4 GB in 40 seconds, in five steps."""
    with shown:
        shown.stage("annotate", 4_000_000_000, BYTES)
        for _ in range(4):
            clock[0] += 8
            shown.step(800_000_000)
        clock[0] += 8
        shown.step(800_000_000)


def test_lines_come_every_ten_seconds(
    clock: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    work(Lines(), clock)
    assert capsys.readouterr().err.splitlines() == [
        "annotate: 4.0 GB",
        "annotate: 40% of 4.0 GB, 100 MB/s, 24 s left",
        "annotate: 80% of 4.0 GB, 100 MB/s, 8 s left",
    ]


def test_json_says_the_same_to_programs(
    clock: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    work(JsonLines(), clock)
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["done"] for line in lines] == [0, 1_600_000_000, 3_200_000_000, 4_000_000_000]
    assert lines[2] == {
        "stage": "annotate",
        "done": 3_200_000_000,
        "total": 4_000_000_000,
        "unit": "bytes",
        "seconds": 32.0,
        "left": 8.0,
    }


def test_a_bar_shows_rate_and_time_left(clock: list[float]) -> None:
    shown = Bar()
    screen = io.StringIO()
    shown._bars.live.console = Console(file=screen, force_terminal=True, width=100)
    shown.stage("label", 1000, ARTICLES)
    clock[0] += 4
    shown.step(200)
    task = shown._bars.tasks[0]
    assert task.fields["told"] == "20% of 1,000 articles, 50 articles/s, 16 s left"
    assert (task.completed, task.total) == (200, 1000)


def test_nothing_is_said_of_the_rate_at_once(
    clock: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    shown = JsonLines()
    shown.stage("scan", 2)
    clock[0] += 0.5
    shown.step()
    shown.step()
    assert [json.loads(line)["left"] for line in capsys.readouterr().err.splitlines()] == [None] * 2


@pytest.mark.parametrize(
    ("number", "unit", "shown"),
    [
        (1, "tasks", "1 task"),
        (12_345, "articles", "12,345 articles"),
        (0, "bytes", "0 bytes"),
        (999, "bytes", "999 bytes"),
        (1500, "bytes", "1.5 kB"),
        (999_600, "bytes", "1.0 MB"),
        (15_000_000_000_000_000, "bytes", "15000 TB"),
    ],
)
def test_amounts(number: int, unit: str, shown: str) -> None:
    assert amount(number, unit) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0.4, "0 s"), (89, "89 s"), (100, "2 min"), (7500, "2 h 05 min")]
)
def test_durations(seconds: float, shown: str) -> None:
    assert duration(seconds) == shown


def test_a_build_tells_programs(
    raw: Raw, corpus: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(raw.folder.parent)
    raw.write("a.json", {"url": "https://a.example/1", "text": "The ferry sailed late on Monday."})
    ran = corpus("build", "--log-json", "--workers", "1")
    lines = [json.loads(line) for line in ran.err.splitlines() if line.startswith("{")]
    last = {line["stage"]: line for line in lines}
    size = Path("raw/a.json").stat().st_size
    assert (last["annotate"]["done"], last["annotate"]["unit"]) == (size, "bytes")
    assert (last["export"]["done"], last["export"]["unit"]) == (1, "articles")
    assert all(line["done"] == line["total"] for line in last.values())
