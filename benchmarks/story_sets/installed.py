"""Sets made from what is installed: source of the standard library and of numpy, and its words.

Python's own documentation strings are prose, lists, signatures and sessions at the prompt.
"""

from __future__ import annotations

import ast
import random
import sysconfig
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import numpy as np

from benchmarks.story_sets import Text
from benchmarks.story_sets.written import framed

_LINES = (12, 40)  # of a stretch
_WIDEST = 400  # characters; longer lines are tables of data


def texts(name: str, count: int) -> list[Text]:
    """Texts of a set of `SETS`: stretches of what is installed, each told of in an article."""
    draw = random.Random(name)
    stretches = SETS[name](draw)
    return [
        framed(draw, "en", next(stretches), is_bare=n % 2 == 0, short=False) for n in range(count)
    ]


@cache
def _sources() -> list[Path]:
    """Files with source, in Python and C."""
    python = Path(sysconfig.get_path("stdlib")).glob("*.py")
    return sorted(python) + sorted(Path(np.get_include()).rglob("*.h"))


def _code(draw: random.Random) -> Iterator[list[str]]:
    while True:
        source = draw.choice(_sources()).read_text("utf-8", "replace")
        lines = [line for line in source.split("\n") if line.strip()]
        size = draw.randint(*_LINES)
        # What a file begins with may be a licence, which is no story.
        if len(lines) > 3 * size:
            start = draw.randrange(size, len(lines) - size)
            stretch = lines[start : start + size]
            if max(map(len, stretch)) <= _WIDEST:
                yield stretch


def _documentation(draw: random.Random) -> Iterator[list[str]]:
    while True:
        path = draw.choice([path for path in _sources() if path.suffix == ".py"])
        nodes = ast.walk(ast.parse(path.read_text("utf-8")))
        strings = [
            ast.get_docstring(node) or ""
            for node in nodes
            if isinstance(node, ast.ClassDef | ast.FunctionDef)
        ]
        lines = [line for string in strings for line in string.split("\n") if line.strip()]
        if len(lines) > _LINES[0]:
            start = draw.randrange(len(lines) - _LINES[0] + 1)
            yield lines[start : start + draw.randint(*_LINES)]


SETS: dict[str, Callable[[random.Random], Iterator[list[str]]]] = {
    "code": _code,
    "documentation": _documentation,
}
