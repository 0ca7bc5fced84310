"""A record with HTML becomes one with a text, and what its page says fills what it lacks."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from corpus.contract.article import Record
from corpus.contract.limits import Limits
from corpus.contract.page import Page
from corpus.contract.problems import Problem, problem
from corpus.page.bounds import Beyond, source_beyond, tree_beyond
from corpus.page.features import page_features
from corpus.page.metadata import fill
from corpus.page.parse import parse
from corpus.page.paths import Paths
from corpus.page.sniff import text_kind
from corpus.page.text_model import page_text


class Opened(NamedTuple):
    """A record with the text of its page, and the page."""

    record: Record
    page: Page


def open_page(record: Record, limits: Limits) -> Opened | Problem:
    """Make the text of a record that has HTML and no text, or say why it has none.

    Args:
        record: One whose `html` is a text; its other fields may be anything.
        limits: A page beyond them is not opened.
    """
    html = record.data["html"]
    if found := text_kind(html):
        return problem("not_a_page", record.file, record.line, found=found)
    if beyond := source_beyond(html, limits):
        return _too_large(record, beyond)
    tree = parse(html)
    if beyond := tree_beyond(tree, limits):
        return _too_large(record, beyond)
    text, lines = page_text(tree)
    if not lines:
        return problem("no_text", record.file, record.line)
    paths = Paths(tree)
    filled, sources = fill(record.data, tree, record.headers)
    if "url" not in filled and "outlet" not in filled:
        return problem("no_address", record.file, record.line)
    data = {name: value for name, value in filled.items() if name != "html"}
    page = Page(
        html=html,
        sha256=hashlib.sha256(html.encode()).hexdigest(),
        encoding=record.encoding,
        lines=lines,
        features=page_features(tree, text, lines),
        tags=[tree.tags[line.node] for line in lines],
        paths=[paths.of(line.node) for line in lines],
        sources=sources,
    )
    return Opened(record._replace(data={**data, "text": text}), page)


def _too_large(record: Record, beyond: Beyond) -> Problem:
    limit = f"{beyond.limit:,}"
    return problem(
        "too_large", record.file, record.line, limit=limit, unit=beyond.unit, name=beyond.name
    )
