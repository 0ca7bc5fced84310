"""The words of an article's content. Similarity of every kind is measured on them.

Words are found and hashed for a whole text at once. This costs a tenth of a regular expression and
a hash call per word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus import hashing
from corpus.contract.labels import LABELS, is_boilerplate
from corpus.contract.scripts import UNSPACED
from corpus.hashing import stretches

_PLANE = 0x10000  # code points of Unicode's first plane
_SPACE, _LETTER, _ALONE = range(3)  # kinds of characters; _ALONE is a word of its own

# How a word begins: small, with a capital, or with a capital within a sentence.
SMALL, FIRST, INNER = range(3)


class Words(NamedTuple):
    """The words of a text in order. All arrays but `codes` run over words."""

    text: str  # `text[starts[n]:ends[n]]` is word n; characters that fold to two are folded (ß, İ)
    folded: str  # the text, case folded; as long as `text`
    codes: NDArray[np.unsignedinteger[Any]]  # the code points of `folded`
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    hashes: NDArray[np.uint64]

    def folded_words(self, numbers: NDArray[np.int64] | slice) -> list[str]:
        """The words of these numbers, case folded."""
        places = zip(self.starts[numbers].tolist(), self.ends[numbers].tolist(), strict=True)
        return [self.folded[start:end] for start, end in places]

    def case(self) -> NDArray[np.uint8]:
        """How each word begins: SMALL, FIRST or INNER.

        A capital is INNER where one character that is no line end separates the word from the one
        before: neither a sentence nor a line begins there.
        """
        first = self.codes[self.starts]
        case = (self._written()[self.starts] != first).astype(np.uint8)  # folding changed it
        is_next = self.starts[1:] - self.ends[:-1] == 1
        is_inner = is_next & (self.codes[self.starts[1:] - 1] != ord("\n"))
        case[1:] += case[1:] & is_inner
        return np.asarray(case, np.uint8)

    def capitals(self) -> float:
        """The share of letters and other signs of words that are capitals."""
        changed = int(np.count_nonzero(self._written() != self.codes))
        return changed / max(1, int((self.ends - self.starts).sum()))

    def _written(self) -> NDArray[np.unsignedinteger[Any]]:
        """The code points of the text."""
        if self.text.isascii():
            return np.frombuffer(self.text.encode(), np.uint8)
        return np.frombuffer(self.text.encode("utf-32-le"), np.uint32)

    def text_between(self, first: int, last: int) -> str:
        """The text from one word to another, both included, as it was written, on one line."""
        return " ".join(self.text[self.starts[first] : self.ends[last]].split())


def content(text: str, spans: Iterable[tuple[int, int, str]]) -> str:
    """The text without its boilerplate.

    Args:
        text: the text of an article.
        spans: sorted `(start, end, label)`.
    """
    kept, position = [], 0
    for start, end, label in spans:
        if is_boilerplate(label):
            kept.append(text[position:start])
            position = end
    return "".join([*kept, text[position:]])


def content_words(row: Mapping[str, Any]) -> Words:
    """The words of a published row's content: its text without its own boilerplate spans."""
    spans = ((span["start"], span["end"], LABELS[span["label"]]) for span in row["spans"])
    return words(content(row["text"], spans))


def words(text: str) -> Words:
    """The words of a text: runs of letters, marks and digits, case folded."""
    folded = text.casefold()
    if len(folded) != len(text):
        text = _long_folds().sub(_unfolded, text)
    codes, kinds = _read(folded)
    is_letter = np.zeros(len(codes) + 2, np.bool_)
    np.equal(kinds, _LETTER, out=is_letter[1:-1])
    edges = np.flatnonzero(is_letter[1:] != is_letter[:-1])
    starts, ends = edges[::2], edges[1::2]
    if len(alone := np.flatnonzero(kinds == _ALONE)):
        starts = np.sort(np.concatenate([starts, alone]))
        ends = np.sort(np.concatenate([ends, alone + 1]))
    return Words(text, folded, codes, starts, ends, stretches(codes, starts, ends))


@cache
def _long_folds() -> re.Pattern[str]:
    """The characters that folding makes longer: ß, İ and a hundred more, all in the first plane."""
    characters = map(chr, range(_PLANE))
    return re.compile(f"[{''.join(char for char in characters if len(char.casefold()) > 1)}]")


def _unfolded(match: re.Match[str]) -> str:
    """The folded form of a character, which is longer, in the case of the character."""
    folded = match[0].casefold()
    return folded.capitalize() if match[0].isupper() else folded


def runs(hashes: NDArray[np.uint64], n: int) -> NDArray[np.uint64]:
    """The hash of every run of `n` words; a text of fewer words is one run."""
    if not len(hashes):
        return hashes
    return hashing.runs(hashes, min(n, len(hashes)))


def _read(text: str) -> tuple[NDArray[np.unsignedinteger[Any]], NDArray[np.uint8]]:
    """The code points of a text and the kind of each."""
    if text.isascii():
        encoded = text.encode()
        kinds = encoded.translate(_basic_plane()[:256].tobytes())
        return np.frombuffer(encoded, np.uint8), np.frombuffer(kinds, np.uint8)
    codes = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    kinds_of = _basic_plane()[np.minimum(codes, _PLANE - 1)]
    for index in np.flatnonzero(codes >= _PLANE).tolist():  # mostly emoji
        kinds_of[index] = _kind(int(codes[index]))
    return codes, kinds_of


@cache
def _basic_plane() -> NDArray[np.uint8]:
    """The kind of every character of Unicode's first plane."""
    return np.array([_kind(code) for code in range(_PLANE)], np.uint8)


def _kind(code: int) -> int:
    for low, high in UNSPACED:
        if low <= code <= high:
            return _ALONE
    character = chr(code)
    is_word = character.isalnum() or unicodedata.category(character).startswith("M")
    return _LETTER if is_word else _SPACE
