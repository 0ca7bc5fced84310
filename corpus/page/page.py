"""A record with HTML becomes one with a text, and what its page says fills what it lacks."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from corpus.contract.article import Record
from corpus.contract.page import Page
from corpus.page.metadata import fill
from corpus.page.parse import parse
from corpus.page.paths import Paths
from corpus.page.text_model import page_text
from corpus.visible import is_blank


class Opened(NamedTuple):
    """A record with the text of its page, and the page."""

    record: Record
    page: Page


def has_page_only(record: Record) -> bool:
    """Whether a record has HTML, and no text that somebody made of it."""
    data = record.data
    if not isinstance(data, dict):
        return False
    html, text = data.get("html"), data.get("text")
    return isinstance(html, str) and not is_blank(html) and (not text or is_blank(text))


def open_page(record: Record) -> Opened:
    """Make the text of a record that has HTML and no text.

    Args:
        record: One whose `html` is a text; its other fields may be anything.
    """
    html = record.data["html"]
    tree = parse(html)
    text, lines = page_text(tree)
    paths = Paths(tree)
    filled, sources = fill(record.data, tree)
    data = {name: value for name, value in filled.items() if name != "html"}
    page = Page(
        html=html,
        sha256=hashlib.sha256(html.encode()).hexdigest(),
        encoding=record.encoding,
        lines=lines,
        tags=[tree.tags[line.node] for line in lines],
        paths=[paths.of(line.node) for line in lines],
        sources=sources,
    )
    return Opened(record._replace(data={**data, "text": text}), page)
