"""JSON-LD of a page: its nodes, however the page nests them, and as far as it is JSON at all."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import chompjs

Node = dict[str, Any]

# The blocks of 4,414 pages (bench, training, measuring) nest 11 deep at most.
_MAX_DEPTH = 50
# How the names of schema.org end that are a piece of writing with an author and a date:
# NewsArticle, ReportageNewsArticle, BlogPosting, LiveBlogPosting, Report ...
_ARTICLES = ("article", "posting", "report")


def nodes(blocks: Iterable[str]) -> list[Node]:
    """All objects in the JSON-LD of a page, outer before inner, in the order of the page.

    A value that only names another node by its `@id` is replaced by that node.

    Args:
        blocks: The texts of the `script` elements.
    """
    found = [node for block in blocks for node in _walk([_parse(block)], 0)]
    known: dict[str, Node] = {}
    for node in found:
        name = node.get("@id")
        if isinstance(name, str) and len(node) > max(1, len(known.get(name, ()))):
            known[name] = node
    for node in found:
        node.update({key: _resolved(value, known) for key, value in node.items()})
    return found


def is_article(kinds: Any) -> bool:
    """Whether a type, or one of a list of them, is an article of schema.org."""
    listed = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and kind.lower().endswith(_ARTICLES) for kind in listed)


def _parse(block: str) -> Any:
    """The value of a block; None where it cannot be read."""
    for parser in (_strict, _lenient):
        try:
            return parser(block)
        except (ValueError, RecursionError):
            continue
    return None


def _strict(block: str) -> Any:
    return json.loads(block, strict=False)  # newlines in texts are common


def _lenient(block: str) -> Any:
    """JSON as scripts write it: comments, single quotes, commas too many, more text behind it.

    Of 108 broken blocks (4,414 pages of bench, training and measuring) `chompjs` reads 87 in time
    linear to their length; `json-repair` reads 100, and is quadratic: 55 s for 100 kB made to hurt.
    """
    content = block
    if "<![CDATA[" in content:
        content = content.split("<![CDATA[", 1)[1].rsplit("]]>", 1)[0]
    return chompjs.parse_js_object(content, loader_kwargs={"strict": False})


def _walk(value: Node | list[Any], depth: int) -> Iterator[Node]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, dict | list):
            yield from _walk(inner, depth + 1)


def _resolved(value: Any, known: dict[str, Node]) -> Any:
    """Nested lists stay: no page has any, and they could nest deeper than Python follows."""
    if isinstance(value, list):
        return [_resolved(inner, known) if isinstance(inner, dict) else inner for inner in value]
    if isinstance(value, dict) and value.keys() == {"@id"} and isinstance(value["@id"], str):
        return known.get(value["@id"], value)
    return value
