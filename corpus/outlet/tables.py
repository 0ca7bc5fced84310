"""`raw/outlets/<country>.toml`: which hosts belong to which outlet."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from corpus.contract.problems import Problem, problem
from corpus.contract.span import Steps
from corpus.read.toml_places import place_of_error
from corpus.read.usable import file_problem
from corpus.validation.schema import explain


class Outlet(NamedTuple):
    """One entry of an outlet table."""

    id: str
    name: str | None
    country: str | None  # ISO 3166-1 alpha-2
    hosts: tuple[str, ...] = ()
    phrases: Mapping[str, tuple[str, ...]] = {}  # label -> what the outlet says on every page
    languages: tuple[str, ...] = ()  # BCP 47
    parent: str | None = None  # the company that owns it


class Tables(NamedTuple):
    """All outlets of a raw folder."""

    by_id: dict[str, Outlet]
    by_host: dict[str, Outlet]
    hashes: dict[str, str]  # SHA-256 of each table that was read, by file


def load(raw: Path, files: Iterable[str]) -> tuple[Tables, list[Problem]]:
    """Read outlet tables; a table or entry with a problem is left out and reported.

    Args:
        raw: The raw folder.
        files: The tables, relative to it.
    """
    tables = Tables({}, {}, {})
    problems: list[Problem] = []
    for file in files:
        if unusable := file_problem(raw, file):
            problems.append(unusable)
            continue
        try:
            content = (raw / file).read_bytes()
            tables.hashes[file] = hashlib.sha256(content).hexdigest()
            data = tomllib.loads(content.decode("utf-8"))
        except (OSError, ValueError, RecursionError) as error:
            found = "nested too deep" if isinstance(error, RecursionError) else error
            expected = "a TOML table"
            wrong = problem("bad_outlets", file, None, found=found, expected=expected)
            problems.append(wrong._replace(span=place_of_error(error, raw / file)))
            continue
        if invalid := explain("outlets", data, file, None):
            problems += invalid
            continue
        for number, entry in enumerate(data["outlet"]):
            problems += _add(tables, file, number, from_entry(entry, data["country"]))
    return tables, problems


def from_entry(entry: Mapping[str, Any], country: str | None = None) -> Outlet:
    """The outlet of an entry of a table.

    Args:
        entry: as in an outlet table; each field may be missing.
        country: The country of the table.
    """
    return Outlet(
        id=entry.get("id", ""),
        name=entry.get("name"),
        country=country,
        hosts=tuple(entry.get("hosts", ())),
        languages=tuple(entry.get("languages", ())),
        parent=entry.get("parent"),
        phrases={label: tuple(texts) for label, texts in entry.get("phrases", {}).items()},
    )


def _add(tables: Tables, file: str, number: int, outlet: Outlet) -> list[Problem]:
    """Add an outlet to the tables, or say why it cannot be added."""
    taken = [host for host in outlet.hosts if host in tables.by_host]
    if outlet.id in tables.by_id or taken:
        what = f'host "{taken[0]}"' if taken else f'id "{outlet.id}"'
        found, expected = f"{what} a second time", "it once"
        inner: Steps = ("hosts", outlet.hosts.index(taken[0])) if taken else ("id",)
        steps = ("outlet", number, *inner)
        return [problem("bad_outlets", file, None, steps, found=found, expected=expected)]
    tables.by_id[outlet.id] = outlet
    tables.by_host.update(dict.fromkeys(outlet.hosts, outlet))
    return []
