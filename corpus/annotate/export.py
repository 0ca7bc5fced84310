"""Writes the tasks of a release for a tool."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from corpus.annotate.queue import queue
from corpus.annotate.task import Task
from corpus.annotate.task_file import write_tasks
from corpus.annotate.tools import Tool
from corpus.errors import CannotRunError
from corpus.release.reader import Release


def export(release: Release, tool: Tool, out: Path, number: int, split: str | None) -> int:
    """Write the tasks of the articles to look at first, in this order.

    Args:
        release: Where the articles are.
        tool: That the tasks are for.
        out: The file of tasks. What sets the tool up for them is written beside it.
        number: Of tasks, at most.
        split: Only articles of this split; by default of all.

    Returns:
        How many tasks were written.

    Raises:
        CannotRunError: a file is there already or cannot be written, or nothing is left to judge.
    """
    tasks = in_queue(release, queue(release, number, split), split)
    if not tasks:
        where = f"split {split} of {release.path}" if split else str(release.path)
        raise CannotRunError(
            f"{where}: no article to annotate; expected some that nobody has judged; all of them "
            "are judged by people, or there are none"
        )
    with _created(out) as file:
        number = write_tasks(file, map(tool.task, tasks), tool.is_lines)
    for name, text in tool.setup().items():
        with _created(out.with_name(f"{out.stem}{name}")) as file:
            file.write(text.encode())
    return number


def in_queue(release: Release, ids: list[str], split: str | None = None) -> list[Task]:
    """The articles of a queue, in its order."""
    wanted = set(ids)
    tasks = {row["id"]: Task.of_row(row) for row in release.rows(split) if row["id"] in wanted}
    return [tasks[article_id] for article_id in ids]


@contextmanager
def _created(path: Path) -> Iterator[BinaryIO]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            yield file
    except OSError as error:
        raise CannotRunError(
            f"{path}: cannot be written ({error.strerror}); expected no such file, and the right "
            "to write it; move it away, or name another with --out"
        ) from None
