"""Whether lines are a list of names, which has no language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from corpus.contract.scripts import UNSPACED

_PARTICLES = frozenset(
    "al af bin da das de del della den der di do dos du el ibn la le mac ten ter van von y zu "
    "and und et e i og och en".split()  # the last ones join two names
)
_BETWEEN = re.compile(r"[,;/|&、，；・·]")
_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_UNSPACED = re.compile("[{}]".format("".join(f"{chr(a)}-{chr(b)}" for a, b in UNSPACED)))
_READ = 100  # characters of a line; a list shows by then
# Tuned on lists of the authors of 2,454 pages, and on the headlines and texts of the pages.
_FEWEST = 4  # a headline seldom has as many pieces
_MOST_ARE_NAMES = 0.8  # share of the pieces; lists have "Editor" and "dpa" in between
_WORDS = 4  # of a name
_PROSE = 2 * _WORDS  # words that no list of names has between two commas; saves reading the rest
_UNSPACED_CHARACTERS = 4  # of a name that is written without spaces; verses have five


def is_list_of_names(lines: Iterable[str]) -> bool:
    """Whether nearly all that stands between line ends and commas has the form of a name."""
    pieces = names = 0
    for piece in (piece for line in lines for piece in _BETWEEN.split(line[:_READ])):
        words = [word for word in _WORD.findall(piece) if word not in _PARTICLES]
        if len(words) > _PROSE:
            return False
        pieces += bool(words)
        names += bool(words) and _is_name(words)
    return pieces >= _FEWEST and names >= _MOST_ARE_NAMES * pieces


def _is_name(words: Sequence[str]) -> bool:
    """Whether there are few words, none of them in lower case, as far as the script has any."""
    return len(words) <= _WORDS and not any(
        word[0].islower() or (len(word) > _UNSPACED_CHARACTERS and _UNSPACED.match(word))
        for word in words
    )
