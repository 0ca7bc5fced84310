"""A readable difference of two texts: by lines, and by words where a line changed little."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

_CONTEXT = 1  # unchanged lines around a change
_LONGEST = 100  # characters of an unchanged stretch that are shown
_MIN_RATIO = 0.5  # of common words, from which two lines are shown as one that changed
_MAX_WORDS = 2000  # in a line that is compared by words: time grows with their square
_WORD = re.compile(r"\w+|\W")


def readable(old: str, new: str) -> list[str]:
    """The lines of a difference.

    They begin with `@@` (place), `  ` (both), `- ` (old), `+ ` (new) or `~ ` (changed). A changed
    line holds `[-old words-]` and `{+new words+}`.
    """
    before, after = old.split("\n"), new.split("\n")
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    lines = []
    for group in matcher.get_grouped_opcodes(_CONTEXT):
        first_line = group[0][1] + 1
        lines.append(f"@@ line {first_line} @@")
        for operation, old_start, old_end, new_start, new_end in group:
            if operation == "equal":
                lines += [f"  {_shortened(line)}".rstrip() for line in before[old_start:old_end]]
            else:
                lines += _changed_lines(before[old_start:old_end], after[new_start:new_end])
    return lines


def _changed_lines(old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    pairs = zip(old, new, strict=True) if len(old) == len(new) else ()
    merged = [_merged(*pair) for pair in pairs]
    if merged and all(merged):
        yield from (f"~ {line}" for line in merged)
    else:
        yield from (f"- {line}" for line in old)
        yield from (f"+ {line}" for line in new)


def _merged(old: str, new: str) -> str | None:
    """One line that shows both; None where they have too little in common."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    if max(len(before), len(after)) > _MAX_WORDS:
        return None
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < _MIN_RATIO:
        return None
    line = ""
    for operation, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        removed, added = "".join(before[old_start:old_end]), "".join(after[new_start:new_end])
        if operation == "equal":
            line += _shortened(removed)
        else:
            line += (f"[-{removed}-]" if removed else "") + (f"{{+{added}+}}" if added else "")
    return line


def _shortened(text: str) -> str:
    half = _LONGEST // 2
    return text if len(text) <= _LONGEST else f"{text[:half]} ... {text[-half:]}"
