"""The main content that Resiliparse finds by rules on tags, classes and ids."""

from __future__ import annotations

from resiliparse.extract.html2text import extract_plain_text


def main_text(html: str) -> str:
    """The text without comments, navigation, advertisements and the like."""
    text: str = extract_plain_text(
        html, main_content=True, comments=False, alt_texts=False, list_bullets=False
    )
    return text
