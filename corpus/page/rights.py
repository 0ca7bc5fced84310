"""What a page and the answer that brought it say of rights: licences and reservations.

Openness is never inferred: neither free access nor the absence of a reservation is a licence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from corpus.contract.licenses import spdx
from corpus.page.candidates import Found
from corpus.page.declared import Declared

_NO_AI = re.compile(r"\bnoai\b", re.IGNORECASE)


def one_license(found: Iterable[Found]) -> Iterator[Found]:
    """The licence, as an SPDX expression, where all known ones that a page names are the same."""
    known = {name: source for text, source in found if (name := spdx(text))}
    if len(known) == 1:
        yield from map(Found._make, known.items())


def reservations(page: Declared, headers: Mapping[str, str]) -> Iterator[Found]:
    """What reserves the rights of text and data mining; each alone does.

    `tdm-reservation` is of the TDM Reservation Protocol (W3C community group, 2024); `noai` is what
    sites and galleries write for robots. `noimageai` speaks of pictures alone, and is none.

    Args:
        page: What it declares.
        headers: Of the HTTP answer, by their names in any case.
    """
    given = {name.lower(): value for name, value in headers.items()}
    for source, values in (
        ("meta:tdm-reservation", page.metas_of("tdm-reservation")),
        ("header:tdm-reservation", [given.get("tdm-reservation", "")]),
    ):
        if any(value.strip() == "1" for value in values):
            yield Found("tdm-reservation", source)
    for source, values in (
        ("meta:robots", page.metas_of("robots")),
        ("header:x-robots-tag", [given.get("x-robots-tag", "")]),
    ):
        if any(map(_NO_AI.search, values)):
            yield Found("noai", source)


def policies(page: Declared, headers: Mapping[str, str]) -> Iterator[Found]:
    """Addresses of the terms of a reservation; arguments are those of `reservations`."""
    for text in page.metas_of("tdm-policy"):
        yield Found(text, "meta:tdm-policy")
    for name, text in headers.items():
        if name.lower() == "tdm-policy":
            yield Found(text, "header:tdm-policy")
