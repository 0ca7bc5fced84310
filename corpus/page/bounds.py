"""Pages that are made to fill the memory, or to take for ever: what bounds them.

The parser takes time and memory in proportion to the tags, with one exception: attributes of a
second `html` or `body` element join those of the first, and each that joins copies all others.
What comes after it walks up from elements, or compares the attributes of one.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from corpus.contract.limits import Limits
from corpus.page.parse import ROOT, Tree

_ROOTS = re.compile(r"<(?:html|body)(?=[\t\n\f\r />])", re.IGNORECASE)
# https://html.spec.whatwg.org/#before-attribute-name-state and those that follow.
_ATTRIBUTE = re.compile(
    r"[\t\n\f\r /]*[^>\t\n\f\r /][^=>\t\n\f\r /]*"
    r"(?:[\t\n\f\r ]*=[\t\n\f\r ]*(?:\"[^\"]*\"?|'[^']*'?|[^>\t\n\f\r ]*))?"
)


class Beyond(NamedTuple):
    """A limit that a page exceeds, as messages name it."""

    limit: int
    unit: str
    name: str  # of the setting


def source_beyond(html: str, limits: Limits) -> Beyond | None:
    """Why a page must not be parsed; None: it may be."""
    if html.count("<") > limits.page_tags:
        return Beyond(limits.page_tags, "tags in the page", "page_tags")
    joined = 0
    for root in _ROOTS.finditer(html):
        place = root.end()
        while attribute := _ATTRIBUTE.match(html, place):
            joined += 1
            if joined > limits.page_attributes:
                return _attributes(limits)
            place = attribute.end()
    return None


def tree_beyond(tree: Tree, limits: Limits) -> Beyond | None:
    """Why no more may be made of a parsed page; None: it may be."""
    if max(map(len, tree.attributes), default=0) > limits.page_attributes:
        return _attributes(limits)
    depths: list[int] = []
    for parent in tree.parents:
        depths.append(1 if parent == ROOT else depths[parent] + 1)
    if max(depths, default=0) > limits.page_depth:
        return Beyond(limits.page_depth, "levels of tags", "page_depth")
    return None


def _attributes(limits: Limits) -> Beyond:
    return Beyond(limits.page_attributes, "attributes of one tag", "page_attributes")
