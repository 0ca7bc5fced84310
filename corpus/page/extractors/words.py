"""The words of texts as numbers, so that equal words of two texts are equal numbers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import count, repeat

import numpy as np
from numpy.typing import NDArray

from corpus.contract.scripts import UNSPACED

_UNSPACED = "".join(f"{chr(first)}-{chr(last)}" for first, last in UNSPACED)
_WORD = re.compile(f"[{_UNSPACED}]|[^\\W{_UNSPACED}]+")
# Extractors drop these from within words, or keep them.
_UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"

Words = NDArray[np.uint32]


def words(text: str) -> list[str]:
    """The words of a text; in scripts without spaces every character is one."""
    return _WORD.findall(_plain(text))


def words_of_lines(text: str) -> list[list[str]]:
    """The words of each line of a text."""
    return [_WORD.findall(line) for line in _plain(text).split("\n")]


def _plain(text: str) -> str:
    for character in _UNSEEN:
        text = text.replace(character, "")
    return unicodedata.normalize("NFC", text)


class Vocabulary:
    """The words of one text, with a number for each."""

    UNKNOWN = 0

    def __init__(self, known: Iterable[str]) -> None:
        self._numbers = dict(zip(dict.fromkeys(known), count(self.UNKNOWN + 1)))

    def numbers(self, of: list[str]) -> Words:
        """The number of each word; `UNKNOWN` for those of other texts."""
        return np.array(list(map(self._numbers.get, of, repeat(self.UNKNOWN))), np.uint32)
