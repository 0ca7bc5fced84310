"""The edits of a JSON text that fixes ask for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, NamedTuple

from corpus.contract.fix import Fix, Rename, Replace
from corpus.contract.span import Steps
from corpus.fixing.edits import Edit, Splice
from corpus.read.json_places import CODE_POINT

if TYPE_CHECKING:
    from tree_sitter import Node


class _Member(NamedTuple):
    """A member of an object, or an item of a list, with those around it."""

    node: Node
    before: Node | None
    after: Node | None

    @property
    def key(self) -> Node | None:
        return self.node.child_by_field_name("key")

    @property
    def value(self) -> Node:
        return self.node.child_by_field_name("value") or self.node


def json_edits(document: Node, fixes: Sequence[tuple[Steps, Fix]]) -> list[Edit]:
    """The edits that some fixes ask for; an empty one where a value is not at its place any more.

    Args:
        document: The parsed text.
        fixes: With the steps to the value of each, from the top of the text.
    """
    ways = {steps[:length] for steps, _ in fixes for length in range(1, len(steps) + 1)}
    members = dict(_members(document.named_child(0) or document, (), ways))
    return [_edit(members[steps], fix) if steps in members else () for steps, fix in fixes]


def _members(
    value: Node, steps: Steps, ways: AbstractSet[Steps]
) -> Iterator[tuple[Steps, _Member]]:
    """What stands on some ways into a text: all at once, as a record may have very many fields."""
    nodes = value.named_children
    for index, around in enumerate(zip(nodes, [None, *nodes], [*nodes[1:], None], strict=False)):
        member = _Member(*around)
        step = json.loads(member.key.text or b"") if member.key else index
        inner = (*steps, step)
        if inner in ways:
            yield inner, member
            yield from _members(member.value, inner, ways)


def _edit(member: _Member, fix: Fix) -> Edit:
    if isinstance(fix, Replace):
        return _replaced(member.value, fix)
    if member.key is None:
        return ()
    if isinstance(fix, Rename):
        name = json.dumps(fix.name).encode()
        return (Splice(member.key.start_byte, member.key.end_byte, name),)
    return (_removed(member),)


def _removed(member: _Member) -> Splice:
    """With the comma before it, and what is between; of the first member with the one behind."""
    node, before, after = member
    start = before.end_byte if before else node.start_byte
    end = node.end_byte if before or not after else after.start_byte
    return Splice(start, end, b"")


def _replaced(value: Node, fix: Replace) -> Edit:
    quoted = (value.text or b"").decode()
    if value.type != "string" or json.loads(quoted, strict=False) != fix.old:
        return ()
    bounds = [found.start() for found in CODE_POINT.finditer(quoted, 1, len(quoted) - 1)]
    bounds.append(len(quoted) - 1)
    return tuple(_in_bytes(quoted, value.start_byte, bounds, fix.stretches))


def _in_bytes(
    quoted: str, offset: int, bounds: list[int], stretches: Iterable[tuple[int, int, str]]
) -> Iterable[Splice]:
    """The stretches of a string where they stand in bytes.

    Args:
        quoted: The string as the file has it.
        offset: Where it begins, in bytes.
        bounds: Where each of its code points begins in `quoted`, and where the last one ends.
        stretches: Start and end in code points, and the new words.
    """
    last = 0
    for start, end, words in stretches:
        start_byte = offset + len(quoted[last : bounds[start]].encode())
        offset = start_byte + len(quoted[bounds[start] : bounds[end]].encode())
        last = bounds[end]
        yield Splice(start_byte, offset, json.dumps(words)[1:-1].encode())
