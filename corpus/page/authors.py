"""Names of authors, from what pages write in their place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from corpus.page.words import plain

# The bench's longest line of authors has 136 characters.
_MOST_OF_LINE = 1000
_MOST_OF_NAME = 100
_KINDS = frozenset(("person", "organization", "newsmediaorganization", "corporation", "brand"))
_ADDRESS = re.compile(r"https?:|www\.|[@<>{}\[\]]")
_LETTER = re.compile(r"[^\W\d_]")
_PLACEHOLDERS = frozenset(
    "admin|administrator|author|editor|no author|none|null|undefined|unknown|user".split("|")
)
_BEFORE = re.compile(r"^(?:(?i:(?:written\s+)?by|author|autor)|von|par|por)\b[\s:]+")
_BESIDE = re.compile(r"\s*[;|]\s*")  # no name has these
_BETWEEN = re.compile(r"\s*,\s+(?:and\s+)?|\s+(?:and|&|und|et|y)\s+")


def authors(value: Any) -> list[str]:
    """The names in an `author` of JSON-LD: a text, an object, or a list of them.

    Objects count where they are persons or organisations, and only their name does.
    """
    return names(_texts(value))


def names(texts: Iterable[str]) -> list[str]:
    """The names in some bylines, each once; what is an address or a placeholder is none."""
    return list(dict.fromkeys(name for text in texts for name in _of_line(text)))


def _texts(value: Any) -> Iterable[str]:
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict) and _has_name(one.get("@type", "Person")):
            name = one.get("name")
            yield from filter(_is_text, name if isinstance(name, list) else [name])


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _has_name(kinds: Any) -> bool:
    listed = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and kind.lower() in _KINDS for kind in listed)


def _of_line(text: str) -> list[str]:
    line = _BEFORE.sub("", plain(text)).strip(" ,;|")
    if len(line) > _MOST_OF_LINE:
        return []
    return [part for beside in _BESIDE.split(line) for part in _parts(beside) if _is_name(part)]


def _parts(text: str) -> list[str]:
    parts = _BETWEEN.split(text)
    # "Reuters, London", "Smith & Sons" and "Brae, Una" are one name each
    return parts if all(" " in part for part in parts) else [text]


def _is_name(text: str) -> bool:
    return (
        len(text) <= _MOST_OF_NAME
        and bool(_LETTER.search(text))
        and not _ADDRESS.search(text)
        and text.casefold() not in _PLACEHOLDERS
    )
