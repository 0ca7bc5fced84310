"""Evidence from wording: what the rules say of the lines of a batch of articles.

Every distinct short line of the batch is looked at once, by RE2, whose time is linear in the
line's length; the blocks are then found article by article, among the few lines that hit.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from corpus.contract.article import Vote
from corpus.label.lines import Line
from corpus.label.rulebook import Pattern, Rule, rulebook
from corpus.label.weights import weight

SHORT = 600  # characters; of the bench's boilerplate lines 0.4% are longer, of its story lines 9%
_LINK = 160  # characters; the longest 1% of related headlines in the bench are longer
_BLOCK = 15  # lines; longer lists below a heading are menus, which rules see by themselves
_SENTENCE_END = (".", "!", "。", "।", "؟", "۔", ":", ";", ",")


class _Hit(NamedTuple):
    rule: Rule
    pattern: Pattern
    start: int  # of the matched part, in the line's normal form; -1 for the whole line


class _Matcher(NamedTuple):
    rule: Rule
    where: str
    any_of: str  # one expression for all patterns: most lines match none
    patterns: tuple[Pattern, ...]


@cache
def _matchers() -> tuple[_Matcher, ...]:
    made = []
    for rule in rulebook():
        for where in dict.fromkeys(pattern.where for pattern in rule.patterns):
            patterns = tuple(p for p in rule.patterns if p.where == where)
            any_of = "|".join(p.regex for p in patterns)
            made.append(_Matcher(rule, where, _anchored(any_of, where), patterns))
    return tuple(made)


def _anchored(regex: str, where: str) -> str:
    if where == "tail":
        return rf"[.!?…\"')。？！] ?(?P<tail>{regex})$"
    return rf"^(?:{regex})$"


def votes(articles: Sequence[Sequence[Line]]) -> list[list[Vote]]:
    """For each article, given as its lines, the votes of the rules."""
    keys = dict.fromkeys(
        line.key for lines in articles for line in lines if line.end - line.start <= SHORT
    )
    hits = match(list(keys))
    return [_article(lines, hits) if hits else [] for lines in articles]


def match(keys: list[str]) -> dict[str, list[_Hit]]:
    """The hits of every line, given in its normal form; lines without one are left out."""
    column = pa.array(keys, pa.string())
    hits: dict[str, list[_Hit]] = {}
    for matcher in _matchers():
        where = pc.indices_nonzero(pc.match_substring_regex(column, matcher.any_of)).to_pylist()
        if not where:
            continue
        few = [keys[i] for i in where]
        for pattern in matcher.patterns:
            for key, start in _positions(few, pattern):
                hits.setdefault(key, []).append(_Hit(matcher.rule, pattern, start))
    return hits


def _positions(keys: list[str], pattern: Pattern) -> list[tuple[str, int]]:
    regex = _anchored(pattern.regex, pattern.where)
    column = pa.array(keys, pa.string())
    if pattern.where != "tail":
        found = pc.match_substring_regex(column, regex).to_pylist()
        return [(key, -1) for key, hit in zip(keys, found, strict=True) if hit]
    spans: Any = pc.extract_regex_span(column, regex).to_pylist()
    return [
        (key, len(key.encode()[: span["tail"][0]].decode()))
        for key, span in zip(keys, spans, strict=True)
        if span is not None
    ]


def _article(lines: Sequence[Line], hits: dict[str, list[_Hit]]) -> list[Vote]:
    given: dict[int, list[Vote]] = {}
    labels: dict[int, set[str]] = {}

    def give(at: int, hit: _Hit, why: str, start: int | None = None) -> None:
        line = lines[at]
        name = hit.rule.name
        vote = Vote(
            line.start if start is None else start,
            line.end,
            hit.rule.label,
            f"rule:{name}",
            weight(name, hit.pattern.id, why),
            f"{hit.pattern.id}{why}",
        )
        given.setdefault(at, []).append(vote)
        if start is None:
            labels.setdefault(at, set()).add(hit.rule.label)

    beside: list[tuple[int, _Hit]] = []
    for at, line in enumerate(lines):
        for hit in hits.get(line.key, ()):
            if hit.pattern.where == "beside":
                beside.append((at, hit))
            elif hit.pattern.where == "tail":
                if line.end - line.start == len(line.key):  # else the offsets do not carry over
                    give(at, hit, "", line.start + hit.start)
            else:
                give(at, hit, "")
                if hit.pattern.where == "heading":
                    for below in _block(lines, at, hits):
                        give(below, hit, ":block")
    for order in (beside, beside[::-1]):  # once downwards, once upwards
        for at, hit in order:
            label = hit.rule.label
            if label in labels.get(at, ()):
                continue
            if label in labels.get(at - 1, ()) or label in labels.get(at + 1, ()):
                give(at, hit, "")
    return [vote for at in sorted(given) for vote in given[at]]


def _block(lines: Sequence[Line], heading: int, hits: dict[str, list[_Hit]]) -> range:
    """The lines below a heading that look like its links: list items, or bare headlines."""
    end = heading + 1
    while end < len(lines) and end - heading <= _BLOCK:
        line = lines[end]
        own = any(hit.pattern.where in ("line", "heading") for hit in hits.get(line.key, ()))
        bulleted = end > heading + 1 and lines[heading + 1].bullet
        if own or not _is_link(line) or (bulleted and not line.bullet):
            break
        end += 1
    return range(heading + 1, end)


def _is_link(line: Line) -> bool:
    if line.end - line.start > _LINK:
        return False
    return line.bullet or not line.key.endswith(_SENTENCE_END)
