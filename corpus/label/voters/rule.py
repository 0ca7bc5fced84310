"""Evidence from wording: what the rules say of the lines of a batch of articles.

Every distinct short line of the batch is looked at once, by RE2, whose time is linear in the line's
length; the blocks are then found article by article, among the few lines that hit.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain, pairwise
from typing import Any, NamedTuple

import re2

from corpus.contract.article import Vote
from corpus.label.lines import Line, normal
from corpus.label.rulebook import Pattern, Rule, rulebook
from corpus.label.weights import weight

SHORT = 400  # characters; of 2,607 lines of the bench that the rules find 22 are longer than 300
# Of 100 lines of the bench's stories 56 are longer than the first, 35 than the second.
_LENGTHS = (140, SHORT)
_LINK = 160  # characters; the longest 1% of related headlines in the bench are longer
_BLOCK = 15  # lines; longer lists below a heading are menus, which rules see by themselves
_POSTS = 3  # that make a thread, of one label: a story may quote a letter
_POST = 25  # lines; a longer one has the rest of the page in it
_SENTENCE_END = (".", "!", "。", "।", "؟", "۔", ":", ";", ",")
_CLOSING = "\"')]"  # what may stand behind the end of a sentence, in normal form
_BREAK = re.compile(r"""[.!?…。।؟۔][)"'”’»]*\s*(?=\S)""")  # between two sentences of a line
IN_BLOCK = ":block"  # ends the `why` of a vote that the heading above brought
# Bytes RE2 may take for the states of a set; used up, it starts anew. What trafilatura leaves of
# the bench's pages takes some 40 MB; with 32 a line cost twice as much.
_MEMORY = 64 << 20


class Hit(NamedTuple):
    """A pattern that a line, or the end of one, matches."""

    rule: Rule
    pattern: Pattern


class _Expressions(NamedTuple):
    """Expressions that are read together.

    One that may begin with a wildcard stays alive along every line of a story, and many of these in
    one automaton multiply its states, which new lines then have to build: on 54,000 lines, 1,074
    expressions in one set took 160 us a line. Parted, lines of up to 140 characters that were never
    read before take 4 us in a set of 970 and 6 us behind RE2's filter, which looks first for words
    that an expression needs. With 18 more in the set, whose wildcards stand in a second alternative
    or behind an optional article, the set alone took 25 us.
    """

    narrow: re2.Set
    wide: re2.Filter
    narrow_hits: list[int]  # by the numbers that `narrow` gives, those of the book's hits
    wide_hits: list[int]

    def match(self, keys: Sequence[str]) -> Iterator[tuple[str, set[int]]]:
        """The keys that something matches, each with what does."""
        said = [key.encode() for key in keys]
        # One after the other, so that the states of each stay in the processor's cache.
        by_narrow, by_wide = [*map(self.narrow.Match, said)], [*map(self.wide.Match, said)]
        for key, narrow, wide in zip(keys, by_narrow, by_wide, strict=True):
            if narrow or wide:
                found = {self.narrow_hits[at] for at in narrow or ()}
                yield key, found.union(self.wide_hits[at] for at in wide or ())


class _Book(NamedTuple):
    hits: list[Hit]  # sorted
    by_length: tuple[_Expressions, ...]  # for `_LENGTHS`: of the patterns that may be so long
    tails: Any  # finds, among lines of bytes, those that may end in a tail


# A piece of an expression in which every group that opens closes.
_PIECE = r"(?:[^()]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))"
_WILD = re.compile(
    rf"(?:\(\?:)*(?:{_PIECE}*(?<!\\)\|)?(?:\(\?:{_PIECE}*\)\?|\\?.\?)*(?:\(\?:)*"
    r"(?:\[\^|\[\\w|\.|\\S)"
)


def begins_wild(regex: str) -> bool:
    """Whether it may begin with a wildcard: an alternative does, or what stands behind an option.

    Told by its looks: what is told wrong is read slower, but read.
    """
    return _WILD.match(regex) is not None


@cache
def compiled() -> _Book:
    """All rules as automata, which learn as they read; `cache_clear` lets them begin anew."""
    options = re2.Options()
    options.max_mem = _MEMORY
    options.never_capture = True
    hits = sorted(Hit(rule, pattern) for rule in rulebook() for pattern in rule.patterns)
    tails = "|".join(chain(*(hit.pattern.regex for hit in hits if hit.pattern.where == "tail")))
    by_length = (
        _compile({n: hit for n, hit in enumerate(hits) if hit.pattern.longest > over}, options)
        for over in (0, *_LENGTHS[:-1])
    )
    options.never_nl = True
    tailed = re2.compile(rf"(?m)^.*[.!?…)\"'。।؟۔] ?(?:{tails})$", options)
    return _Book(hits, tuple(by_length), tailed)


def _compile(hits: dict[int, Hit], options: re2.Options) -> _Expressions:
    made = _Expressions(re2.Set.FullMatchSet(options), re2.Filter(), [], [])
    for number, hit in hits.items():
        for regex in hit.pattern.regex:
            if begins_wild(regex):
                made.wide.Add(f"^(?:{regex})$", options)
                made.wide_hits.append(number)
            else:
                made.narrow.Add(regex)
                made.narrow_hits.append(number)
    made.narrow.Compile()
    made.wide.Compile()
    return made


def match(key: str) -> list[Hit]:
    """The patterns that match the whole of a text in its normal form, each once."""
    return _matched([key]).get(key, [])


def _matched(keys: Iterable[str]) -> dict[str, list[Hit]]:
    """For each text that patterns match, these."""
    by_length: list[list[str]] = [[] for _ in _LENGTHS]
    for key in keys:
        if len(key) <= SHORT:
            by_length[bisect_left(_LENGTHS, len(key))].append(key)
    book = compiled()
    matched: dict[str, list[Hit]] = {}
    for expressions, some in zip(book.by_length, by_length, strict=True):
        for key, numbers in expressions.match(some):
            hits = [book.hits[n] for n in sorted(numbers)]
            if hits := [hit for hit in hits if len(key) <= hit.pattern.longest]:
                matched[key] = hits
    return matched


def votes(articles: Sequence[Sequence[Line]]) -> list[list[Vote]]:
    """For each article, given as its lines, the votes of the rules."""
    every = dict.fromkeys([line.key for lines in articles for line in lines])
    hits = _matched(every)
    ends = "\n".join([key[-SHORT:] for key in every]).encode()
    tailed = {end.decode() for end in compiled().tails.findall(ends)}
    return [[*_whole_lines(lines, hits), *_tails(lines, tailed, hits)] for lines in articles]


def _vote(start: int, end: int, hit: Hit, why: str = "") -> Vote:
    name, pattern = hit.rule.name, hit.pattern.id
    source, confidence = f"rule:{name}", weight(name, pattern, why)
    return Vote(start, end, hit.rule.label, source, confidence, f"{pattern}{why}")


def _tails(lines: Sequence[Line], tailed: set[str], hits: dict[str, list[Hit]]) -> Iterator[Vote]:
    """Votes for the last sentences of lines that are not boilerplate as a whole."""
    for line in lines if tailed else ():
        if line.key[-SHORT:] not in tailed or line.key in hits:
            continue
        for found in _BREAK.finditer(line.raw, max(0, len(line.raw) - SHORT)):
            said = [h for h in match(normal(line.raw[found.end() :])) if h.pattern.where == "tail"]
            if said:
                yield from (_vote(line.start + found.end(), line.end, hit) for hit in said)
                break


def _whole_lines(lines: Sequence[Line], hits: dict[str, list[Hit]]) -> Iterator[Vote]:
    """Votes for whole lines: by themselves, below a heading, beside another of their kind."""
    given: dict[int, list[Vote]] = {}

    def give(at: int, hit: Hit, why: str = "") -> None:
        given.setdefault(at, []).append(_vote(lines[at].start, lines[at].end, hit, why))

    def has(at: int, label: str) -> bool:
        return any(vote.label == label for vote in given.get(at, ()))

    weak: list[tuple[int, Hit]] = []
    posts: list[tuple[int, Hit]] = []
    for at in [at for at, line in enumerate(lines) if line.key in hits]:
        for hit in hits[lines[at].key] if len(lines[at].raw) <= SHORT else ():
            if hit.pattern.where in ("beside", "thread"):
                (weak if hit.pattern.where == "beside" else posts).append((at, hit))
                continue
            give(at, hit)
            if hit.pattern.where == "heading":
                for below in _block(lines, at, hits):
                    give(below, hit, IN_BLOCK)
    said = {vote.label for some in given.values() for vote in some} if posts else set()
    for at, hit, why in _thread([post for post in posts if post[1].rule.label in said]):
        give(at, hit, why)
    for order in (weak, weak[::-1]):  # once downwards, once upwards
        for at, hit in order:
            label = hit.rule.label
            if not has(at, label) and (has(at - 1, label) or has(at + 1, label)):
                give(at, hit)
    for at in sorted(given):
        yield from given[at]


def _block(lines: Sequence[Line], heading: int, hits: dict[str, list[Hit]]) -> range:
    """The lines below a heading that look like its links: list items, or bare headlines."""
    end = heading + 1
    while end < len(lines) and end - heading <= _BLOCK:
        line = lines[end]
        own = any(
            hit.pattern.where in ("line", "heading", "tail") for hit in hits.get(line.key, ())
        )
        bulleted = end > heading + 1 and lines[heading + 1].bullet
        if own or not _is_link(line) or (bulleted and not line.bullet):
            break
        end += 1
    return range(heading + 1, end)


def _thread(posts: list[tuple[int, Hit]]) -> Iterator[tuple[int, Hit, str]]:
    """The lines of readers' posts, given those that begin one; where the last ends nobody says."""
    if len(posts) < _POSTS:
        return
    for (at, hit), (behind, _) in pairwise(posts):
        yield at, hit, ""
        if behind - at <= _POST:
            yield from ((between, hit, IN_BLOCK) for between in range(at + 1, behind))
    yield *posts[-1], ""


def _is_link(line: Line) -> bool:
    if line.end - line.start > _LINK:
        return False
    return line.bullet or not line.key.rstrip(_CLOSING).endswith(_SENTENCE_END)
