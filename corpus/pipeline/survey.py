"""The task before the first map: read the raw files once, for their hashes and their cuts."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from corpus.contract.problems import Problem
from corpus.read import files


class Survey(NamedTuple):
    """Some files to survey."""

    raw: Path
    files: tuple[str, ...]


def survey(task: Survey) -> list[files.Surveyed | Problem]:
    """Hash the files and find where they may be cut."""
    return list(files.survey(task.raw, task.files))
