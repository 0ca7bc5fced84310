"""Lines that a story may well have, which only what stands around them makes boilerplate.

The model learned from news, where a line of two words among paragraphs is hardly ever the story's.
In lists, verse, interviews, tables and source code it is. Nothing in such a line tells which it is,
so the model does not vote there: only rules, which read what the line says, or repetition do.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.contract.labels import BOILERPLATE
from corpus.labelling.line_model.features import COLUMNS
from corpus.labelling.line_model.inputs import Lines, whole_pages

# Chosen on texts made up for this; docs/harm.md says what they show, and what recall it costs.
_SENTENCE = 70  # characters of a whole line: a longer sentence says more of itself
_PARAGRAPH = 100  # characters of a line that ends like a sentence
_WORDS = 8  # of a line between paragraphs; most teasers have more
_WORDS_WITH_FIGURES = 12  # the same of a line that has some: opening hours, a price, a distance
_SOME_FIGURES = 0.1  # share of a line's characters that are digits
_ROW = 0.35  # such a share, of a row of a table, which has
_CELLS = 3  # words at least
_NEAR = 40  # lines within which there must be a paragraph on either side
_FAR = 200  # the same for code on whole pages, whose scripts mostly stand at their ends
_WINDOW = 6  # lines before and after that tell whether a line is in source code
_SHARE = 0.3  # of the lines of a window that look like code
_LEAST = 3  # such lines in a window
_CODE = 0.02  # share of a line's characters that only code has many of
_SIGNS = 0.5  # the same of a line like `});`, which is nothing but code
_BRACKETS = 2  # in a line of code without a stop at its end
_POSTS = 4  # lines before that rules call comments: below them readers write as stories do
_COMMENTS = BOILERPLATE.index("comments")
_COLUMN = {name: number for number, name in enumerate(COLUMNS)}

# Names in scripts of a page: of services that show advertisements, measure visits or embed posts.
_PAGE_SCRIPT = re.compile(
    r"googletag|google_ad|googlesyndication|google-?analytics|doubleclick|adsbygoogle|pubads"
    r"|gtag\(|datalayer|_gaq\b|\bga\('|_qevents|fbq\(|fb\.init|fbasync|twttr|addthis|disqus"
    r"|statcounter|sc_project|clicky|chartbeat|comscore|quantcast|outbrain|taboola|criteo|prebid"
    r"|\.cookie\b|jquery\W",
    re.IGNORECASE,
)


def may_be_story(lines: Lines, raws: Sequence[str]) -> NDArray[np.bool_]:
    """Which lines the model should leave to other evidence.

    Args:
        lines: The lines.
        raws: The same lines as they stand in the text.
    """
    column = {name: lines.table[number] for name, number in _COLUMN.items()}
    is_ruled = (column["rule"] > 0) | (column["furniture"] > 0)
    between = _between_paragraphs(lines, _NEAR)
    is_sentence = (column["stop_end"] > 0) & (column["length"] < _SENTENCE)
    most = np.where(column["digit"] >= _SOME_FIGURES, _WORDS_WITH_FIGURES, _WORDS)
    is_brief = (column["words"] <= most) & between
    is_row = (column["digit"] >= _ROW) & (column["words"] >= _CELLS)
    has_no_word = column["words"] == 0
    posts, _ = _count(column["kind"] == _COMMENTS, lines, -_FAR, 0)
    alone = (is_sentence | is_brief | is_row) & (column["again"] < 3) & (posts < _POSTS)
    in_page = np.repeat(whole_pages(lines), lines.counts)
    is_code = _source_code(lines, raws) & (~in_page | _between_paragraphs(lines, _FAR))
    return np.asarray(~is_ruled & ((alone | has_no_word) & ~in_page | is_code), np.bool_)


def _between_paragraphs(lines: Lines, most: int) -> NDArray[np.bool_]:
    """Which lines have a paragraph on both sides, at most so many lines away."""
    length, stop_end = (lines.table[_COLUMN[name]] for name in ("length", "stop_end"))
    is_paragraph = (length >= _PARAGRAPH) & (stop_end > 0)
    before, _ = _count(is_paragraph, lines, -most, 0)
    after, _ = _count(is_paragraph, lines, 1, most + 1)
    return (before > 0) & (after > 0)


def _source_code(lines: Lines, raws: Sequence[str]) -> NDArray[np.bool_]:
    """Which lines stand in source code, except in a script that the page has for itself."""
    code, brackets, stop_end = (
        lines.table[_COLUMN[name]] for name in ("code", "brackets", "stop_end")
    )
    looks = (code >= _CODE) | ((brackets >= _BRACKETS) | (code > 0)) & (stop_end == 0)
    count, size = _count(looks, lines, -_WINDOW, _WINDOW + 1)
    in_code = (count >= _LEAST) & (count >= _SHARE * size)
    is_code = np.asarray(in_code | (code >= _SIGNS), np.bool_)
    for stretch in _stretches(is_code, lines.article):
        if any(_PAGE_SCRIPT.search(raw) for raw in raws[stretch]):
            is_code[stretch] = False
    return is_code


def _count(
    mark: NDArray[np.bool_], lines: Lines, first: int, behind: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """How many lines around each are marked, and how many there are: relative to the line."""
    total = np.concatenate([[0], np.cumsum(mark)])
    index = np.arange(len(mark))
    low, high = lines.low, lines.high
    start = np.clip(index + first, low, high)
    stop = np.clip(index + behind, low, high)
    return total[stop] - total[start], stop - start


def _stretches(mark: NDArray[np.bool_], article: NDArray[np.int64]) -> list[slice]:
    """The runs of marked lines, each within one article."""
    marked = np.flatnonzero(mark)
    is_first = (np.diff(marked, prepend=-2) > 1) | (np.diff(article[marked], prepend=-1) > 0)
    firsts = np.flatnonzero(is_first)
    lasts = np.append(firsts[1:], len(marked)) - 1
    return [
        slice(start, stop + 1)
        for start, stop in zip(
            marked[firsts].tolist(), marked[lasts[: len(firsts)]].tolist(), strict=True
        )
    ]
