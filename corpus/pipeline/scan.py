"""The task before the first map: read the raw files once, for their hashes and their cuts."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from corpus.contract.problems import Problem
from corpus.read import files


class Scan(NamedTuple):
    """Some files to survey."""

    raw: Path
    files: tuple[str, ...]


def scan(task: Scan) -> list[files.ScannedFile | Problem]:
    """Hash the files and find where they may be cut."""
    return list(files.scan(task.raw, task.files))
