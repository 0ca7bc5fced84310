"""Fills what a record does not say of its page, and remembers what said so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from itertools import chain
from types import MappingProxyType
from typing import Any

import jsonschema_rs

from corpus.contract.article import RIGHTS_RESERVED
from corpus.contract.schemas import schema
from corpus.page.addresses import absolute
from corpus.page.candidates import Candidates, Found
from corpus.page.dates import rfc3339
from corpus.page.declared import declared
from corpus.page.guesses import Guesses
from corpus.page.parse import Tree
from corpus.page.rights import one_license, policies, reservations
from corpus.page.saved import saved_from

_NONE: Mapping[str, str] = MappingProxyType({})
_FOREVER = "9999-12-31"
_A_DAY = timedelta(days=1)  # for clocks and time zones
Filled = tuple[dict[str, Any], dict[str, str]]


def fill(data: dict[str, Any], tree: Tree, headers: Mapping[str, str] = _NONE) -> Filled:
    """Fill the fields that a record of a page lacks with what the page says of itself.

    What the record brings stays as it is. A value that the schema of articles refuses is not
    filled. What has no field of its own goes to `extra`: `canonical_url`, `site_name`,
    `is_accessible_for_free`, `rights_reserved`, `tdm_policy`.

    Args:
        data: The record, with its page in `html` and without blank fields; not changed.
        tree: Of the page.
        headers: Of the HTTP answer that brought the page.

    Returns:
        The filled record, and the source of each value that was filled by the name of its field,
        such as `{"title": "json-ld", "extra.site_name": "meta:og:site_name"}`.
    """
    url = data["url"] if isinstance(data.get("url"), str) else None
    page = declared(tree)
    said = Candidates(page, url)
    guesses = Guesses(data["html"], url)
    addresses = list(_absolute(chain(said.addresses(), saved_from(data["html"])), url))
    fields = {
        "url": addresses,
        "title": said.titles(),
        "authors": chain(said.authors(), guesses.authors()),
        "published": _until(data.get("retrieved"), chain(said.dates(), guesses.dates())),
        "language": said.languages(),
        "license": one_license(said.licenses()),
    }
    others = {
        "canonical_url": (found for found in addresses[:1] if url not in (None, found.value)),
        "site_name": said.site_names(),
        "is_accessible_for_free": said.free_access(),
        RIGHTS_RESERVED: reservations(page, headers),
        "tdm_policy": _absolute(policies(page, headers), url),
    }
    filled, sources = _filled(data, fields)
    extra = data.get("extra", {})
    if not isinstance(extra, dict):
        return filled, sources
    filled_extra, sources_of_extra = _filled(extra, others, "extra.")
    return (
        {**filled, "extra": filled_extra} if filled_extra else filled,
        {**sources, **sources_of_extra},
    )


def _filled(
    data: dict[str, Any], candidates: Mapping[str, Iterable[Found]], prefix: str = ""
) -> Filled:
    """The data with the first valid candidate for each name that it lacks, and their sources."""
    filled, sources = dict(data), {}
    for name, asked in candidates.items():
        if name in data:
            continue
        for value, source in asked:
            if _is_valid("extra" if prefix else name, {name: value} if prefix else value):
                filled[name], sources[prefix + name] = value, source
                break
    return filled, sources


def _is_valid(field: str, value: Any) -> bool:
    """Whether the schema of articles takes the value."""
    try:
        return _validator(field).is_valid(value)
    except ValueError:  # half of a surrogate pair, which JSON can write and UTF-8 cannot
        return False


@cache
def _validator(field: str) -> jsonschema_rs.Draft202012Validator:
    rules = schema("article")["properties"][field]
    return jsonschema_rs.Draft202012Validator(rules, validate_formats=True)


def _absolute(found: Iterable[Found], url: str | None) -> Iterator[Found]:
    """Absolute addresses of pages."""
    for address, source in found:
        if full := absolute(address, url):
            yield Found(full, source)


def _until(retrieved: Any, dates: Iterable[Found]) -> Iterator[Found]:
    """Dates until the page was retrieved, where that is known."""
    day = rfc3339(retrieved) if isinstance(retrieved, str) else None
    latest = (date.fromisoformat(day[:10]) + _A_DAY).isoformat() if day else _FOREVER
    return (found for found in dates if found.value[:10] <= latest)
