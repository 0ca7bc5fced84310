"""The characters of scripts."""

from __future__ import annotations

from functools import cache

PLANE = 0x10000  # code points of Unicode's first plane
_BLOCK = 0x100

# Scripts that are written without spaces between words: there every character counts as a word.
# First and last code point: Thai, kana, Han extension A, Han, Han compatibility ideographs.
UNSPACED = (
    (0x0E00, 0x0E7F),
    (0x3040, 0x30FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
)


@cache
def blocks() -> list[tuple[int, str]]:
    """The characters of the first plane, 256 at a time, and the code point of the first of them.

    Most blocks are of one script, so that one question answers for all their characters.
    """
    firsts = range(0, PLANE, _BLOCK)
    return [(first, "".join(map(chr, range(first, first + _BLOCK)))) for first in firsts]
