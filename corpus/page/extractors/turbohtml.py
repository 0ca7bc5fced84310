"""The main text that the HTML parser finds."""

from __future__ import annotations

from turbohtml import parse


def main_text(html: str) -> str:
    """The text of the block that holds most of the prose."""
    return parse(html).main_text()
