"""A readable difference of two texts: by lines, and by words where a line has changed a little."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

_CONTEXT = 1  # unchanged lines around a change
_LONGEST = 100  # characters of an unchanged stretch that are shown
_ALIKE = 0.5  # of two lines' words, from here on a line is shown as one that was changed
_WORDS = 2000  # in a line; longer ones are not compared by words, which takes their square
_WORD = re.compile(r"\w+|\W")


def readable(old: str, new: str) -> list[str]:
    """Lines that begin with `@@` (place), `  ` (both), `- ` (old), `+ ` (new) or `~ ` (changed).

    In a changed line stand `[-old words-]` and `{+new words+}`.
    """
    before, after = old.split("\n"), new.split("\n")
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    lines = []
    for group in matcher.get_grouped_opcodes(_CONTEXT):
        lines.append(f"@@ line {group[0][1] + 1} @@")
        for what, a, b, c, d in group:
            if what == "equal":
                lines += [f"  {_short(line)}".rstrip() for line in before[a:b]]
            else:
                lines += _changed(before[a:b], after[c:d])
    return lines


def _changed(old: list[str], new: list[str]) -> Iterator[str]:
    worded = [_worded(*pair) for pair in zip(old, new, strict=True)] if len(old) == len(new) else []
    if worded and all(worded):
        yield from (f"~ {line}" for line in worded)
    else:
        yield from (f"- {line}" for line in old)
        yield from (f"+ {line}" for line in new)


def _worded(old: str, new: str) -> str | None:
    """One line that shows both; None where they have too little in common."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    if max(len(before), len(after)) > _WORDS:
        return None
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return None
    said = ""
    for what, a, b, c, d in matcher.get_opcodes():
        gone, come = "".join(before[a:b]), "".join(after[c:d])
        if what == "equal":
            said += _short(gone)
        else:
            said += (f"[-{gone}-]" if gone else "") + (f"{{+{come}+}}" if come else "")
    return said


def _short(text: str) -> str:
    half = _LONGEST // 2
    return text if len(text) <= _LONGEST else f"{text[:half]} ... {text[-half:]}"
