"""The main text that trafilatura finds, with three of its settings. Comments are left out."""

from __future__ import annotations

from trafilatura import extract


def main_text(html: str) -> str | None:
    """The text by its own rules; where they find little, by those of readability and jusText."""
    return extract(html, include_comments=False)


def with_more_text(html: str) -> str | None:
    """The text; in doubt, more of it."""
    return extract(html, include_comments=False, favor_recall=True)


def with_less_text(html: str) -> str | None:
    """The text; in doubt, less of it."""
    return extract(html, include_comments=False, favor_precision=True)
