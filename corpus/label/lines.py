"""The unit of evidence: a line, and the normal form in which rules look at it."""

from __future__ import annotations

import re
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
# What decorates a line without being part of its words: bullets, arrows, emoji, rulers.
_LEADING = re.compile(r"^[^\w\"'(\[<@#©&¿¡$€£+]+")
_EMOJI = (range(0x2190, 0x2C00), range(0x1F000, 0x1FB00))
_TRAILING = " >›|*_=~-" + "".join(chr(code) for block in _EMOJI for code in block)
_ENDS = frozenset(_TRAILING + '"')
_SPACES = re.compile(r" {2,}")
_new = tuple.__new__


class Line(NamedTuple):
    """A line of a text without the white space around it; empty lines are no lines."""

    start: int  # code points
    end: int
    raw: str  # as it stands in the text
    key: str  # normal form: see `normal`
    bullet: bool  # decorated in front, as list items are
    after_gap: bool  # an empty line, or the text's beginning, stands before it


def normal(raw: str) -> str:
    """Lower case, straight quotes and dashes, single spaces, no bullets or arrows around."""
    return _bare(_straight(raw).strip())


def _straight(text: str) -> str:
    """Lower case and one character for each of its look-alikes: of a whole text at once."""
    if "Σ" in text or "İ" in text:  # whose lower case depends on the signs around, or is two
        text = text.lower()
    for character, plain in _STRAIGHT.items():
        if character in text:
            text = text.replace(character, plain)
    return text.lower()  # last: most texts are ASCII by now, whose lower case costs little


def _bare(text: str) -> str:
    """The words of a straight line without what decorates it."""
    if "  " in text:
        text = _SPACES.sub(" ", text)
    if text and not text[0].isalnum():
        text = _LEADING.sub("", text)
    if not text or text[-1] not in _ENDS:
        return text
    if text.endswith(' "'):  # an arrow » that looked like a quotation mark
        text = text[:-2]
    return text.rstrip(_TRAILING)


def lines(text: str) -> list[Line]:
    """The lines of a canonical text, in order."""
    found: list[Line] = []
    offset, gap = 0, True
    for raw, straight in zip(text.split("\n"), _straight(text).split("\n"), strict=True):
        stripped = raw.strip()
        if stripped:
            first = stripped[0]
            start = offset if raw[0] == first else offset + raw.index(first)
            bullet = not first.isalnum() and _LEADING.match(stripped) is not None
            # Line(...) in half the time
            line = (start, start + len(stripped), stripped, _bare(straight.strip()), bullet, gap)
            found.append(_new(Line, line))
            gap = False
        else:
            gap = True
        offset += len(raw) + 1
    return found
