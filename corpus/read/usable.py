"""Which files no parser may open: pipes, devices, and names that are not UTF-8."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from corpus.contract.problems import Problem, problem


def file_problem(raw: Path, file: str) -> Problem | None:
    """Why a file must not be opened; None where it may.

    Opening a pipe waits for a writer, and a device may never end. A file that is missing may be
    opened: the error says why it cannot be read.
    """
    shown = shown_name(file)
    if shown != file:
        return problem("bad_file_name", shown, None)
    try:
        mode = os.stat(f"{raw}/{file}").st_mode  # noqa: PTH116 - of each file, a Path takes long
    except OSError:
        return None
    if stat.S_ISREG(mode):
        return None
    return problem("unreadable_file", file, None, error="a pipe, a device or a socket")


def shown_name(file: str) -> str:
    """A file's name with the bytes that are not UTF-8 written out."""
    return file.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
