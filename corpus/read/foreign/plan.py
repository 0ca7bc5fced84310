"""How all records with the same fields are read: their kind, and where each value stands."""

from __future__ import annotations

from typing import Any, NamedTuple

from corpus.read.foreign.kinds import (
    OTHER,
    OWN,
    Kind,
    Path,
    by_form,
    kind_of,
    kinds,
    path_of,
    places,
)
from corpus.read.foreign.settings import Importing


class Plan(NamedTuple):
    """How all records with the same fields are read."""

    kind: Kind
    places: dict[str, list[Path]]  # by our field
    guess: str  # of their fields, the likeliest to be a text; empty: none is like it
    mapped: list[str]  # fields of the user's mapping that the records have


def make_plan(
    data: dict[str, Any], may_be_own: bool, kind: str | None, importing: Importing
) -> Plan:
    """Plan how to read records.

    Args:
        data: The first of them.
        may_be_own: Whether its file is of a form that our own records have.
        kind: Of all records of that form; None: told by their fields.
        importing: What the user says of them, which comes first.
    """
    present = by_form(data)
    mapped = {theirs: path for theirs in importing.map if (path := path_of(theirs, present))}
    asked = importing.kind or kind
    its_kind = kinds()[asked] if asked else kind_of(data, may_be_own)
    if mapped and its_kind.name == OWN:
        its_kind = kinds()[OTHER]
    found = {
        ours: [path for path in paths if path not in mapped.values()]
        for ours, paths in places(its_kind, data).items()
    }
    for theirs, path in reversed(mapped.items()):
        found[importing.map[theirs]].insert(0, path)
    return Plan(its_kind, found, _longest_prose(data), list(mapped))


def _longest_prose(data: dict[str, Any]) -> str:
    prose = {
        name: len(value)
        for name, value in data.items()
        if isinstance(value, str) and " " in value.strip()
    }
    return max(prose, key=prose.__getitem__, default="")
