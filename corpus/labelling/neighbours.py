"""What the lines around a line show: that it stands in a list of the story, or below a heading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise, takewhile

from corpus.labelling.grammar import CLOSING, is_sentence
from corpus.labelling.lines import Line
from corpus.labelling.matching import Hit

Hits = dict[str, list[Hit]]  # by the key of a line

_LINK = 160  # characters; the longest 1% of related headlines in the bench are longer
_HEADLINE = 5  # words; of a block's lines without a bullet the shorter ones are hardly ever links
_UNSPACED = 8  # characters of a headline in a script without spaces
_DIGITS = 6  # characters of a headline per digit
# A call or an operator of source code, the columns of a table.
_IS_NO_LINK = re.compile(r"\w\(|[{}=\\_<~^`]|->|\|.*\||\S  +\S|\t")
_BLOCK = 15  # lines; longer lists below a heading are menus, whose lines rules match singly
_HEAD = 1  # sentences that may stand above a byline: the standfirst
_SENTENCE_END = (".", "!", "。", "।", "؟", "۔", ":", ";", ",")
_STAMPS = 2  # times or names with sentences between them: at the top and below the story
_PARAGRAPH = 120  # characters of a line that can only be prose
_ITEM = 80  # characters; a longer line is no item of a list
_ITEMS = range(4, 31)  # lines of a list; a longer one in a story is a menu


def block(lines: Sequence[Line], heading: int, hits: Hits, label: str) -> range:
    """The lines below a heading that look like its links: list items, or bare headlines."""
    end = heading + 1
    while end < len(lines) and end - heading <= _BLOCK:
        line = lines[end]
        has_own_label = any(
            hit.pattern.where in ("line", "heading", "tail", "apart")
            for hit in hits.get(line.key, ())
        )
        in_list = end > heading + 1 and lines[heading + 1].bullet
        if has_own_label or not _is_link(line, label) or (in_list and not line.bullet):
            break
        end += 1
    return range(heading + 1, end)


def _is_link(line: Line, label: str) -> bool:
    if line.end - line.start > _LINK or _IS_NO_LINK.search(line.raw):
        return False
    if label != "related_links":  # tags and names are short
        return line.bullet or not _ends_like_sentence(line)
    if line.bullet:
        return " " in line.key or len(line.key) >= _UNSPACED
    return _is_headline(line) and not _ends_like_sentence(line)


def _ends_like_sentence(line: Line) -> bool:
    return line.key.rstrip(CLOSING).endswith(_SENTENCE_END)


def _is_headline(line: Line) -> bool:
    """Whether a line is long enough for a headline, and neither cut off a sentence nor numbers."""
    words = line.key.count(" ") + 1
    is_long = words >= _HEADLINE if words > 1 else len(line.key) >= _UNSPACED
    digits = sum(map(str.isdigit, line.raw))
    return is_long and not line.raw[0].islower() and digits * _DIGITS <= len(line.raw)


def is_inside(lines: Sequence[Line], index: int, hits: Hits) -> bool:
    """Whether a line stands between two sentences of the story; its own kind is passed over."""
    above = (is_sentence(line.key) for line in reversed(lines[:index]) if not _is_apart(line, hits))
    below = next((line for line in lines[index + 1 :] if not _is_apart(line, hits)), None)
    run = sum(1 for _ in takewhile(bool, above))
    return run > _HEAD and below is not None and is_sentence(below.key)


def is_ticker(lines: Sequence[Line], hit_lines: Sequence[int], hits: Hits) -> bool:
    """Whether the lines that should stand apart, such as times, stand all over the story."""
    apart = [index for index in hit_lines if _is_apart(lines[index], hits)]
    breaks = sum(
        any(is_sentence(line.key) for line in lines[first + 1 : second])
        for first, second in pairwise(apart)
    )
    return breaks >= _STAMPS


def _is_apart(line: Line, hits: Hits) -> bool:
    return any(hit.pattern.where == "apart" for hit in hits.get(line.key, ()))


def in_lists(lines: Sequence[Line], hits: Hits) -> set[int]:
    """The lines in lists of the story.

    Such a list stands between paragraphs, and at least as many of its lines have no wording of a
    rule as have one.
    """
    sizes = [len(line.raw) for line in lines]
    long = [index for index, size in enumerate(sizes) if size >= _PARAGRAPH]
    if not long or sum([size <= _ITEM for size in sizes[long[0] : long[-1]]]) < _ITEMS.start:
        return set()  # too few lines could be items
    prose = [index for index in long if is_sentence(lines[index].key)]
    found: set[int] = set()
    for before, after in pairwise(prose):
        found.update(_items(lines, before, after, hits))
    return found


def _items(lines: Sequence[Line], before: int, after: int, hits: Hits) -> set[int]:
    """The items of a list between two paragraphs."""
    items = [n for n in range(before + 1, after) if len(lines[n].raw) <= _ITEM]
    ruled = sum(lines[n].key in hits for n in items)
    return set(items) if len(items) in _ITEMS and 2 * ruled <= len(items) else set()
