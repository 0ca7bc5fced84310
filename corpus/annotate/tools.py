"""The tools, one row each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from corpus.annotate import argilla, doccano, label_studio, prodigy
from corpus.annotate.task import Answer, Task
from corpus.contract.labels import LABELS


class Tool(NamedTuple):
    """How tasks go to a tool, and answers come back."""

    task: Callable[[Task], dict[str, Any]]
    answers: Callable[[dict[str, Any]], Iterator[Answer]]
    is_lines: bool  # its files are JSON Lines; else a JSON array
    setup: Callable[[], dict[str, str]]  # what sets the tool up: texts by the ends of file names
    next_step: str  # what to do with the tasks


TOOLS = {
    "label-studio": Tool(
        label_studio.task,
        label_studio.answers,
        is_lines=False,
        setup=label_studio.setup,
        next_step="make a project with the labelling interface in the .xml file, import the tasks, "
        "and export as JSON",
    ),
    "doccano": Tool(
        doccano.task,
        doccano.answers,
        is_lines=True,
        setup=doccano.setup,
        next_step="make a project for sequence labelling that does not count grapheme clusters as "
        "one character, import the labels, then the tasks as JSONL, and export only approved "
        "documents as JSONL",
    ),
    "prodigy": Tool(
        prodigy.task,
        prodigy.answers,
        is_lines=True,
        setup=dict,
        next_step=f"prodigy spans.manual NAME blank:xx TASKS --label {','.join(LABELS)}; then "
        "prodigy db-out NAME",
    ),
    "argilla": Tool(
        argilla.task,
        argilla.answers,
        is_lines=False,
        setup=argilla.setup,
        next_step="make the dataset with the .py file, and export with dataset.records.to_json",
    ),
}
