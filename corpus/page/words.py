"""Texts of attributes and of JSON-LD, as a reader would see them."""

from __future__ import annotations

import html
import re

from w3lib.html import remove_tags

READ = 10_000  # characters: no title or name is as long
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
# Letters that nobody sees are letters all the same for Unicode.
_SEEN = re.compile("[^\\W_\u115f\u1160\u3164\uffa0]")


def plain(text: str) -> str:
    """The text on one line, without the marks of HTML in it; empty where it has no letter or digit.

    What pages write in attributes and in JSON-LD is often escaped once more than needed.
    """
    text = html.unescape(text[:READ])
    if _TAG.search(text):
        text = html.unescape(remove_tags(text))
    return " ".join(text.split()) if _SEEN.search(text) else ""


def folded(text: str) -> str:
    """The words of a text, to compare: without case, punctuation and white space."""
    return " ".join(re.findall(r"\w+", text.casefold()))
