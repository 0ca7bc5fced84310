"""Words that a text needs for an expression to match it, so that few texts are matched at all.

RE2's filter finds such words too, but cannot be told which to take: it searches for "is" and "the",
remembers which of all words a text has, and so builds states for every new text.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from re import _constants as code  # type: ignore[attr-defined]  # the parser of `re` has no
from re import _parser as parser  # type: ignore[attr-defined]  # public name
from typing import Any

_MOST = 160  # texts: of more, the automaton that searches for them has too many states
_EVERYWHERE = " .,"  # signs that tell no text from another
_RARE = 4  # letters that a sign is worth which is no letter, or stands for a syllable or a word
_SYLLABLES = "\u2e80"  # the first sign of those that do

_Item = tuple[Any, Any]  # of a parsed expression: a code of `re`, and what belongs to it


@cache
def needed_words(regex: str) -> frozenset[str]:
    """Words, or parts of some, of which every text that an expression matches has one.

    Args:
        regex: an expression without flags, which Python and RE2 read alike.

    Returns:
        Of the sets that were found the one with the rarest words; none, where it needs no word.
    """
    words = _needed(parser.parse(regex), {""})
    return frozenset(words if _worth(words)[0] > 0 else ())


def _needed(sequence: Iterable[_Item], before: set[str]) -> set[str]:
    """The best words of items that stand one after the other, behind one of some texts."""
    found, run = [], before
    for item in sequence:
        texts = _texts(item)
        longer = _joined(run, texts)
        if not longer:
            found += [run, _needed_within(item, run)]
        run = longer or texts or {""}
    return max([*found, run], key=_worth)


def _needed_within(item: _Item, before: set[str]) -> set[str]:
    kind, value = item
    if kind is code.SUBPATTERN:
        return _needed(value[-1], before)
    if kind is code.BRANCH:
        return _of_all(_needed(sequence, before) for sequence in value[1])
    if kind is code.MAX_REPEAT and value[0] > 0:
        return _needed(value[2], before)
    return set()


def _texts(item: _Item) -> set[str]:
    """All texts that an item matches; none, where they are too many."""
    kind, value = item
    if kind is code.LITERAL:
        return {chr(value)}
    if kind is code.IN:
        return _of_all(map(_texts_in_class, value))
    if kind is code.SUBPATTERN:
        return _texts_of(value[-1])
    if kind is code.BRANCH:
        return _of_all(map(_texts_of, value[1]))
    if kind is code.MAX_REPEAT and value[:2] == (0, 1):
        return _of_all([_texts_of(value[2]), {""}])
    return set()


def _texts_in_class(item: _Item) -> set[str]:
    """The characters that a part of a class stands for; none, where they are too many."""
    kind, value = item
    if kind is code.LITERAL:
        return {chr(value)}
    if kind is code.RANGE and value[1] - value[0] < _MOST:
        return {*map(chr, range(value[0], value[1] + 1))}
    # In RE2 these are ASCII alone.
    return set("0123456789") if value is code.CATEGORY_DIGIT else set()


def _texts_of(sequence: Iterable[_Item]) -> set[str]:
    texts = {""}
    for item in sequence:
        if not texts:
            break
        texts = _joined(texts, _texts(item))
    return texts


def _joined(before: set[str], after: set[str]) -> set[str]:
    few = len(before) * len(after) <= _MOST
    return {one + other for one in before for other in after} if few else set()


def _of_all(alternatives: Iterable[set[str]]) -> set[str]:
    """What one of the alternatives has; nothing, where one of them has nothing."""
    sets = list(alternatives)
    return set().union(*sets) if all(sets) else set()


def _worth(words: set[str]) -> tuple[int, int]:
    return min(map(_rarity, words), default=0), -len(words)


def _rarity(word: str) -> int:
    """About how rare a word is: by its letters, of which digits and other signs count for more."""
    signs = word.strip(_EVERYWHERE)
    rare = sum(s >= _SYLLABLES or not (s.isalpha() or s in _EVERYWHERE) for s in signs)
    return len(signs) + (_RARE - 1) * rare
