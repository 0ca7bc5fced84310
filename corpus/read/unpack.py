"""Decompress a file in small pieces, so that a small archive cannot fill the memory."""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

# Bytes given to a decompressor at once; the densest format makes 128 KB of 4 of them.
_STEP = 1 << 10
_STEP_OF_GZIP = 1 << 14  # of which it makes 16 MB at most

# A frame, or one to skip, which some programs write in front (RFC 8878, 3.1.2).
_ZSTANDARD = (b"\x28\xb5\x2f\xfd", *(bytes([0x50 + n]) + b"\x2a\x4d\x18" for n in range(16)))


class DamagedError(Exception):
    """A compressed file breaks off, or goes on with something else."""

    def __init__(self, start: int) -> None:
        super().__init__(start)
        self.start = start  # byte of the file at which the damaged member begins


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


def packing_of(start: bytes) -> Packing | None:
    """How a file is compressed, by its first bytes; None: it is not."""
    return next((packing for packing in PACKINGS.values() if start.startswith(packing.magic)), None)


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
    return (unpacked for _, unpacked in unpack_members(blocks, packing))


def unpack_members(blocks: Iterable[bytes], packing: Packing) -> Iterator[tuple[int, bytes]]:
    """The same, each piece with the byte of the file at which its member begins."""
    stream, is_fresh, start = packing.start(), False, 0
    step = _STEP_OF_GZIP if packing.magic == _GZIP else _STEP
    end = 0
    for data in _steps(blocks, step):
        end += len(data)
        while data := data.lstrip(b"\0") if is_fresh else data:
            if is_fresh:
                stream, start = packing.start(), end - len(data)
            try:
                unpacked = stream.decompress(data)
            except packing.error() as error:
                raise DamagedError(start) from error
            yield start, unpacked
            is_fresh = stream.eof
            data = stream.unused_data if is_fresh else b""
    if not is_fresh:
        raise DamagedError(start)


def _steps(blocks: Iterable[bytes], step: int) -> Iterator[bytes]:
    for block in blocks:
        for start in range(0, len(block), step):
            yield block[start : start + step]
