"""Decompress a file in small pieces, so that a small archive cannot fill the memory."""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

# Bytes given to a decompressor at once; the densest format makes 128 KB of 4 of them.
_STEP = 1 << 10

# A frame, or one to skip, which some programs write in front (RFC 8878, 3.1.2).
_ZSTANDARD = (b"\x28\xb5\x2f\xfd", *(bytes([0x50 + n]) + b"\x2a\x4d\x18" for n in range(16)))


class DamagedError(Exception):
    """A compressed file breaks off, or goes on with something else."""


class Packing(NamedTuple):
    """A format of compressed files."""

    name: str  # for messages
    magic: tuple[bytes, ...]  # what such files begin with
    start: Callable[[], Any]  # a decompressor with `decompress`, `eof` and `unused_data`
    error: Callable[[], type[Exception]]  # what it raises on damaged data


def _zstandard() -> Any:
    import zstandard

    return zstandard.ZstdDecompressor().decompressobj()


def _zstandard_error() -> type[Exception]:
    import zstandard

    return zstandard.ZstdError


_GZIP = (b"\x1f\x8b",)

PACKINGS = {
    ".gz": Packing("gzip", _GZIP, lambda: zlib.decompressobj(wbits=31), lambda: zlib.error),
    ".bz2": Packing("bzip2", (b"BZh",), bz2.BZ2Decompressor, lambda: OSError),
    ".xz": Packing("xz", (b"\xfd7zXZ\x00",), lzma.LZMADecompressor, lambda: lzma.LZMAError),
    ".zst": Packing("Zstandard", _ZSTANDARD, _zstandard, _zstandard_error),
}


def unpack(blocks: Iterable[bytes], packing: Packing) -> Iterator[bytes]:
    """Everything that can be read of a compressed file.

    Zeros behind the end are padding, as tape archives leave it.

    Args:
        blocks: The bytes of the file.
        packing: Its format.

    Raises:
        DamagedError: the file breaks off or goes on with something else; what stands before that
            has been given.
    """
    stream, is_fresh = packing.start(), False
    for data in _steps(blocks):
        while data := data.lstrip(b"\0") if is_fresh else data:
            if is_fresh:
                stream = packing.start()
            try:
                unpacked = stream.decompress(data)
            except packing.error() as error:
                raise DamagedError from error
            yield unpacked
            is_fresh = stream.eof
            data = stream.unused_data if is_fresh else b""
    if not is_fresh:
        raise DamagedError


def _steps(blocks: Iterable[bytes]) -> Iterator[bytes]:
    for block in blocks:
        for start in range(0, len(block), _STEP):
            yield block[start : start + _STEP]
