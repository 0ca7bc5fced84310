"""Web archives, written byte by byte so that each can be wrong in its own way."""

from __future__ import annotations

import bz2
import gzip
import lzma
from collections.abc import Callable

import zstandard

PAGE = b"<html><body><p>The ferry to Skarvholm sails again.</p></body></html>"
HTML = "Content-Type: text/html; charset=utf-8\r\n"


def record(
    body: bytes = PAGE,
    number: int = 0,
    type_: str = "response",
    http: str | None = f"HTTP/1.1 200 OK\r\n{HTML}",
    headers: str = "",
    content_type: str = "application/http; msgtype=response",
) -> bytes:
    """A record of an archive.

    Args:
        body: Of the HTTP message, or of the record.
        number: Part of its address.
        type_: Of the record.
        http: The start of the message and its headers; None: the record holds the body alone.
        headers: More headers of the record.
        content_type: Of the record.
    """
    block = body if http is None else f"{http}Server: a\r\n\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: {type_}\r\nWARC-Record-ID: <urn:uuid:{number}>\r\n"
        f"WARC-Target-URI: https://echo.example/{number}\r\nWARC-Date: 2026-10-02T03:04:05Z\r\n"
        f"{headers}Content-Type: {content_type}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


PACK: dict[str, Callable[[bytes], bytes]] = {
    ".gz": lambda data: gzip.compress(data, mtime=0),
    ".zst": zstandard.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
}

DICTIONARY = zstandard.train_dictionary(2000, [record(number=number) for number in range(500)])


def dictionary_frame(content: bytes) -> bytes:
    """The start of a file that brings a dictionary."""
    return b"\x5d\x2a\x4d\x18" + len(content).to_bytes(4, "little") + content


def packed_with_it(data: bytes) -> bytes:
    """Data that can be read with `DICTIONARY` alone."""
    return zstandard.ZstdCompressor(dict_data=DICTIONARY).compress(data)
