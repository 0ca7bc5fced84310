"""From bytes to text: byte order mark, HTTP header, the page's own declaration, detection.

This is the order of the Encoding Standard and of HTML (https://encoding.spec.whatwg.org/#decode,
https://html.spec.whatwg.org/#determining-the-character-encoding), with one difference: a charset
that does not explain the bytes is not believed, whoever declares it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from webencodings import UTF8, Encoding, lookup

from corpus.page.detect import legacy, utf16
from corpus.page.prescan import declared

Source = Literal["bom", "http", "meta", "detected"]

_MARKS = {b"\xef\xbb\xbf": UTF8, b"\xff\xfe": lookup("utf-16le"), b"\xfe\xff": lookup("utf-16be")}
_GB18030 = lookup("gb18030").codec_info  # by which the standard reads GBK too
_ESCAPE = b"\x1b"  # pure ASCII may be ISO-2022-JP where it has one
_BROKEN = "\ufffd"
# Bytes inside characters. In text of one byte a character they are signs and rare letters; of pairs
# of bytes in Chinese, the likeliest to look so, each is by chance in 14% of the cases.
_FEWEST_CONTINUATIONS = 10


class Decoded(NamedTuple):
    """A page as text."""

    text: str  # what the charset does not explain is U+FFFD
    charset: str  # a name of the Encoding Standard, in lower case
    source: Source
    refused: str | None  # a charset that was declared, but does not explain the bytes


def decode(data: bytes, http_charset: str | None = None) -> Decoded:
    """Decode the bytes of a page.

    Args:
        data: The page.
        http_charset: What the header Content-Type says, where the page came by HTTP.
    """
    refused = None
    wide = utf16(data)
    for encoding, source, start in _candidates(data, http_charset):
        was_converted = source == "meta" and encoding != UTF8 and _is_utf8(data)
        if wide in (None, encoding) and not was_converted:
            text, explains = _decoded(data[start:], encoding)
            if explains:
                return Decoded(text, encoding.name, source, refused)
        if source != "detected":
            refused = refused or encoding.name
    encoding = wide or legacy(data)
    return Decoded(_decoded(data, encoding)[0], encoding.name, "detected", refused)


def _candidates(data: bytes, http_charset: str | None) -> Iterator[tuple[Encoding, Source, int]]:
    """Each encoding to try, who says so, and where the text begins."""
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            yield encoding, "bom", len(mark)
    if http_charset and (by_http := lookup(http_charset)):
        yield by_http, "http", 0
    if by_page := declared(data):
        yield by_page, "meta", 0
    if _ESCAPE not in data:
        yield UTF8, "detected", 0


def _is_utf8(data: bytes) -> bool:
    """Whether bytes are UTF-8, and hardly by chance.

    Crawlers write pages anew in UTF-8, and leave what they declare as it was.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return False
    return len(data) - len(text) >= _FEWEST_CONTINUATIONS


def _decoded(data: bytes, encoding: Encoding) -> tuple[str, bool]:
    """The text, and whether more characters beyond ASCII are kept than broken."""
    codec = _GB18030 if encoding.name == "gbk" else encoding.codec_info
    try:
        return codec.decode(data, "strict")[0], True
    except UnicodeDecodeError:
        text = codec.decode(data, "replace")[0]
    # That ASCII is kept says something of UTF-16 alone.
    ascii_ = 0 if encoding.name.startswith("utf-16") else len(text.encode("ascii", "ignore"))
    broken = text.count(_BROKEN)
    return text, broken < len(text) - ascii_ - broken
