"""The files below a raw folder: those that are read, and a word on each of the others."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from corpus.contract.problems import IGNORED, Problem, problem
from corpus.errors import CannotRunError
from corpus.read.files import (
    LABELS_SUFFIX,
    OUTLETS,
    is_article_file,
    is_named_as_labels,
    labels_file,
    right_labels_name,
)
from corpus.read.forms import SUFFIXES
from corpus.read.saved import parts_of_saved
from corpus.read.usable import file_problem, shown_name

_SHOWN = 3  # files that a sentence names
_FILES_OF_ARTICLES = f"{', '.join(SUFFIXES)} (most also as .gz, .zst, .bz2 or .xz)"


class RawFiles(NamedTuple):
    """The files below a raw folder, as sorted POSIX paths relative to it."""

    articles: list[str]
    labels: list[str]
    outlets: list[str]
    problems: list[Problem]  # of all other files


def common_folder(paths: Sequence[Path]) -> Path:
    """The folder that holds all inputs: one folder itself, else what their paths begin with."""
    if len(paths) == 1 and not paths[0].is_file():
        return paths[0]
    is_plain = not any(path.is_absolute() or ".." in path.parts for path in paths)
    folders = [path.parent if is_plain else path.absolute().parent for path in paths]
    return Path(os.path.commonpath(folders) or ".")


def refuse_unusable(inputs: Iterable[Path]) -> None:
    """Refuse files and folders that cannot hold articles.

    Raises:
        CannotRunError: one is not there, or is a file of something else by its name.
    """
    for path in inputs:
        if not path.exists():
            raise CannotRunError(
                f"{path}: no such file or folder; expected raw articles; create it or name "
                "another: corpus build RAW"
            )
        if path.is_file() and not is_article_file(path.name):
            raise CannotRunError(
                f"{path}: not a file of articles by its name; expected {_FILES_OF_ARTICLES}, or a "
                "folder of them; name one of these"
            )


def list_raw(raw: Path, inputs: Sequence[Path] = ()) -> RawFiles:
    """List a raw folder, with the folders that links in it lead to.

    Args:
        raw: The folder.
        inputs: Files and folders below it that alone are listed, with the labels beside them and
            the outlet tables of the raw folder; (): all of it.

    Raises:
        CannotRunError: an input is not there or no file of articles by its name, or no article
            file is in the folder.
    """
    refuse_unusable(inputs or (raw,))
    found = RawFiles([], [], [], [])
    present = sorted(_listed(raw, inputs, found.problems))
    without_articles = parts_of_saved(present)
    for file in present:
        kind = None if file in without_articles else _kind(file, found)
        if kind is None:
            found.problems.append(_ignored(file))
        elif unusable := file_problem(raw, file):
            found.problems.append(unusable)
        else:
            kind.append(file)
    if not found.articles:
        raise CannotRunError(
            f"{raw}: no articles in it; expected {_FILES_OF_ARTICLES} anywhere below; put some "
            "there or name another folder: corpus build RAW",
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


def _listed(raw: Path, inputs: Sequence[Path], problems: list[Problem]) -> set[str]:
    """The files of the inputs, the labels beside them and the outlet tables."""
    if not inputs:
        return set(_walk(raw, "", problems))
    files: set[str] = set()
    folders = [path for path in inputs if path.is_dir()]
    if (raw / OUTLETS).is_dir():
        folders.append(raw / OUTLETS)
    for folder in folders:
        files.update(_walk(raw, f"{_below(raw, folder)}/", problems))
    for file in (_below(raw, path) for path in inputs if not path.is_dir()):
        files.add(file)
        if (raw / labels_file(file)).is_file():
            files.add(labels_file(file))
    return files


def _below(raw: Path, path: Path) -> str:
    """A path relative to the raw folder, in the form in which files are named."""
    return PurePosixPath(os.path.relpath(path.absolute(), raw.absolute())).as_posix()


def _walk(raw: Path, start: str, problems: list[Problem]) -> Iterator[str]:
    """Every file below a folder; `problems` grows by what is hidden, linked twice or unreadable.

    Args:
        raw: The raw folder, which the files are named relative to.
        start: The folder below it, with a slash at its end; empty: the raw folder itself.
        problems: Grows.
    """
    root = os.path.realpath(raw / start)
    outside: set[str] = set()  # folders that links have led to
    waiting = [start]
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
