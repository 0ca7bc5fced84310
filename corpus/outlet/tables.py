"""`raw/outlets/<country>.toml`: which hosts belong to which outlet."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from corpus.contract.problems import Problem, problem
from corpus.validate.schema import explain


class Outlet(NamedTuple):
    """One entry of an outlet table."""

    id: str
    name: str | None
    country: str | None  # ISO 3166-1 alpha-2
    hosts: tuple[str, ...] = ()
    phrases: Mapping[str, tuple[str, ...]] = {}  # label -> what the outlet says on every page


class Tables(NamedTuple):
    """All outlets of a raw folder."""

    by_id: dict[str, Outlet]
    by_host: dict[str, Outlet]


def load(raw: Path, files: Iterable[str]) -> tuple[Tables, list[Problem]]:
    """Read the tables; a table or entry with a problem is left out and reported."""
    tables, found = Tables({}, {}), []
    for file in files:
        try:
            data = tomllib.loads((raw / file).read_text("utf-8"))
        except (OSError, ValueError) as error:
            found.append(problem("bad_outlets", file, None, found=error, expected="a TOML table"))
            continue
        wrong = explain("outlets", data, file, None)
        found += wrong or [
            p for entry in data["outlet"] if (p := _add(tables, file, data["country"], entry))
        ]
    return tables, found


def _add(tables: Tables, file: str, country: str, entry: dict[str, object]) -> Problem | None:
    outlet = Outlet(
        id=str(entry["id"]),
        name=str(entry["name"]),
        country=country,
        hosts=tuple(entry["hosts"]),  # type: ignore[arg-type]  # the schema holds
        phrases={k: tuple(v) for k, v in entry.get("phrases", {}).items()},  # type: ignore[attr-defined]
    )
    taken = [h for h in outlet.hosts if h in tables.by_host]
    if outlet.id in tables.by_id or taken:
        what = f'host "{taken[0]}"' if taken else f'id "{outlet.id}"'
        return problem("bad_outlets", file, None, found=f"{what} a second time", expected="it once")
    tables.by_id[outlet.id] = outlet
    tables.by_host.update(dict.fromkeys(outlet.hosts, outlet))
    return None
