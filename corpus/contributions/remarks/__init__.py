"""Remarks on one article that a build would take: what a maintainer would ask about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from corpus.contract.problems import Problem
from corpus.contributions.remarks import facts, outlets, private, texts
from corpus.contributions.remarks.seen import Seen


class _Remark(NamedTuple):
    """A look at an article, and the rules that it can tell."""

    find: Callable[[Seen], Iterator[Problem]]
    rules: tuple[str, ...]


_REMARKS = (
    _Remark(facts.dates, ("early_retrieval", "too_old")),
    _Remark(facts.address, ("tracking_parameter", "secret_parameter")),
    _Remark(facts.license_, ("misspelt_license", "refused_license", "no_license")),
    _Remark(facts.labels, ("no_labels",)),
    _Remark(outlets.outlet, ("unknown_outlet", "misspelt_outlet", "foreign_host")),
    _Remark(texts.length, ("too_short",)),
    _Remark(texts.language, ("wrong_language",)),
    _Remark(texts.title, ("unrelated_title",)),
    _Remark(texts.boilerplate, ("boilerplate_only",)),
    _Remark(private.private_data, ("private_data",)),
)


def remarks(seen: Seen) -> Iterator[Problem]:
    """All remarks on an article that the policy of its corpus tells."""
    for remark in _REMARKS:
        if seen.policy.tells(*remark.rules):
            yield from remark.find(seen)
