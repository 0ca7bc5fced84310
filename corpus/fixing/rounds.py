"""All fixes of a text, as often as something in it has one right answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from corpus.contract.place import Item
from corpus.contract.problems import Problem
from corpus.contract.span import Steps
from corpus.fixing.edits import Edit, apply, without_overlaps
from corpus.fixing.json_edits import json_edits
from corpus.fixing.toml_edits import toml_edits
from corpus.read.locate import parser

_ROUNDS = 10  # a renamed field with a date of another shape takes three


class Fixed(NamedTuple):
    """A text with its fixes."""

    text: bytes
    fixed: int  # problems


def fix_all(source: bytes, suffix: str, find: Callable[[bytes], Sequence[Problem]]) -> Fixed:
    """The text with all fixes, until none is left.

    Args:
        source: JSON or TOML, which may begin with a byte order mark.
        suffix: `.json` or `.toml`.
        find: Finds the problems of it, with their fixes.
    """
    fixed = 0
    for _ in range(_ROUNDS):
        fixable = [found for found in find(source) if found.fix is not None]
        edits = without_overlaps(_edits(source, suffix, fixable)) if fixable else []
        if not edits:
            break
        source = apply(source, edits)
        fixed += len(edits)
    return Fixed(source, fixed)


def _edits(source: bytes, suffix: str, problems: Sequence[Problem]) -> list[Edit]:
    document = parser(suffix).parse(source).root_node
    fixes = [(_steps(found), found.fix) for found in problems if found.fix is not None]
    return (toml_edits if suffix == ".toml" else json_edits)(document, fixes)


def _steps(found: Problem) -> Steps:
    """To the value from the top of the text, in which the record may be an item."""
    item = (found.line - 1,) if isinstance(found.line, Item) else ()
    return (*item, *(found.path or ()))
