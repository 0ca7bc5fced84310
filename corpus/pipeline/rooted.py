"""Places as the paths that a user gave lead to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from corpus.contract.problems import Problem
from corpus.read.foreign.tally import RECORDS, Tally
from corpus.read.listing import RawFiles, list_raw


def files_at(path: Path) -> tuple[Path, RawFiles]:
    """The folder that files are named relative to, and the files at a path.

    Raises:
        CannotRunError: there are none.
    """
    if path.is_dir() or not path.exists():
        return path, list_raw(path)
    return path.parent, list_raw(path.parent, [path])._replace(outlets=[], problems=[])


def join(root: Path, file: str) -> str:
    """The path of a file below a folder, as a Path would write it, in a tenth of the time."""
    top = str(root)
    return file if top == "." else f"{top.rstrip('/')}/{file}"


def rooted(root: Path, problems: Iterable[Problem]) -> Iterator[Problem]:
    """Problems with the file as `root` leads to it."""
    for unrooted in problems:
        yield unrooted._replace(file=join(root, unrooted.file))


def rooted_tally(root: Path, tally: Tally) -> Tally:
    """The same of what was counted."""
    found = Tally()
    for fact, count in tally.items():
        is_file = fact.what == RECORDS
        found[fact._replace(of=(root / fact.of).as_posix()) if is_file else fact] = count
    return found
