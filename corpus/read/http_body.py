"""The body of an HTTP message as a browser reads it: whole, and unpacked."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from contextlib import suppress

from fastwarc.stream_io import BrotliReader, ChunkedReader, WarcReader, ZstdReader

_ZLIB_OR_GZIP = zlib.MAX_WBITS + 32
_RAW = -zlib.MAX_WBITS


def read_body(sent: bytes, transfer: str, content: str, limit: int) -> bytes:
    """The body without the encodings of its headers.

    Archives often keep headers of a body that they store without its encodings. A body that does
    not have an encoding is therefore taken as it is.

    Args:
        sent: The body as it is stored.
        transfer: The header Transfer-Encoding.
        content: The header Content-Encoding.
        limit: Bytes; of a longer body, one more than these are given.
    """
    for coding in (*_codings(transfer), *_codings(content)):
        if decoder := _DECODERS.get(coding):
            with suppress(OSError, zlib.error):
                sent = decoder(sent, limit + 1)
    return sent


def _codings(header: str) -> list[str]:
    """The encodings of a header, the last that was applied first."""
    return [coding.strip().lower() for coding in reversed(header.split(","))]


def _gzip(data: bytes, limit: int) -> bytes:
    return _inflated(data, _ZLIB_OR_GZIP, limit)


def _deflate(data: bytes, limit: int) -> bytes:
    """With the header of zlib, as the standard says, or without, as many servers send it."""
    try:
        return _inflated(data, _ZLIB_OR_GZIP, limit)
    except zlib.error:
        return _inflated(data, _RAW, limit)


def _inflated(data: bytes, wbits: int, limit: int) -> bytes:
    decompressor = zlib.decompressobj(wbits)
    found = decompressor.decompress(data, limit)
    if not decompressor.eof and len(found) < limit:
        raise zlib.error("ends too early")
    return found


def _read_by(reader: Callable[[io.BytesIO], WarcReader]) -> Callable[[bytes, int], bytes]:
    return lambda data, limit: reader(io.BytesIO(data)).read(limit)


_DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "chunked": _read_by(ChunkedReader),
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _read_by(BrotliReader),
    "zstd": _read_by(ZstdReader),
}
