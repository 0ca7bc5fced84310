"""The files of a corpus that the paths of a command name: a folder, or any file of it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from corpus.contract.problems import problem
from corpus.pipeline.rooted import files_at
from corpus.read.files import (
    LABELS_SUFFIX,
    OUTLETS,
    is_article_file,
    is_named_as_labels,
    labels_file,
    right_labels_name,
)
from corpus.read.listing import RawFiles

_TABLE = ".toml"


def is_config(path: Path) -> bool:
    """Whether a path is that of a configuration file: a TOML file that is no outlet table."""
    return path.suffix == _TABLE and path.is_file() and not is_outlet_table(path)


def is_outlet_table(path: Path) -> bool:
    """Whether a path is that of an outlet table."""
    return path.suffix == _TABLE and path.is_file() and path.absolute().parent.name == OUTLETS


def files_and_labels_at(path: Path) -> tuple[Path, RawFiles]:
    """As `files_at`, but labels may be named as well: with them come the articles beside them.

    Raises:
        CannotRunError: there is nothing to read.
    """
    is_labels = is_named_as_labels(path.name) and path.is_file()
    return (path.parent, _labels(path)) if is_labels else files_at(path)


def _labels(path: Path) -> RawFiles:
    name = path.name
    if not name.endswith(LABELS_SUFFIX):
        right_name = right_labels_name(name)
        return RawFiles([], [], [], [problem("misnamed_labels", name, None, right_name=right_name)])
    beside = (file.name for file in path.parent.iterdir())
    articles = [file for file in beside if is_article_file(file) and labels_file(file) == name]
    return RawFiles(sorted(articles), [name], [], [])


class Once:
    """The files of a corpus that were not met before, however many paths lead to them."""

    def __init__(self) -> None:
        """Start with none met."""
        self._met: set[str] = set()

    def new(self, root: Path, files: Iterable[str]) -> list[str]:
        """Those of some files below a folder that are new; they are met from now on."""
        top = root.resolve()
        found = [file for file in files if f"{top}/{file}" not in self._met]
        self._met.update(f"{top}/{file}" for file in found)
        return found
