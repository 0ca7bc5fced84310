"""Pages made to do harm come to an article or to a reason, in bounded time and memory."""

from __future__ import annotations

import multiprocessing
import resource
from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

import pytest

from corpus.contract.limits import Limits
from corpus.pipeline.read_articles import Checks, read_articles
from corpus.read.foreign.settings import Importing
from corpus.read.shards import Piece
from tests.page.hostile import ARTICLE, HOSTILE, STORY

SECONDS = 10  # of CPU: four times the slowest, which has 200,000 tags
MEGABYTES = 600  # beyond what the tests take themselves


class Outcome(NamedTuple):
    texts: list[str]
    problems: list[str]
    megabytes: int


def read(folder: Path, answer: Connection) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    checks = Checks(Limits(), date(2026, 1, 1), Importing(outlet="echo"))
    found = list(read_articles(folder, Piece("page.html"), checks))
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    articles = [item.article for item in found if item.article]
    problems = [
        f"{problem.reason}: {problem.message}" for item in found for problem in item.problems
    ]
    answer.send(Outcome([item.text for item in articles], problems, (after - before) // 1024))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_comes_to_an_article_or_a_reason(name: str, tmp_path: Path) -> None:
    make, reason, told = HOSTILE[name]
    page = make()
    (tmp_path / "page.html").write_bytes(page.encode() if isinstance(page, str) else page)
    receiver, sender = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.get_context("fork").Process(target=read, args=(tmp_path, sender))
    child.start()
    sender.close()
    try:
        outcome = receiver.recv()
    except EOFError:
        child.join()
        pytest.fail(f"took more than {SECONDS} s of CPU, or died: exit code {child.exitcode}")
    child.join()
    if reason == ARTICLE:
        [text] = outcome.texts
        assert (told or STORY) in text
    else:
        [problem] = outcome.problems
        assert problem.startswith(f"{reason}: ")
        assert told in problem
        assert not outcome.texts
    assert outcome.megabytes < MEGABYTES
