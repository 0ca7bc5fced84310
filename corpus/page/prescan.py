"""The charset that a page declares: in a `meta` element, or in an XML declaration.

https://html.spec.whatwg.org/#prescan-a-byte-stream-to-determine-its-encoding
"""

from __future__ import annotations

import re

from webencodings import Encoding, lookup

# The standard asks for 1,024 bytes at least.
_BYTES = 4096

_TAG = re.compile(
    rb"(?P<passed_over><!(?=--).*?-->|<(?:[!?]|/(?![a-z]))[^>]*)"
    rb"|(?P<meta><meta(?=[\t\n\f\r /]))"
    rb"|</?[a-z][^\t\n\f\r >]*",
    re.IGNORECASE | re.DOTALL,
)
_ATTRIBUTE = re.compile(
    rb"[\t\n\f\r /]*(?P<name>[^>\t\n\f\r /][^=>\t\n\f\r /]*)"
    rb"(?:[\t\n\f\r ]*=[\t\n\f\r ]*"
    rb"(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\"'\t\n\f\r >][^\t\n\f\r >]*)?))?"
)
_IN_CONTENT = re.compile(
    rb"charset[\t\n\f\r ]*=[\t\n\f\r ]*"
    rb"(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\"'\t\n\f\r ;][^\t\n\f\r ;]*))",
    re.IGNORECASE,
)
_IN_XML = re.compile(
    rb"<\?xml[^>]*?encoding[\t\n\f\r ]*=[\t\n\f\r ]*"
    rb"(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'(?P<bare>))"
)


def declared(data: bytes) -> Encoding | None:
    """The encoding that a page declares within its first 4,096 bytes.

    Args:
        data: The page, without a byte order mark.
    """
    start = data[:_BYTES]
    place = 0
    while tag := _TAG.search(start, place):
        place = tag.end()
        if tag["passed_over"]:
            continue
        attributes, place = _attributes(start, place)
        if tag["meta"] and (found := _of_meta(attributes)):
            return found
    in_xml = _IN_XML.match(start)
    return _in_ascii(_value(in_xml)) if in_xml else None


def _attributes(data: bytes, place: int) -> tuple[dict[bytes, bytes], int]:
    """The attributes of a tag, the first of each name, and where they end."""
    found: dict[bytes, bytes] = {}
    while attribute := _ATTRIBUTE.match(data, place):
        place = attribute.end()
        found.setdefault(attribute["name"].lower(), _value(attribute))
    return found, place


def _of_meta(attributes: dict[bytes, bytes]) -> Encoding | None:
    if b"charset" in attributes:
        return _in_ascii(attributes[b"charset"])
    if attributes.get(b"http-equiv", b"").lower() != b"content-type":
        return None
    label = _IN_CONTENT.search(attributes.get(b"content", b""))
    return _in_ascii(_value(label)) if label else None


def _value(found: re.Match[bytes]) -> bytes:
    return found["double"] or found["single"] or found["bare"] or b""


def _in_ascii(label: bytes) -> Encoding | None:
    """The encoding of a label that was itself read as ASCII, which UTF-16 is not."""
    encoding = lookup(label.decode("latin-1"))
    if encoding is None:
        return None
    if encoding.name.startswith("utf-16"):
        return lookup("utf-8")
    return lookup("windows-1252") if encoding.name == "x-user-defined" else encoding
