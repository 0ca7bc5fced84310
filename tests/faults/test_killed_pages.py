"""A build of pages is killed while extractors read them: none of its processes goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

import corpus
from corpus.page.extractors import child
from tests.conftest import ROOT
from tests.pipeline.test_bytes import tree

PAGE = """<html lang="en"><head><link rel="canonical" href="https://{n}.example/ferry"></head><body>
<nav><a href="/">Home</a></nav><article><h1>Ferry {n} sails</h1>{story}</article></body></html>"""
PAGES = 30
PARAGRAPHS = 40  # so many that each page takes the extractors a while
PATIENCE = 60  # seconds for what takes one: the machine may be busy
MARK = "CORPUS_TEST_BUILD"
EXTRACTOR = "resiliparse"  # one of those that see every page


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    for n in range(PAGES):
        story = "".join(
            f"<p>Ferry {n} left pier {line} at {line} past six, {n * line} on board.</p>"
            for line in range(PARAGRAPHS)
        )
        (folder / f"{n}.html").write_text(PAGE.format(n=n, story=story), "utf-8")
    return folder


def started(raw: Path, out: Path, workers: int, mark: str) -> subprocess.Popen[bytes]:
    options = ["build", raw, "--out", out, "--workers", str(workers)]
    return subprocess.Popen(
        [sys.executable, "-B", "-m", "corpus", *options],
        cwd=ROOT,
        env={**os.environ, MARK: mark},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def processes(mark: str, command: str = "") -> list[Path]:
    """The processes that a build with this mark has started, and its own, by their command."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended, or is another user's
            is_ours = f"{MARK}={mark}".encode() in (process / "environ").read_bytes().split(b"\0")
            said = (process / "cmdline").read_bytes()  # nothing where it is dead
            if is_ours and said and command.encode() in said:
                found.append(process)
    return found


def is_extracting(mark: str) -> bool:
    """Whether a process of extractors has loaded the first that it was asked for."""
    for process in processes(mark, child.__name__):
        with suppress(OSError):
            return EXTRACTOR in (process / "maps").read_text()
    return False


def wait_until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.fixture(scope="module")
def undisturbed(raw: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The release of a build that nobody killed."""
    return tree(corpus.build(raw, out=tmp_path_factory.mktemp("undisturbed"), workers=1).path)


@pytest.mark.parametrize("workers", [1, 2])
def test_no_extractor_outlives_a_killed_build(
    workers: int, raw: Path, undisturbed: dict[str, str], tmp_path: Path
) -> None:
    mark = uuid.uuid4().hex
    killed = started(raw, tmp_path, workers, mark)
    wait_until(lambda: is_extracting(mark))
    killed.kill()
    assert killed.wait() == -signal.SIGKILL
    wait_until(lambda: not processes(mark))
    assert not (tmp_path / "latest").exists()
    assert tree(corpus.build(raw, out=tmp_path, workers=1).path) == undisturbed
