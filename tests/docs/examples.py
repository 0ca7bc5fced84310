"""The examples of a Markdown page: blocks fenced as `console` or `pycon`."""

from __future__ import annotations

import re
from typing import NamedTuple

_BLOCK = re.compile(r"^( *)```console\n(.*?)^\1```$", re.M | re.S)


class Command(NamedTuple):
    """A command of a `console` block, and what the page shows below it."""

    line: str  # as a shell takes it
    output: str  # `...` stands for anything


def commands(page: str) -> list[Command]:
    """The commands of all `console` blocks, in their order."""
    found = []
    for block in _BLOCK.finditer(page):
        for part in re.split(r"^\$ ", block[2], flags=re.M)[1:]:
            line, _, output = part.partition("\n")
            found.append(Command(line, output))
    return found


def python(page: str) -> bool:
    """Whether a page has Python examples that are run."""
    return "```pycon\n" in page
