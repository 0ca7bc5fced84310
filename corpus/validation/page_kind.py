"""Pages without an article, which scrapers bring home: errors, checks for robots, notices, lists.

Most texts are told in a few lines: where some lines of prose stand together, there is a story.
Only the others are searched for what such pages say, or show.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import re2

# All tuned on the articles of the bench, the training and the measuring pages, as extracted and as
# whole pages, against the 211 listings and collections among the training pages.
_STORY = 300  # characters of prose in a row that make a story; 1.3% of whole pages have fewer
_PROSE = 80  # characters of a line that ends like a sentence
_PARAGRAPH = 150  # characters of such a line that is longer than what stands below a headline
_PARAGRAPHS = 450  # characters of paragraphs that make a story, whatever stands between them
_LONG = 200  # characters of a line that is prose without such an end
_FEWEST_GOING_ON = 5  # lines that begin in lower case, or in which a Chinese sentence ends
_GOING_ON = 0.3  # share of the lines
_FEWEST_HEADLINES = 8
_HEADLINES = 0.4  # share of the lines
_HEADLINE = range(15, 151)  # characters
_REST = 300  # characters of other sentences that an error page or a check may have
_FULL_STOP = "。"
_WIDE = "\u2e80"  # from here on, one character says as much as three
# Of the long lines, only those with one of these can be a notice; to look for them takes no time.
_SIGNS_OF_NOTICES = (
    *("ookie", "partner", "Partner", "vendors", "ersonal data", "kakor", "informasjonskaps"),
    *("çerez", "куки", "쿠키"),
)
# What ends a sentence, and what may stand behind it; of the scripts of the Far East too.
_ENDS, _BEHIND = tuple(".!?…؟।۔"), "'\"”’»)]"
_WIDE_ENDS, _BEHIND_WIDE = tuple("。！？"), _BEHIND + "」』"


PAGE_KINDS = frozenset(("error_page", "bot_wall", "cookie_wall", "index_page"))


class PageKind(NamedTuple):
    """What a text seems to be instead of an article."""

    reason: str  # key of `corpus.contract.problems.REASONS`
    found: str  # what it was told by


def find_page_kind(text: str) -> PageKind | None:
    """What a text seems to be instead of an article; None where it may be one.

    Args:
        text: With newlines as the only line ends.
    """
    if _has_story(text.split("\n")):
        return None
    lines = [line for line in map(str.strip, text.split("\n")) if line]
    if _is_cut_to_a_width(lines):
        return None
    said = next(_walls(lines), None) if _says(text) else None
    return said or _index_page(lines)


def has_prose(text: str) -> bool:
    """Whether a line of a text has the form of a paragraph, and not of a headline or a button."""
    return any(map(_prose, filter(None, map(str.strip, text.split("\n")))))


def is_as_long(text: str, characters: int) -> bool:
    """Whether a text says as much as so many characters of a script of letters."""
    if len(text) >= characters:
        return True
    return len(text) + 2 * sum(character >= _WIDE for character in text) >= characters


def _has_story(lines: Iterable[str]) -> bool:
    """Whether lines of prose stand together, apart from empty ones, or some are paragraphs.

    A long notice is neither.
    """
    in_a_row = in_paragraphs = 0
    for line in filter(None, map(str.strip, lines)):
        size = _prose(line)
        if not size or (any(map(line.__contains__, _SIGNS_OF_NOTICES)) and _says(line)):
            in_a_row = 0
            continue
        in_a_row += size
        in_paragraphs += size if size >= _PARAGRAPH else 0
        if in_a_row >= _STORY or in_paragraphs >= _PARAGRAPHS:
            return True
    return False


def _is_cut_to_a_width(lines: Sequence[str]) -> bool:
    """Whether lines go on with a sentence, as in old e-mails: there no line looks like prose."""
    going_on = sum(line[0].islower() or _FULL_STOP in line[:-1] for line in lines)
    return going_on >= max(_FEWEST_GOING_ON, _GOING_ON * len(lines))


def _prose(line: str) -> int:
    """How many characters of prose a line is; none if it has the form of a headline or a button."""
    size = _size(line)
    return size if size >= _LONG or (size >= _PROSE and _ends_a_sentence(line)) else 0


def _size(line: str) -> int:
    """How many characters a line is as long as, in a script of letters."""
    size = len(line)
    if size < _LONG and not line.isascii() and max(line) >= _WIDE:
        size += 2 * sum(character >= _WIDE for character in line)
    return size


def _ends_a_sentence(line: str) -> bool:
    return line.rstrip(_BEHIND).endswith(_ENDS) or line.rstrip(_BEHIND_WIDE).endswith(_WIDE_ENDS)


def _walls(lines: Sequence[str]) -> Iterator[PageKind]:
    said = [(line, _says(line)) for line in lines]
    others = (line for line, reasons in said if not reasons)
    rest = sum(_size(line) for line in others if _prose(line) or _ends_a_sentence(line))
    for reason in wordings():
        saying = [line for line, reasons in said if reason in reasons]
        most = sum(map(_size, saying)) if reason == "cookie_wall" else _REST
        if saying and rest <= most:
            yield PageKind(reason, saying[0])


def _index_page(lines: Sequence[str]) -> PageKind | None:
    headlines = sum(map(_is_headline, lines))
    if headlines < max(_FEWEST_HEADLINES, _HEADLINES * len(lines)):
        return None
    return PageKind("index_page", f"{headlines} of its {len(lines)} lines have the form of one")


def _is_headline(line: str) -> bool:
    has_words = " " in line or max(line) >= _WIDE
    return has_words and _size(line) in _HEADLINE and not _ends_a_sentence(line)


def _says(text: str) -> list[str]:
    """The reasons whose wording a line of a text has."""
    patterns, reason_of = _set()
    return [*dict.fromkeys(reason_of[number] for number in patterns.Match(text) or ())]


@cache
def wordings() -> dict[str, Any]:
    """What pages without an article say, by reason: patterns, and lines that try them."""
    file = files("corpus.validation") / "page_wordings.toml"
    return tomllib.loads(file.read_text("utf-8"))


@cache
def _set() -> tuple[Any, list[str]]:
    reason_of: list[str] = []
    patterns = re2.Set.SearchSet()
    for reason, wording in wordings().items():
        for pattern in wording["patterns"]:
            patterns.Add(f"(?im){pattern}")
            reason_of.append(reason)
    patterns.Compile()
    return patterns, reason_of
