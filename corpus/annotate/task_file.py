"""The file of tasks that a tool imports.

It is ASCII, all else escaped: doccano guesses the encoding of a file, and takes the UTF-8 of a few
articles for Windows-1254, GB2312 or nothing at all.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import BinaryIO


def write_tasks(file: BinaryIO, tasks: Iterable[object], is_lines: bool) -> int:
    """Write tasks, and say how many.

    Args:
        file: Empty so far.
        tasks: As the tool has them.
        is_lines: Whether they are JSON Lines; else an array with one on each line.
    """
    number = 0
    for number, task in enumerate(tasks, 1):
        if not is_lines:
            file.write(b"[\n" if number == 1 else b",\n")
        file.write(json.dumps(task).encode("ascii"))
        if is_lines:
            file.write(b"\n")
    if not is_lines:
        file.write(b"\n]\n" if number else b"[]\n")
    return number
