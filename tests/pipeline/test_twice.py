"""A task may be run twice: a worker can die after it wrote some of its files, or all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from inspect import isfunction
from pathlib import Path
from typing import Any

import pytest

from corpus.contract.dataset import Dataset
from corpus.engine.local import Local
from corpus.engine.runner import Runner, Silent
from corpus.pipeline.cache import Cache
from corpus.pipeline.config import Config
from corpus.pipeline.plan import build
from corpus.release.reader import Release
from tests.conftest import ROOT, Raw


class Twice(Local):
    """Runs each task twice, and gives the second result."""

    def map(self, task: Callable[[Any], Any], arguments: Iterable[Any]) -> Iterator[Any]:
        for argument in arguments:
            task(argument)
            yield task(argument)


def files_of(release: Path) -> dict[str, bytes]:
    return {str(p.relative_to(release)): p.read_bytes() for p in release.rglob("*") if p.is_file()}


@pytest.mark.parametrize("keeps", [True, False], ids=["kept", "lost before it was kept"])
def test_tasks_that_run_twice_change_no_byte(
    keeps: bool, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not keeps:
        monkeypatch.setattr(Cache, "keep", lambda *_: None)
    named = Dataset.of(Release.open(sample).manifest.config["dataset"])
    config = Config(ROOT / "raw", tmp_path / "build", dataset=named)
    outcome = build(config, Runner(Twice(1), Silent()))
    assert outcome.release is not None
    assert files_of(outcome.release) == files_of(sample)


class Named(Local):
    """Takes only tasks that a worker on another machine finds by their name."""

    def map(self, task: Callable[[Any], Any], arguments: Iterable[Any]) -> Iterator[Any]:
        assert isfunction(task)
        assert task.__name__ == task.__qualname__
        return super().map(task, arguments)


def test_every_task_is_a_function_of_a_module(raw: Raw, tmp_path: Path) -> None:
    for version in ("1.0.0", "1.1.0"):  # the second reads the first
        raw.write(f"{version}.json", {"text": f"The ferry of {version} left.", "outlet": "a"})
        outcome = build(Config(raw.folder, tmp_path / "build"), Runner(Named(1), Silent()))
        assert outcome.release is not None
        assert outcome.release.name == version
