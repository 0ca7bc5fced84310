"""Tasks for people's annotation tools, with the labels that the articles have as suggestions.

The tools themselves are known to `corpus.annotate`, which brings the answers back; its own export
chooses the articles that are worth a look.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from corpus.annotate.task import Task
from corpus.annotate.tools import TOOLS
from corpus.export.json_files import write_array, write_lines
from corpus.export.part import Part


def _write(name: str, part: Part, folder: Path) -> int:
    """Write `SPLIT.json` or `SPLIT.jsonl`, and what sets the tool up."""
    tool = TOOLS[name]
    for ending, text in tool.setup().items():
        (folder / f"{name}{ending}").write_text(text, "utf-8")
    tasks = (tool.task(Task.of_row(row)) for row in part.rows)
    if tool.is_lines:
        return write_lines(folder / f"{part.split}.jsonl", tasks)
    return write_array(folder / f"{part.split}.json", tasks)


label_studio = partial(_write, "label-studio")
doccano = partial(_write, "doccano")
prodigy = partial(_write, "prodigy")
argilla = partial(_write, "argilla")
