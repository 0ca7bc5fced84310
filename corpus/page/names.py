"""The names that a page's author gave to an element: its tag, the words of class, id and roles."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from corpus.hashing import text_hash
from corpus.page.parse import Attributes

BITS = 20  # of a name's hash: of the 90,000 names on the bench one in twelve shares a place
_MOST = 24  # names of one element; one in a hundred of the bench has more
_LONGEST = 400  # characters of an attribute that are read
_CLASSES = 4  # classes that count as a whole too
_WORD = re.compile(r"[^\W\d_]{2,}")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_DIGITS = re.compile(r"\d+")
# Beside class and id; frameworks and testers name what an element is for in these.
_READ = frozenset(
    "role itemprop rel type property aria-label data-testid data-test-id data-component "
    "data-module data-type data-qa".split()
)


@lru_cache(1 << 14)
def names(tag: str, attributes: Attributes) -> tuple[int, ...]:
    """The names of an element, hashed to BITS, each once.

    Words of class and id count alone and with the next, and the first classes as a whole.
    """
    found = ["<" + tag]
    for name, value in attributes:
        if not value:
            continue
        if name in ("class", "id"):
            words = _words(value)
            found += words
            found += [f"{word}+{after}" for word, after in pairwise(words)]
            if name == "class":
                found += [
                    "." + _DIGITS.sub("0", whole.lower()) for whole in value.split()[:_CLASSES]
                ]
        elif name in _READ:
            found += [f"{name}={word}" for word in _words(value)]
    return tuple(_hashed(name) for name in dict.fromkeys(found[:_MOST]))


def _words(value: str) -> list[str]:
    value = value[:_LONGEST]
    return _WORD.findall(value if value.islower() else _CAMEL.sub(" ", value).lower())


@lru_cache(1 << 16)
def _hashed(name: str) -> int:
    return text_hash(name) >> (64 - BITS)
