"""Tell what is no page: by its first bytes, its control characters, or how its text begins."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from corpus.page.decode import Decoded, decode
from corpus.page.detect import utf16

_LOOKED_AT = 1 << 16  # bytes
_BEGINNING = 4096  # characters: no pattern goes back over more
# Characters that no text has. Of random bytes they are 10%; of any of the 4,414 pages of the bench,
# the training and the measuring pages at most 0.04%.
_CONTROLS = bytes({*range(32)} - {*b"\t\n\f\r\x1b"})
_MOST_CONTROLS = 0.02  # share
_LEAST = 500  # bytes of which a share is taken: one or two controls in a short page mean nothing
_BEFORE = re.compile(
    r"(?:[\s\ufeff\0]++|<!--.*?-->|<\?xml.*?\?>|<!DOCTYPE[^>\[]*+(?:\[[^\]]*+\])?[^>]*+>"
    r"|/\*.*?\*/|//[^\n]*+\n)*+",
    re.IGNORECASE | re.DOTALL,
)
_DOCUMENT = re.compile(r"<(?:!doctype\s+html|html|head|body|frameset)[\s/>]", re.IGNORECASE)
_TAG = re.compile(r"<([a-z][a-z0-9]*)[\s/>]", re.IGNORECASE)
_ELEMENTS = frozenset(
    "a abbr address article aside audio b base big blockquote br button canvas caption center cite "
    "code col dd details dialog div dl dt em embed fieldset figcaption figure font footer form "
    "frame h1 h2 h3 h4 h5 h6 header hgroup hr i iframe img input label li link main map mark menu "
    "meta nav noscript object ol option p picture plaintext pre q s samp script section select "
    "small source span strong style sub summary sup table tbody td template textarea tfoot th "
    "thead time title tr tt u ul var video wbr xmp".split()
)


class NotAPage(NamedTuple):
    """What stands in place of a page."""

    found: str  # for messages: "a PNG image", "empty"


def read_page(data: bytes, http_charset: str | None = None) -> Decoded | NotAPage:
    """The text of a page, or what it is instead.

    Args:
        data: The page, as it was saved or sent, without any content encoding.
        http_charset: What the header Content-Type says, where the page came by HTTP.
    """
    if found := binary_kind(data):
        return NotAPage(found)
    decoded = decode(data, http_charset)
    found = text_kind(decoded.text)
    return NotAPage(found) if found else decoded


def binary_kind(data: bytes) -> str | None:
    """What some bytes are that are no text; None: they may be text."""
    if found := _first(_signatures()["bytes"], data):
        return found
    if utf16(data):
        return None
    start = data[:_LOOKED_AT]
    controls = len(start) - len(start.translate(None, _CONTROLS))
    share = controls / max(len(start), _LEAST)
    return f"binary data ({share:.0%} control characters)" if share > _MOST_CONTROLS else None


def text_kind(text: str) -> str | None:
    """What a text is that is no page; None: it is a page, or a part of one."""
    before = _BEFORE.match(text)
    start = before.end() if before else 0
    if start == len(text):
        return "white space or comments alone" if text else "empty"
    signatures, beginning = _signatures(), text[start : start + _BEGINNING]
    if found := _first(signatures["text"], beginning):
        return found
    if _DOCUMENT.search(text):
        return None
    if found := _first(signatures["code"], beginning):
        return found
    is_html = any(tag[1].lower() in _ELEMENTS for tag in _TAG.finditer(text))
    return None if is_html else "text without any tag"


def _first(patterns: dict[str, re.Pattern[Any]], data: bytes | str) -> str | None:
    """The name of the first pattern that matches."""
    return next((name for name, pattern in patterns.items() if pattern.match(data)), None)


@cache
def _signatures() -> dict[str, dict[str, re.Pattern[Any]]]:
    """By table and name. A pattern of bytes reads each character as one byte."""
    tables = tomllib.loads((files(__package__) / "signatures.toml").read_text("utf-8"))
    of_bytes = {
        name: re.compile(pattern.encode("latin-1"), re.DOTALL)
        for name, pattern in tables.pop("bytes").items()
    }
    of_text = {
        table: {name: re.compile(pattern) for name, pattern in patterns.items()}
        for table, patterns in tables.items()
    }
    return {"bytes": of_bytes, **of_text}
