"""Tasks for people's annotation tools, with the labels that the articles have as suggestions.

The tools themselves are known to `corpus.annotate`, which brings the answers back; its own export
chooses the articles that are worth a look.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from corpus.annotate.task import Task
from corpus.annotate.task_file import write_tasks
from corpus.annotate.tools import TOOLS
from corpus.export.part import Part


def _write(name: str, part: Part, folder: Path) -> int:
    """Write `SPLIT.json` or `SPLIT.jsonl`, and what sets the tool up."""
    tool = TOOLS[name]
    for ending, text in tool.setup().items():
        (folder / f"{name}{ending}").write_text(text, "utf-8")
    tasks = (tool.task(Task.of_row(row)) for row in part.rows)
    file = folder / f"{part.split}{'.jsonl' if tool.is_lines else '.json'}"
    with file.open("xb") as out:
        return write_tasks(out, tasks, tool.is_lines)


label_studio = partial(_write, "label-studio")
doccano = partial(_write, "doccano")
prodigy = partial(_write, "prodigy")
argilla = partial(_write, "argilla")
