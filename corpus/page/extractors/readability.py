"""The article that readability finds, as trafilatura carries it: the block with the most prose."""

from __future__ import annotations

from trafilatura import load_html
from trafilatura.readability_lxml import Document

from corpus.page.parse import parse
from corpus.page.text_model import page_text


def main_text(html: str) -> str | None:
    """The text of the article, read as that of a page; None where lxml finds no page."""
    tree = load_html(html)
    return None if tree is None else page_text(parse(Document(tree).summary())).text
