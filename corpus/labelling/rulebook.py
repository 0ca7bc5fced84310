r"""The rule files: one per label, `rules/<label>.toml`, patterns with their examples.

A pattern is a list of RE2 expressions over a line's normal form (`lines.normal`: lower case,
straight quotes, no bullets). An expression must match the whole of what `where` names:

    line      the line is boilerplate by itself
    heading   so is the line, and so is the list of links below it
    beside    the line is boilerplate only beside a line that already has the rule's label
    tail      the whole line is boilerplate, or only its last sentences
    thread    the line begins a post; if three lines do, and another line has the rule's label, they
              are boilerplate with all lines between them
    apart     the line is what the label says only if it stands apart from the story: not between
              two of its sentences

These fields say where a pattern does not match after all:

    unless    expressions over the normal form; they take the place of RE2's missing look-ahead
    written   an expression over the line as it stands in the text, with its capitals
    small     of a rule: all words that its lines may have in small letters, spaces between them;
              `small_beginnings` has the beginnings of more

A rule or pattern with `tells_stories = true` is about headlines, captions or people. No other one
matches a line that says what somebody said or what happened (`grammar.tells_story`).

All expressions are matched as one RE2 automaton. A counted repeat of a wide class multiplies its
states: write `[^.]+`, not `[^.]{1,60}`, and limit the length with `longest`, the most characters
that a pattern may match (default: 140). `\b` and `\w` know ASCII only.

A rule with changed behaviour gets a new `name`, so that an old release stays explainable.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from corpus.contract.labels import BOILERPLATE, FURNITURE

WHERE = ("line", "heading", "beside", "tail", "thread", "apart")
IN_BLOCK = ":block"  # ends the `why` of a vote on a line that only its heading or thread labels
_LONGEST = 140  # characters; of 22,803 lines of the bench that the rules match 1% are longer


class Pattern(NamedTuple):
    """One wording, in one or more languages."""

    id: str
    where: str  # one of WHERE
    regex: tuple[str, ...]  # RE2, over the normal form; any of them
    yes: tuple[str, ...]  # lines it must match
    no: tuple[str, ...]  # lines it must not match
    longest: int  # characters of the normal form that it may match
    written: str  # RE2, over the line as written, which must match too; empty: anything does
    unless: tuple[str, ...]  # RE2, over the normal form; a line that matches any is left alone
    tells_stories: bool  # whether the lines may, as headlines and captions do


class Rule(NamedTuple):
    """All wordings of one label."""

    name: str  # with its version; the `source` of its votes is `rule:<name>`
    label: str
    patterns: tuple[Pattern, ...]
    small: frozenset[str]  # the only words that may be written in small letters; none: all may
    small_beginnings: tuple[str, ...]  # of more such words


@cache
def rulebook() -> tuple[Rule, ...]:
    """Every rule of the package, in the order of the labels."""
    folder = files("corpus.labelling") / "rules"
    order = {f"{label}.toml": n for n, label in enumerate(BOILERPLATE + FURNITURE)}
    entries = [entry for entry in folder.iterdir() if entry.name in order]
    return tuple(
        _rule(tomllib.loads(entry.read_text("utf-8")))
        for entry in sorted(entries, key=lambda entry: order[entry.name])
    )


def _rule(data: dict[str, Any]) -> Rule:
    tells_stories = data.get("tells_stories", False)
    return Rule(
        data["name"],
        data["label"],
        tuple(_pattern({"tells_stories": tells_stories, **pattern}) for pattern in data["pattern"]),
        frozenset(data.get("small", "").split()),
        tuple(data.get("small_beginnings", "").split()),
    )


def _pattern(data: dict[str, Any]) -> Pattern:
    return Pattern(
        data["id"],
        data["where"],
        tuple(data["regex"]),
        tuple(data["yes"]),
        tuple(data.get("no", ())),
        data.get("longest", _LONGEST),
        data.get("written", ""),
        tuple(data.get("unless", ())),
        data["tells_stories"],
    )
