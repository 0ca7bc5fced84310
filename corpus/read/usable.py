"""Leaves out files that no parser may open: pipes, devices, and names that are not UTF-8."""

from __future__ import annotations

import stat
from pathlib import Path

from corpus.contract.problems import Problem, problem
from corpus.read.files import RawFiles


def usable_files(raw: Path, files: RawFiles) -> tuple[RawFiles, list[Problem]]:
    """The articles, labels and outlet tables that can be opened, and why the others cannot."""
    problems: list[Problem] = []

    def usable(names: list[str]) -> list[str]:
        wrong = {file: file_problem(raw, file) for file in names}
        problems.extend(reason for reason in wrong.values() if reason is not None)
        return [file for file in names if wrong[file] is None]

    articles, labels, outlets = map(usable, (files.articles, files.labels, files.outlets))
    return files._replace(articles=articles, labels=labels, outlets=outlets), problems


def file_problem(raw: Path, file: str) -> Problem | None:
    """Why a file must not be opened; None where it may.

    Opening a pipe waits for a writer, and a device may never end. A file that is missing may be
    opened: the error says why it cannot be read.
    """
    shown = file.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    if shown != file:
        return problem("bad_file_name", shown, None)
    try:
        mode = (raw / file).stat().st_mode
    except OSError:
        return None
    if stat.S_ISREG(mode):
        return None
    return problem("unreadable_file", file, None, error="a pipe, a device or a socket")
