"""The files below a raw folder: those that are read, and a word on each of the others."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from corpus.contract.problems import IGNORED, Problem, problem
from corpus.errors import CannotRunError
from corpus.read.files import (
    LABELS_SUFFIX,
    OUTLETS,
    is_article_file,
    is_named_as_labels,
    right_labels_name,
)
from corpus.read.usable import file_problem, shown_name

_SHOWN = 3  # files that a sentence names


class RawFiles(NamedTuple):
    """The files below a raw folder, as sorted POSIX paths relative to it."""

    articles: list[str]
    labels: list[str]
    outlets: list[str]
    problems: list[Problem]  # of all other files


def list_raw(raw: Path) -> RawFiles:
    """List a raw folder, with the folders that links in it lead to.

    Raises:
        CannotRunError: there is no such folder, it cannot be read, or no article file is in it.
    """
    if not raw.exists():
        raise CannotRunError(
            f"{raw}: no such folder; expected a folder with raw articles; "
            "create it or name another: corpus build RAW"
        )
    if not raw.is_dir():
        raise CannotRunError(
            f"{raw}: is a file; expected a folder with raw articles; "
            f"name the folder it stands in: {raw.parent}"
        )
    found = RawFiles([], [], [], [])
    for file in sorted(_walk(raw, found.problems)):
        kind = _kind(file, found)
        if kind is None:
            found.problems.append(_ignored(file))
        elif unusable := file_problem(raw, file):
            found.problems.append(unusable)
        else:
            kind.append(file)
    if not found.articles:
        raise CannotRunError(
            f"{raw}: no articles in it; expected .json or .jsonl files (also .gz, .zst, .bz2, .xz) "
            "anywhere below; put some there or name another folder: corpus build RAW",
            problems=[problem for problem in found.problems if problem.is_fixable],
        )
    return found


def left_alone(raw: Path, problems: Sequence[Problem]) -> Iterator[str]:
    """Sentences that count and name the files of a raw folder that are no input."""
    for reason, told in IGNORED.items():
        files = [problem.file for problem in problems if problem.reason == reason]
        if files:
            names = ", ".join(files[:_SHOWN]) + (", ..." if len(files) > _SHOWN else "")
            yield f"{raw}: {told}, left alone: {len(files)} ({names})"


def _kind(file: str, found: RawFiles) -> list[str] | None:
    """The list that a file belongs to by its name; None: it is no input."""
    if file.endswith(LABELS_SUFFIX):
        return found.labels
    if file.startswith(f"{OUTLETS}/"):
        return found.outlets if file.endswith(".toml") else None
    return found.articles if is_article_file(file) else None


def _ignored(file: str) -> Problem:
    if is_named_as_labels(file):
        return problem("misnamed_labels", file, None, right_name=right_labels_name(file))
    return problem("ignored_file", shown_name(file), None)


def _walk(raw: Path, problems: list[Problem]) -> Iterator[str]:
    """Every file below a folder; `problems` grows by what is hidden, linked twice or unreadable."""
    root = os.path.realpath(raw)
    outside: set[str] = set()  # folders that links have led to
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        try:
            entries = sorted(os.scandir(raw / folder), key=lambda entry: entry.name)
        except OSError as error:
            told = error.strerror or error
            problems.append(problem("unreadable_file", shown_name(folder) or ".", None, error=told))
            continue
        for entry in entries:
            path = f"{folder}{entry.name}"
            if entry.name.startswith("."):
                problems.append(problem("hidden_file", shown_name(path), None))
            elif not _is_folder(entry):
                yield path
            elif not entry.is_symlink():
                waiting.append(f"{path}/")
            else:
                target = os.path.realpath(entry.path)
                if _is_listed(target, root, outside):
                    problems.append(problem("linked_folder", shown_name(path), None))
                else:
                    outside.add(target)
                    waiting.append(f"{path}/")


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Also of what a link leads to; a link that leads nowhere, or to itself, is told as a file."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def _is_listed(target: str, root: str, outside: set[str]) -> bool:
    """Whether the files of a folder are listed without the link, or the link leads in a circle."""
    inside = any(target == top or target.startswith(f"{top}/") for top in (root, *outside))
    return inside or any(top.startswith(f"{target.rstrip('/')}/") for top in (root, *outside))
