"""What may be done with the texts of a release, as far as their sources say it.

Nothing without a known licence is called open: where one row lacks a licence, or two differ, the
Hub is told `other`, and `unknown` where none is known at all.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import Any, NamedTuple

from corpus.contract.licenses import HUB, is_url, spdx
from corpus.documents.statistics import Statistics, ranked


class OutletRights(NamedTuple):
    """One outlet, and what it says of the rights in its texts."""

    id: str
    name: str
    country: str
    articles: int
    licenses: list[tuple[str | None, int]]  # most first; None: none is known
    statement: str  # the one it makes most often; empty where it makes none


def for_hub(held: Statistics) -> dict[str, Any]:
    """The keys of a card's front matter that say the licence."""
    known = sorted(name for name in held.licenses if name is not None)
    if not known:
        return {"license": "unknown"}
    if len(held.licenses) > 1:
        return {"license": "other", "license_name": "see-column-license"}
    if known[0] in HUB:
        return {"license": HUB[known[0]]}
    name = re.sub(r"[^a-z0-9.]+", "-", known[0].lower()).strip("-")
    said = {"license": "other", "license_name": name or "see-column-license"}
    return said | {"license_link": url} if (url := _url(known[0])) else said


def for_croissant(held: Statistics) -> list[Any]:
    """The licence as a URL where all rows have one that is known, else what holds for which."""
    names = [name for name, _ in licenses(held)]
    if len(names) == 1 and names[0] is not None and (url := _url(names[0])):
        return [url]
    return [_work(name) for name in names]


def licenses(held: Statistics) -> list[tuple[str | None, int]]:
    """Licences with their articles, most first."""
    return _ranked(held.licenses)


def by_outlet(held: Statistics) -> list[OutletRights]:
    """Every outlet, those with most articles first."""
    given: defaultdict[str, Counter[str | None]] = defaultdict(Counter)
    stated: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for (outlet, license, statement), rows in held.rights.items():
        given[outlet][license] += rows
        if statement:
            stated[outlet][statement] += rows
    listed = sorted(held.outlets.items(), key=lambda item: (-item[1], str(item[0])))
    return [
        OutletRights(
            outlet,
            name or "",
            country or "",
            rows,
            _ranked(given[outlet]),
            next((statement for statement, _ in ranked(stated[outlet])), ""),
        )
        for (outlet, name, country), rows in listed
    ]


def _ranked(given: Counter[str | None]) -> list[tuple[str | None, int]]:
    return sorted(given.items(), key=lambda item: (-item[1], item[0] or ""))


def _work(name: str | None) -> dict[str, str]:
    if name is None:
        return {
            "@type": "sc:CreativeWork",
            "name": "Not known",
            "description": "The source names no licence; the text belongs to its publisher.",
        }
    said = {
        "@type": "sc:CreativeWork",
        "name": name,
        "description": f"Of the rows whose license is {name}.",
    }
    return said | {"url": url} if (url := _url(name)) else said


def _url(name: str) -> str | None:
    listed = spdx(name) == name and re.fullmatch(r"(?!LicenseRef)[A-Za-z0-9.+-]+", name)
    return f"https://spdx.org/licenses/{name}.html" if listed else name if is_url(name) else None
