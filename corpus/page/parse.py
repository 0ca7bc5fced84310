"""The one module that knows the HTML parser.

The tree is the one that the HTML standard describes, so it does not depend on the parser: a test
builds it with a second one and compares. `docs/decisions/0031-the-text-of-a-page.md` says why it is
`turbohtml`, and in which form.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from turbohtml.saxparse import SaxHandler, sax_parse

Attributes = tuple[tuple[str, str | None], ...]

TEXT = ""  # the tag of a text node
ROOT = -1  # the parent of the outermost nodes


class Tree(NamedTuple):
    """A page as nodes in document order; a node is known by its place in these lists."""

    tags: list[str]  # lower case; TEXT for text
    parents: list[int]
    ends: list[int]  # one past the last node below
    attributes: list[Attributes]  # of elements
    data: list[str]  # of text nodes

    def elements(self, *tags: str) -> Iterator[int]:
        """The elements of these tags, in document order."""
        return (node for node, tag in enumerate(self.tags) if tag in tags)

    def attribute(self, node: int, name: str) -> str | None:
        """The value of an attribute; empty where it has none, None where it is not there."""
        for key, value in self.attributes[node]:
            if key == name:
                return value or ""
        return None

    def text(self, node: int) -> str:
        """All text below an element, as it stands there."""
        return "".join(self.data[node : self.ends[node]])

    def ancestors(self, node: int) -> Iterator[int]:
        """The elements around a node, the innermost first."""
        while (node := self.parents[node]) != ROOT:
            yield node


def parse(html: str) -> Tree:
    """The tree of a page, as browsers build it without running scripts. Never fails.

    Args:
        html: The page, decoded.
    """
    builder = _Builder()
    sax_parse(html, builder)
    return builder.tree


class _Builder(SaxHandler):
    """Writes the events of the parser down."""

    def __init__(self) -> None:
        self.tree = Tree([], [], [], [], [])
        self._open = [ROOT]

    def start_element(self, tag: str, attrs: Attributes) -> None:
        node = self._add(tag, attrs, "")
        self._open.append(node)

    def end_element(self, tag: str) -> None:
        node = self._open.pop()
        self.tree.ends[node] = len(self.tree.tags)

    def characters(self, data: str) -> None:
        node = self._add(TEXT, (), data)
        self.tree.ends[node] = node + 1

    def _add(self, tag: str, attributes: Attributes, data: str) -> int:
        tags, parents, ends, of_elements, of_texts = self.tree
        node = len(tags)
        tags.append(tag)
        parents.append(self._open[-1])
        ends.append(node)
        of_elements.append(attributes)
        of_texts.append(data)
        return node
