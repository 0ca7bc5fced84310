"""The table of kinds (`kinds.toml`), and of which kind a record is by the names of its fields."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from itertools import chain
from types import MappingProxyType
from typing import NamedTuple

from corpus.contract.schemas import schema

OWN = "own"
OTHER = "other"
TEXT = "text"
EDITORS = "$schema"  # the field that says to an editor how to check the record
_NEAR = 0.75  # `txt` is as near to `text` as 0.86; `body_html` to `html` as 0.62, and is none
_CONTAINERS = ("metadata", "meta")  # objects that are looked into

Path = tuple[str, ...]  # of a field: the names that lead to it


class Kind(NamedTuple):
    """One kind of records; `kinds.toml` explains the fields."""

    name: str
    title: str
    tell: tuple[frozenset[str], ...]
    fields: Mapping[str, tuple[str, ...]]
    left: Mapping[str, str]


@cache
def kinds() -> dict[str, Kind]:
    """All kinds by name, in the order in which they are tried."""
    table = tomllib.loads((files(__package__) / "kinds.toml").read_text("utf-8"))
    return {entry["name"]: _kind(**entry) for entry in table["kind"]}


@cache
def our_fields() -> tuple[str, ...]:
    """The names of the fields of our raw article that say something of it."""
    return tuple(name for name in schema("article")["properties"] if name != EDITORS)


def kind_of(names: Collection[str], may_be_own: bool) -> Kind:
    """The kind of a record.

    A record with our names alone is our own. So is one with some of them, if no other of its names
    is known from elsewhere, and it has a text or a name that is nearly one of ours: most likely
    someone misspelled a field.

    Args:
        names: Of its fields.
        may_be_own: Whether its file is of a form that our own records have.
    """
    present = set(names)
    if may_be_own and present.issubset(our_fields()):
        return kinds()[OWN]
    for kind in kinds().values():
        if any(told <= present for told in kind.tell):
            return kind
    return kinds()[OWN if may_be_own and _is_misspelled(present) else OTHER]


def _is_misspelled(names: set[str]) -> bool:
    unknown = names.difference(our_fields())
    if unknown == names or any(_form(name) in _guesses() for name in unknown):
        return False
    has_text = not names.isdisjoint(("text", "html"))
    return has_text or any(get_close_matches(name, our_fields(), 1, _NEAR) for name in unknown)


def places(kind: Kind, names: Collection[str]) -> dict[str, list[Path]]:
    """Where a record of a kind may have the value of each of our fields, the likeliest first.

    Args:
        kind: Of the record.
        names: Of its fields.
    """
    kept = [name for name in names if name not in kind.left]
    present = by_form(kept)
    containers = [present[name] for name in _CONTAINERS if name in present]
    found: dict[str, list[Path]] = {}
    for ours in our_fields():
        guesses = kinds()[OTHER].fields.get(ours, ())
        nested = [f"{container}.{guess}" for container in containers for guess in guesses]
        wanted = [*kind.fields.get(ours, ()), *guesses, *nested]
        exact = ((name,) for name in wanted if name in kept)
        paths = (path_of(name, present) for name in wanted)
        found[ours] = list(dict.fromkeys(chain(exact, filter(None, paths))))
    return found


def path_of(name: str, present: Mapping[str, str]) -> Path | None:
    """The path that a name with dots stands for in a record; None: it has no such field.

    Args:
        name: As in `kinds.toml`. A field whose name has the dots itself comes first.
        present: The names of the record's fields, as `by_form` gives them.
    """
    if whole := present.get(_form(name)):
        return (whole,)
    first, *rest = name.split(".")
    container = present.get(_form(first)) if rest else None
    return (container, *rest) if container else None


def by_form(names: Iterable[str]) -> dict[str, str]:
    """Names by what is left of them without case and the signs between words."""
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(_form(name), name)
    return found


def _kind(
    name: str,
    title: str,
    tell: Iterable[str] = (),
    fields: Mapping[str, Iterable[str]] = MappingProxyType({}),
    left: Mapping[str, str] = MappingProxyType({}),
) -> Kind:
    told = tuple(frozenset(names.split()) for names in tell)
    return Kind(name, title, told, {ours: tuple(theirs) for ours, theirs in fields.items()}, left)


@cache
def _guesses() -> frozenset[str]:
    fields = kinds()[OTHER].fields.values()
    return frozenset(_form(name) for names in fields for name in names)


def _form(name: str) -> str:
    return "".join(filter(str.isalnum, name)).casefold()
