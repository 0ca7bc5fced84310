"""The tools, one row each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from corpus.annotate import argilla, doccano, label_studio, prodigy
from corpus.annotate.task import Answer, Task


class Tool(NamedTuple):
    """How tasks go to a tool, and answers come back."""

    task: Callable[[Task], dict[str, Any]]
    answers: Callable[[dict[str, Any]], Iterator[Answer]]
    is_lines: bool  # its files are JSON Lines; else a JSON array


TOOLS = {
    "label-studio": Tool(label_studio.task, label_studio.answers, is_lines=False),
    "doccano": Tool(doccano.task, doccano.answers, is_lines=True),
    "prodigy": Tool(prodigy.task, prodigy.answers, is_lines=True),
    "argilla": Tool(argilla.task, argilla.answers, is_lines=False),
}
