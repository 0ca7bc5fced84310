"""Scripts that are written without spaces between words: there every character counts as a word."""

from __future__ import annotations

# First and last code point: Thai, kana, Han extension A, Han, Han compatibility ideographs.
UNSPACED = (
    (0x0E00, 0x0E7F),
    (0x3040, 0x30FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
)
