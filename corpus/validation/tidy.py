"""What is right in a record and better written otherwise: `validate` tells it, builds do not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet

from corpus.contract.article import Record
from corpus.contract.line_ends import count_lines
from corpus.contract.problems import Problem, problem
from corpus.validation.article import NEEDED
from corpus.validation.schema import shown
from corpus.visible import is_blank

_ORIGIN = re.compile(r"https?://[^/?#@\s]+(?=[/?#]|\Z)")  # with a password it is another rule's
RETURN = re.compile(r"\r\n?")
LINE_END = re.compile(r"(?<![ \t])(?:[ \t]+(?=\n|\Z)|[ \t]*\r\n?)")  # with what nobody sees


def untidy(
    record: Record,
    is_labelled: Callable[[Record], bool],
    unwanted: AbstractSet[str] = frozenset(),
) -> Iterator[Problem]:
    """Notes on empty fields, capitals in hosts, and blanks at the ends of lines.

    Args:
        record: One in our own fields, valid or not.
        is_labelled: Whether people labelled the text of a record, which is then left as it is.
        unwanted: Rules on texts that need not be looked for.
    """
    file, line, data = record.file, record.line, record.data
    for name, value in data.items():
        if name not in NEEDED and (value is None or value == ""):
            holes = {"field": f'"{name}"', "found": shown(value)}
            yield problem("empty_field", file, line, (name,), **holes)
    url, text = data.get("url"), data.get("text")
    origin = _ORIGIN.match(url) if isinstance(url, str) else None
    if origin and origin[0] != origin[0].lower():
        found = shown(origin[0])
        yield problem("url_case", file, line, ("url",), field='"url"', found=found)
    if "trailing_blanks" in unwanted or "html" in data or not isinstance(text, str):
        return
    first = LINE_END.search(text) if _may_have_blanks(text) else None
    if first and not is_blank(text) and not is_labelled(record):
        place = count_lines(text[: first.start()]) + 1
        unseen = first[0].removesuffix("\n")
        found = shown(unseen)
        told = problem("trailing_blanks", file, line, ("text",), found=found, place=place)
        yield told._replace(stretch=(first.start(), first.start() + len(unseen)))


def _may_have_blanks(text: str) -> bool:
    """A look that costs a hundredth of the pattern."""
    return "\r" in text or " \n" in text or "\t\n" in text or text.endswith((" ", "\t"))
