"""Lines of a text, and the normal form that rules match."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_STRAIGHT = {
    **dict.fromkeys("‘’‚‛′`´ʼ", "'"),
    **dict.fromkeys("“”„‟″«»「」『』", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("\u00a0\u2007\u202f\u2009\u3000\t", " "),
    **dict.fromkeys("\u0307\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufe0f", ""),
    "…": "...",
    "：": ":",
    "！": "!",
    "？": "?",
}
# Decoration around the words of a line: bullets, arrows, emoji, rulers.
_LEADING = re.compile(r"^[^\w\"'(\[<@#©&¿¡$€£+]+")
_EMOJI = (range(0x2190, 0x2C00), range(0x1F000, 0x1FB00))
_TRAILING = " >›|*_=~-" + "".join(chr(code) for block in _EMOJI for code in block)
_ENDS = frozenset(_TRAILING + '"')
_SPACES = re.compile(r" {2,}")
_new = tuple.__new__


class Line(NamedTuple):
    """A line of a text that is not empty, without the white space around it."""

    start: int  # code points
    end: int
    raw: str  # as it stands in the text
    key: str  # normal form: see `normal`
    bullet: bool  # decoration stands before its words, as in list items
    after_gap: bool  # it follows an empty line, or is the first


def normal(raw: str) -> str:
    """Lower case, straight quotes and dashes, single spaces, no bullets or arrows around."""
    return _bare(_straight(raw).strip())


def _straight(text: str) -> str:
    """Lower case, with one character for all that look alike; fastest on a whole text."""
    if "Σ" in text or "İ" in text:  # lower case depends on the letters around, or is two letters
        text = text.lower()
    for character, plain in _STRAIGHT.items():
        if character in text:
            text = text.replace(character, plain)
    return text.lower()  # last: by now most texts are ASCII, where it is fast


def _bare(text: str) -> str:
    """A straight line without the decoration around its words."""
    if "  " in text:
        text = _SPACES.sub(" ", text)
    if text and not text[0].isalnum():
        text = _LEADING.sub("", text)
    if not text or text[-1] not in _ENDS:
        return text
    if text.endswith(' "'):  # was an arrow », which is also a quotation mark
        text = text[:-2]
    return text.rstrip(_TRAILING)


def lines_in_parts(text: str, most: int) -> Iterator[list[Line]]:
    """The lines of a canonical text, at most so many at a time, empty ones counted."""
    start = 0
    while text.count("\n", start) >= most:
        end = start
        for _ in range(most):
            end = text.index("\n", end) + 1
        yield lines(text[start : end - 1], start)
        start = end
    yield lines(text[start:], start)


def lines(text: str, offset: int = 0) -> list[Line]:
    """The lines of a canonical text, or of a stretch that begins at an offset, in order."""
    result: list[Line] = []
    after_gap = True
    for raw, straight in zip(text.split("\n"), _straight(text).split("\n"), strict=True):
        stripped = raw.strip()
        if stripped:
            first = stripped[0]
            start = offset if raw[0] == first else offset + raw.index(first)
            bullet = not first.isalnum() and _LEADING.match(stripped) is not None
            end, key = start + len(stripped), _bare(straight.strip())
            # Takes half the time of Line(...).
            result.append(_new(Line, (start, end, stripped, key, bullet, after_gap)))
            after_gap = False
        else:
            after_gap = True
        offset += len(raw) + 1
    return result
