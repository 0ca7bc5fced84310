"""What may be done with the texts of a release, as far as their sources state it.

Nothing without a known licence is called open. The Hub gets one licence only if every row has it:
it gets `other` if one row lacks a licence or two differ, and `unknown` if no row has one.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import Any, NamedTuple

from corpus.contract.licenses import HUB, is_url, spdx
from corpus.documents.statistics import Statistics, ranked

_SEE_COLUMN = "see-column-license"


class OutletRights(NamedTuple):
    """One outlet, and what it states about the rights in its texts."""

    id: str
    name: str
    country: str
    articles: int
    licenses: list[tuple[str | None, int]]  # with articles, most first; None: not known
    statement: str  # the most frequent one; empty if there is none


def hub_license(statistics: Statistics) -> dict[str, Any]:
    """The keys of a card's metadata that state the licence."""
    known = sorted(name for name in statistics.licenses if name is not None)
    if not known:
        return {"license": "unknown"}
    if len(statistics.licenses) > 1:
        return {"license": "other", "license_name": _SEE_COLUMN}
    if known[0] in HUB:
        return {"license": HUB[known[0]]}
    name = re.sub(r"[^a-z0-9.]+", "-", known[0].lower()).strip("-")
    keys = {"license": "other", "license_name": name or _SEE_COLUMN}
    return keys | {"license_link": url} if (url := _url(known[0])) else keys


def croissant_licenses(statistics: Statistics, of_labels: str | None = None) -> list[Any]:
    """A URL if one known licence holds for everything, else a description of each licence.

    Args:
        statistics: Of all rows.
        of_labels: The licence of the labels and of the selection, canonical; None: not told.
    """
    names = [name for name, _ in ranked(statistics.licenses)]
    if of_labels is not None and names != [of_labels]:
        return [*map(_creative_work, names), _license_of_labels(of_labels)]
    if len(names) == 1 and names[0] is not None and (url := _url(names[0])):
        return [url]
    return [_creative_work(name) for name in names]


def by_outlet(statistics: Statistics) -> list[OutletRights]:
    """Every outlet, those with most articles first."""
    licenses: defaultdict[str, Counter[str | None]] = defaultdict(Counter)
    statements: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for rights, rows in statistics.rights.items():
        licenses[rights.outlet][rights.license] += rows
        if rights.statement:
            statements[rights.outlet][rights.statement] += rows
    most_first = sorted(statistics.outlets.items(), key=lambda item: (-item[1], str(item[0])))
    return [
        OutletRights(
            outlet.id,
            outlet.name or "",
            outlet.country or "",
            rows,
            ranked(licenses[outlet.id]),
            next((statement for statement, _ in ranked(statements[outlet.id])), ""),
        )
        for outlet, rows in most_first
    ]


def _creative_work(name: str | None) -> dict[str, str]:
    if name is None:
        return {
            "@type": "sc:CreativeWork",
            "name": "Not known",
            "description": "The source names no licence; the text belongs to its publisher.",
        }
    work = {
        "@type": "sc:CreativeWork",
        "name": name,
        "description": f"The licence of the rows whose license is {name}.",
    }
    return work | {"url": url} if (url := _url(name)) else work


def _license_of_labels(name: str) -> dict[str, str]:
    described = "The licence of the labels and of the selection; not that of the texts."
    work = {"@type": "sc:CreativeWork", "name": name, "description": described}
    return work | {"url": url} if (url := _url(name)) else work


def _url(name: str) -> str | None:
    is_listed = spdx(name) == name and re.fullmatch(r"(?!LicenseRef)[A-Za-z0-9.+-]+", name)
    if is_listed:
        return f"https://spdx.org/licenses/{name}.html"
    return name if is_url(name) else None
