"""An article's content as words: what similarity of any kind is measured on."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import xxhash
from numpy.typing import NDArray

from corpus.contract.labels import is_boilerplate

# Scripts written without spaces give one word per character, as the bench's scorer does it.
_UNSPACED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")
_ASCII_WORD = re.compile(r"[a-z0-9]+")
_KNOWN = 1 << 20  # distinct words that a process remembers the hash of: about 100 MB


class _Hashes(dict[str, int]):
    def __missing__(self, word: str) -> int:
        self[word] = known = word_hash(word)
        return known


_hashes = _Hashes()


def content(text: str, spans: Iterable[tuple[int, int, str]]) -> str:
    """The text without its boilerplate; `spans` are sorted `(start, end, label)`."""
    kept, at = [], 0
    for start, end, label in spans:
        if is_boilerplate(label):
            kept.append(text[at:start])
            at = end
    return "".join([*kept, text[at:]])


def words(text: str) -> list[str]:
    """The words of a text in order, case folded."""
    folded = text.casefold()
    return (_ASCII_WORD if folded.isascii() else _WORD).findall(folded)


def hashed(tokens: list[str]) -> NDArray[np.uint64]:
    """A 64-bit hash for every word."""
    if len(_hashes) > _KNOWN:
        _hashes.clear()
    return np.fromiter(map(_hashes.__getitem__, tokens), np.uint64, len(tokens))


def word_hash(token: str) -> int:
    """The hash of one word."""
    return xxhash.xxh3_64_intdigest(token.encode())


def runs(hashes: NDArray[np.uint64], n: int) -> NDArray[np.uint64]:
    """A well-mixed 64-bit hash for every run of `n` words; a shorter text is one run."""
    if not len(hashes):
        return hashes
    n = min(n, len(hashes))
    total = np.zeros(len(hashes) - n + 1, np.uint64)
    for at in range(n):
        total *= _STEP
        total += hashes[at : at + len(total)]
    total ^= total >> np.uint64(31)
    total *= _MIX
    return total ^ (total >> np.uint64(29))


_STEP = np.uint64(0x9E3779B97F4A7C15)  # odd, so that it loses nothing: 2^64 / golden ratio
_MIX = np.uint64(0xBF58476D1CE4E5B9)  # of splitmix64 (Steele, Lea, Flood 2014)
