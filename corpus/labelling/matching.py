"""Which rule patterns match a line: all expressions as RE2 automata, in time linear in the text."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property
from itertools import accumulate, chain
from typing import Any, NamedTuple

import re2

from corpus.labelling.grammar import tells_story
from corpus.labelling.needed_words import needed_words
from corpus.labelling.rulebook import Pattern, Rule, rulebook

LONGEST = 400  # characters; of 2,607 lines of the bench that the rules match 22 are longer than 300
END = 160  # characters: the longest tails have 140, and before one stands what ends a sentence
# Of 100 lines of the bench's stories 56 are longer than the first, 35 than the second.
_LENGTHS = (140, LONGEST)
# Bytes RE2 may use for the states of a set; when they are used up, it starts anew. The residual
# text that trafilatura leaves of the bench's pages takes about 40 MB; with 32 a line cost twice as
# much.
_MEMORY = 64 << 20
# Texts that a process has matched before it pays to look for needed words: to find these, and to
# compile them, takes about as long as they save on so many.
_MANY = 12_000

_WORD = re.compile(r"[^\W\d_]+")


class Hit(NamedTuple):
    """A pattern that matches a line, or the end of one."""

    rule: Rule
    pattern: Pattern


class _Wide:
    """Expressions that may begin with a wildcard.

    Such a one stays alive along every line of a story. Many of these in one automaton multiply its
    states, and new lines then build new states: on 54,000 lines, 1,074 expressions in one set took
    160 us a line. So they are parted. Lines of up to 140 characters, never read before, take 4 us
    in a set of 970 and 6 us behind RE2's filter, which first searches for words that an expression
    needs. With 18 more in the set, with wildcards in a second alternative or behind an optional
    article, the set alone took 25 us.

    Few lines have a word that the filter must know to match at all (`needed_words`): of longer ones
    6%, of others 12%. Where many are read, to look for these first takes 2 us a line instead of 5
    and 10, and on lines never read before 2 instead of 10 and 15. They are looked for in all lines
    at once, since a call alone takes 0.6 us.
    """

    def __init__(self) -> None:
        self.hits: list[int] = []  # position in the book's hits, by the numbers of a match
        self._filter = re2.Filter()
        self._regexes: list[str] = []
        self._read = 0  # texts

    def add(self, regex: str, hit: int, options: re2.Options) -> None:
        self._filter.Add(f"^(?:{regex})$", options)
        self._regexes.append(regex)
        self.hits.append(hit)

    def compile(self) -> None:
        self._filter.Compile()

    def match(self, encoded: Sequence[bytes]) -> list[Sequence[int] | None]:
        """The numbers of the expressions that match each text, if any."""
        self._read += len(encoded)
        words = self._words if self._read >= _MANY else None
        if words is None:
            return [*map(self._filter.Match, encoded)]
        found: list[Sequence[int] | None] = [None] * len(encoded)
        for number in _texts_with(words, encoded):
            found[number] = self._filter.Match(encoded[number])
        return found

    @cached_property
    def _words(self) -> Any:
        """Finds words that the expressions need; None where one of them needs none."""
        needed: set[str] = set()
        for regex in self._regexes:
            words = needed_words(regex)
            if not words:
                return None
            needed |= words
        return re2.compile("|".join(map(re2.escape, sorted(needed))).encode(), _options())


def _texts_with(words: Any, encoded: Sequence[bytes]) -> Iterator[int]:
    """The numbers of the texts, none of them with a line end, that have one of the words."""
    joined = b"\n".join(encoded)
    ends = [*accumulate(len(text) + 1 for text in encoded)]
    place = 0
    while place < len(joined) and (match := words.search(joined, place)):
        number = bisect_right(ends, match.start())
        yield number
        place = ends[number]


class _Expressions(NamedTuple):
    """Expressions that are matched together: those that begin wild, and one set of the others."""

    narrow: re2.Set
    narrow_hits: list[int]  # position in the book's hits, by the numbers that `narrow` returns
    wide: _Wide

    def match(self, keys: Sequence[str]) -> Iterator[tuple[str, set[int]]]:
        """Each key that an expression matches, with the positions of its hits."""
        encoded = [key.encode() for key in keys]
        # One after the other, so that the states of each stay in the processor's cache.
        by_narrow = [*map(self.narrow.Match, encoded)]
        by_wide = self.wide.match(encoded)
        for key, narrow, wide in zip(keys, by_narrow, by_wide, strict=True):
            if narrow or wide:
                hits = {self.narrow_hits[number] for number in narrow or ()}
                yield key, hits.union(self.wide.hits[number] for number in wide or ())


class _Book(NamedTuple):
    hits: list[Hit]  # sorted
    by_length: tuple[_Expressions, ...]  # per entry of `_LENGTHS`: patterns that may be so long
    tails: Any  # finds, among lines of bytes, those that may end in a tail


# A piece of an expression in which every group that opens closes.
_GROUP = r"\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)"
_PIECE = rf"(?:[^()]|{_GROUP})"
_WILD = re2.compile(
    rf"(?:\(\?:)*(?:(?:{_PIECE}*(?:[^()\\]|{_GROUP}))?\|)?(?:\(\?:{_PIECE}*\)\?|\\?.\?)*(?:\(\?:)*"
    r"(?:\[\^|\[\\w|\.|\\S)"
)


def begins_wild(regex: str) -> bool:
    """Whether an expression, one of its alternatives, or what follows an option begins wild.

    Decided by its looks. A wrong answer makes matching slower, not wrong.
    """
    return _WILD.match(regex) is not None


@cache
def compiled() -> _Book:
    """All rules as automata, which learn as they read; `cache_clear` lets them begin anew."""
    options = _options()
    hits = sorted(Hit(rule, pattern) for rule in rulebook() for pattern in rule.patterns)
    tails = "|".join(chain(*(hit.pattern.regex for hit in hits if hit.pattern.where == "tail")))
    by_length = (
        _compile({n: hit for n, hit in enumerate(hits) if hit.pattern.longest > over}, options)
        for over in (0, *_LENGTHS[:-1])
    )
    options.never_nl = True
    tailed = re2.compile(rf"(?m)^.*[.!?…)\"'。।؟۔] ?(?:{tails})$", options)
    return _Book(hits, tuple(by_length), tailed)


def _options() -> re2.Options:
    options = re2.Options()
    options.max_mem = _MEMORY
    options.never_capture = True
    return options


def _compile(hits: dict[int, Hit], options: re2.Options) -> _Expressions:
    expressions = _Expressions(re2.Set.FullMatchSet(options), [], _Wide())
    for number, hit in hits.items():
        for regex in hit.pattern.regex:
            if begins_wild(regex):
                expressions.wide.add(regex, number, options)
            else:
                expressions.narrow.Add(regex)
                expressions.narrow_hits.append(number)
    expressions.narrow.Compile()
    expressions.wide.compile()
    return expressions


def match(key: str) -> list[Hit]:
    """The patterns that match the whole of a text in its normal form, each once."""
    return match_all([key]).get(key, [])


def match_all(keys: Iterable[str]) -> dict[str, list[Hit]]:
    """The patterns that match each text; texts that none matches are left out."""
    by_length: list[list[str]] = [[] for _ in _LENGTHS]
    for key in keys:
        if len(key) <= LONGEST:
            by_length[bisect_left(_LENGTHS, len(key))].append(key)
    book = compiled()
    matched: dict[str, list[Hit]] = {}
    for expressions, of_length in zip(book.by_length, by_length, strict=True):
        for key, numbers in expressions.match(of_length):
            hits = [book.hits[n] for n in sorted(numbers)]
            if hits := [hit for hit in hits if _stands(hit, key)]:
                matched[key] = hits
    return matched


def _stands(hit: Hit, key: str) -> bool:
    """Whether nothing speaks against a match of the pattern's expressions."""
    if len(key) > hit.pattern.longest:
        return False
    if hit.pattern.unless and _expression(hit.pattern.unless).fullmatch(key):
        return False
    return hit.pattern.tells_stories or hit.pattern.where == "thread" or not tells_story(key)


def is_written(hit: Hit, raw: str) -> bool:
    """Whether a line that a pattern matches is also written as its rule asks."""
    rule, pattern = hit
    if pattern.written and not _expression((pattern.written,)).fullmatch(" ".join(raw.split())):
        return False
    return not rule.small or all(
        word in rule.small or word.startswith(rule.small_beginnings)
        for word in _WORD.findall(raw)
        if word[0].islower()
    )


@cache
def _expression(regexes: tuple[str, ...]) -> Any:
    return re2.compile("|".join(f"(?:{regex})" for regex in regexes))


def with_tails(keys: Iterable[str]) -> set[str]:
    """Among the ends of these texts, END characters each, those that may end in a tail."""
    ends = "\n".join([key[-END:] for key in keys]).encode()
    return {end.decode() for end in compiled().tails.findall(ends)}
