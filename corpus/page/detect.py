"""The charset of bytes that declare none, or the wrong one."""

from __future__ import annotations

import re

from chardetng_py import EncodingDetector
from webencodings import Encoding, lookup

# Of text: enough for any language, and 0.1 s of CPU.
_BYTES = 1 << 20
_LOOKED_AT = 1000  # bytes
_FEWEST_NULS = 0.2  # share of the bytes: ASCII has none, and half of it are NULs in UTF-16
_ON_ONE_SIDE = 0.9  # share of the NULs; binary data has them anywhere
_NOT_ASCII = re.compile(rb"[\x80-\xff\x1b]")  # ESC begins a word in ISO-2022-JP
_OF_PYTHON = {"cp874": "windows-874"}  # the one name of the detector that is not the standard's


def utf16(data: bytes) -> Encoding | None:
    """Which UTF-16 the bytes of a page are, by where their NULs stand; None: none."""
    start = data[:_LOOKED_AT]
    even, odd = start[::2].count(0), start[1::2].count(0)
    nuls = even + odd
    if not nuls or nuls < _FEWEST_NULS * len(start):
        return None
    if odd >= _ON_ONE_SIDE * nuls:
        return lookup("utf-16le")
    return lookup("utf-16be") if even >= _ON_ONE_SIDE * nuls else None


def legacy(data: bytes) -> Encoding:
    """The likeliest encoding of bytes that are no Unicode.

    chardetng is what Firefox uses. On pages encoded anew in 25 charsets it is right in 99%, more
    than four other detectors (decision 0029).
    """
    first = _NOT_ASCII.search(data)
    start = first.start() if first else 0
    detector = EncodingDetector()
    detector.feed(data[start : start + _BYTES], last=True)
    label = detector.guess(tld=None, allow_utf8=False)
    return lookup(_OF_PYTHON.get(label, label))
