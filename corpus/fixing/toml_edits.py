"""The edits of a TOML text that fixes ask for: texts alone, as nothing else is fixed there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from corpus.contract.fix import Fix, Replace
from corpus.contract.span import Steps
from corpus.fixing.edits import Edit, Splice
from corpus.read.toml_places import entries

if TYPE_CHECKING:
    from tree_sitter import Node


def toml_edits(document: Node, fixes: Iterable[tuple[Steps, Fix]]) -> list[Edit]:
    """The edits that some fixes ask for: new texts in the quotation marks of the old ones."""
    values = {entry.steps: entry.value for entry in entries(document)}
    return [_edit(values[steps], fix) for steps, fix in fixes if isinstance(fix, Replace)]


def _edit(value: Node, fix: Replace) -> Edit:
    mark = (value.text or b"")[:1]
    return (Splice(value.start_byte, value.end_byte, mark + fix.new.encode() + mark),)
