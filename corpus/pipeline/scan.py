"""Stage `scan`: read every raw file once, for its hash and for where it may be cut into shards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from corpus.contract.problems import Problem, problem
from corpus.engine.runner import Runner
from corpus.read.listing import RawFiles
from corpus.read.shards import ScannedFile, scan_file
from corpus.release.manifest import File

_FILES = 64  # files a task

# Args: the raw folder, and the path of a file below it. Does what `scan_file` does.
ScanFile = Callable[[Path, str], ScannedFile]


class Scanned(NamedTuple):
    """All files of a raw folder that could be read."""

    articles: list[ScannedFile]
    others: dict[str, File]  # labels files and outlet tables, by path
    problems: list[Problem]

    def inputs(self) -> list[File]:
        """Every file, as the manifest lists it."""
        articles = [File(file.file, file.size, file.sha256) for file in self.articles]
        return sorted([*articles, *self.others.values()])


@dataclass(frozen=True, kw_only=True)
class ScanFiles:
    """Some files to scan."""

    raw: Path
    files: tuple[str, ...]
    scan: ScanFile = scan_file


def scan_files(task: ScanFiles) -> list[ScannedFile | Problem]:
    """What each file is, or the problem that keeps it from being read."""
    return [_scan(task, file) for file in task.files]


def scan(runner: Runner, raw: Path, files: RawFiles, scan_one: ScanFile = scan_file) -> Scanned:
    """Scan the articles, labels and outlet tables of a raw folder.

    Args:
        runner: runs the tasks.
        raw: the raw folder.
        files: what is in it.
        scan_one: scans a file; whoever knows from before where it may be cut may give this.
    """
    names = [*files.articles, *files.labels, *files.outlets]
    tasks = [
        ScanFiles(raw=raw, files=tuple(names[first : first + _FILES]), scan=scan_one)
        for first in range(0, len(names), _FILES)
    ]
    results = [result for results in runner.run("scan", scan_files, tasks) for result in results]
    articles = set(files.articles)
    scanned = [result for result in results if isinstance(result, ScannedFile)]
    return Scanned(
        articles=[file for file in scanned if file.file in articles],
        others={
            file.file: File(file.file, file.size, file.sha256)
            for file in scanned
            if file.file not in articles
        },
        problems=[
            result
            for result in results
            if isinstance(result, Problem) and result.file in articles  # others tell when parsed
        ],
    )


def _scan(task: ScanFiles, file: str) -> ScannedFile | Problem:
    try:
        return task.scan(task.raw, file)
    except OSError as error:
        return problem("unreadable_file", file, None, error=error.strerror or error)
