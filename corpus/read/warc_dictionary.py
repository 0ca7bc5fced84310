"""The dictionary with which a `.warc.zst` file compresses its records, as Archive Team's have it.

It stands before the first record, in a frame that other readers skip.
https://iipc.github.io/warc-specifications/specifications/warc-zstd/
"""

from __future__ import annotations

from collections.abc import Iterator

from corpus.read.unpack import PACKINGS, DamagedError, Packing, unpack

DICTIONARY = b"\x5d\x2a\x4d\x18"  # what a file with a dictionary begins with
MOST = 8 << 20  # bytes of a dictionary: the specification asks for no more
_HEADER = 8  # bytes: these, and the size of what follows, little-endian
_ZSTANDARD = PACKINGS[".zst"]


def take_dictionary(blocks: Iterator[bytes]) -> tuple[Packing, bytes]:
    """How the records of a file with a dictionary are compressed.

    Args:
        blocks: The bytes of the file, of which the first are taken.

    Returns:
        The format, which passes over the dictionary, and the bytes that were taken.

    Raises:
        DamagedError: It is cut off, is none, or has more than `MOST` bytes.
    """
    import zstandard

    taken, end = bytearray(), _HEADER
    while len(taken) < end:
        block = next(blocks, b"")
        taken += block
        if len(taken) >= _HEADER:
            end = _HEADER + int.from_bytes(taken[4:_HEADER], "little")
        if not block or end > _HEADER + MOST:
            raise DamagedError(0)
    try:
        known = zstandard.ZstdCompressionDict(
            _unpacked(bytes(taken[_HEADER:end])), dict_type=zstandard.DICT_TYPE_FULLDICT
        )
        decompressor = zstandard.ZstdDecompressor(dict_data=known)
    except zstandard.ZstdError:
        raise DamagedError(0) from None
    return _ZSTANDARD._replace(start=decompressor.decompressobj), bytes(taken)


def _unpacked(dictionary: bytes) -> bytes:
    """The dictionary, which may itself be compressed."""
    if not dictionary.startswith(_ZSTANDARD.magic):
        return dictionary
    found = bytearray()
    for piece in unpack([dictionary], _ZSTANDARD):
        found += piece
        if len(found) > MOST:
            raise DamagedError(0)
    return bytes(found)
