"""Does a text look like the words of an article? What does not is told, and kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet

from corpus.contract.article import Record
from corpus.contract.line_ends import unify_line_ends
from corpus.contract.problems import Problem, problem
from corpus.quoting import quoted
from corpus.validation.damage import around, find_markup, find_mojibake
from corpus.validation.page_kind import PAGE_KINDS, find_page_kind

_DAMAGE: dict[str, Callable[[str], tuple[int, int] | None]] = {
    "markup": find_markup,
    "mojibake": find_mojibake,
}


def content_warnings(
    record: Record, is_page: bool = False, unwanted: AbstractSet[str] = frozenset()
) -> Iterator[Problem]:
    """What makes it unlikely that the text is that of an article, as a reader sees it.

    Args:
        record: A valid one.
        is_page: Its text was made from a page, so tags in it are what the page shows.
        unwanted: Rules that need not be looked for.
    """
    text = unify_line_ends(record.data.get("text", ""))
    for reason, find in _DAMAGE.items():
        is_needless = reason in unwanted or (is_page and reason == "markup")
        if not is_needless and (place := find(text)):
            start, end = place
            line = text.count("\n", 0, start) + 1
            words = around(text, *place) if reason == "mojibake" else text[start:end]
            found = quoted(words.strip())
            told = problem(reason, record.file, record.line, ("text",), found=found, place=line)
            yield told._replace(stretch=place)
    if not unwanted >= PAGE_KINDS and (kind := find_page_kind(text)):
        found = kind.found if kind.reason == "index_page" else quoted(kind.found.strip())
        yield problem(kind.reason, record.file, record.line, found=found)
