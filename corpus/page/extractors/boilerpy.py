"""The article that boilerpy3 finds by the lengths and links of blocks of text."""

from __future__ import annotations

from boilerpy3.extractors import ArticleExtractor

_EXTRACTOR = ArticleExtractor(raise_on_failure=False)


def main_text(html: str) -> str:
    """The text of the article."""
    text: str = _EXTRACTOR.get_content(html)
    return text
