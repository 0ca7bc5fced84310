"""The word lists of `wordfreq`, read without importing it.

The import takes 0.2 s, more than everything that linking computes of a small corpus, because
`wordfreq` brings what finds words in texts of 40 languages. Nothing of that is used here: a list is
a gzipped MessagePack file in the format that `wordfreq.read_cBpack` documents.
"""

from __future__ import annotations

import gzip
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import msgpack
import numpy as np
from numpy.typing import NDArray

_HEADER = {"format": "cB", "version": 1}


class WordList(NamedTuple):
    """The words of a language, commonest first, and how often each occurs."""

    words: str  # one a line
    frequencies: NDArray[np.float64]  # share of all words of texts


def word_list(language: str) -> WordList:
    """The small list of a language, of words of letters and digits alone.

    Args:
        language: as `wordfreq` names it. It has no words where there is no list.

    Raises:
        ValueError: the installed `wordfreq` keeps its lists in another format.
    """
    file = _folder() / f"small_{language}.msgpack.gz"
    if not file.is_file():
        return WordList("", np.empty(0))
    header, *lists = msgpack.unpackb(gzip.decompress(file.read_bytes()))
    if header != _HEADER:
        raise ValueError(f"{file.name}: expected a list of wordfreq 3, found {header}")
    kept = [[*filter(str.isalnum, words)] for words in lists]
    # The place of a list is the frequency of its words, in steps of a hundredth of a power of ten.
    frequencies = [10 ** (-place / 100) for place in range(len(kept))]
    return WordList(
        "\n".join(["\n".join(words) for words in kept if words]),
        np.repeat(frequencies, [*map(len, kept)]),
    )


def _folder() -> Path:
    package = find_spec("wordfreq")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("wordfreq", name="wordfreq")
    return Path(package.origin).parent / "data"
