"""Remarks on whose an article is."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from corpus.contract.problems import Problem
from corpus.contributions.remarks.seen import Seen
from corpus.identify.address import host_of
from corpus.outlet.resolve import of_host, resolve

_NEAR = 0.8  # of difflib: one or two letters of ten


def outlet(seen: Seen) -> Iterator[Problem]:
    """An outlet that no table knows, or one that has not the host of the address."""
    tables, claimed, url = seen.tables, seen.article.claimed_outlet, seen.article.url
    if not tables.by_id:
        return
    found = resolve(seen.article, tables)
    steps = "outlet" if claimed else "url"
    if found.id not in tables.by_id:
        nearest = get_close_matches(claimed or "", tables.by_id, n=1, cutoff=_NEAR)
        if nearest:
            yield seen.remark("misspelt_outlet", steps, outlet=found.id, nearest=nearest[0])
        else:
            yield seen.remark("unknown_outlet", steps, outlet=found.id)
    elif claimed and url and found.hosts:
        host = host_of(url)
        owner = of_host(host, tables)
        if owner is None or owner.id != found.id:
            whose = f"a host of {owner.id}" if owner else "which no outlet table has"
            yield seen.remark("foreign_host", "url", host=host, whose=whose, outlet=found.id)
