"""The rule files: one per label, `rules/<label>.toml`, patterns with their examples.

A pattern is a list of RE2 expressions over a line's normal form (`lines.normal`: lower case,
straight quotes, no bullets); an expression must match the whole of what `where` names:

    line      the line is boilerplate by itself
    heading   so is the line, and the list of links below it goes with it
    beside    the line is boilerplate only beside a line that already has the rule's label
    tail      the last sentences of the line are boilerplate, the rest is not

Changed behaviour is a new `name`: an old release stays explainable.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from corpus.contract.labels import BOILERPLATE, FURNITURE

WHERE = ("line", "heading", "beside", "tail")


class Pattern(NamedTuple):
    """One wording, in one or more languages."""

    id: str
    where: str  # one of WHERE
    regex: str  # RE2, over the normal form
    yes: tuple[str, ...]  # lines it must match
    no: tuple[str, ...]  # lines it must not match


class Rule(NamedTuple):
    """All wordings of one label."""

    name: str  # with its version, the `source` of its votes: `rule:<name>`
    label: str
    patterns: tuple[Pattern, ...]


@cache
def rulebook() -> tuple[Rule, ...]:
    """Every rule of the package, in the order of the labels."""
    folder = files("corpus.label") / "rules"
    order = {f"{label}.toml": n for n, label in enumerate(BOILERPLATE + FURNITURE)}
    found = [entry for entry in folder.iterdir() if entry.name in order]
    return tuple(
        _rule(tomllib.loads(entry.read_text("utf-8")))
        for entry in sorted(found, key=lambda entry: order[entry.name])
    )


def _rule(data: dict[str, object]) -> Rule:
    patterns: list[dict[str, list[str] | str]] = data["pattern"]  # type: ignore[assignment]
    return Rule(
        str(data["name"]),
        str(data["label"]),
        tuple(
            Pattern(
                str(p["id"]),
                str(p["where"]),
                "|".join(f"(?:{regex})" for regex in p["regex"]),
                tuple(p["yes"]),
                tuple(p.get("no", ())),
            )
            for p in patterns
        ),
    )
