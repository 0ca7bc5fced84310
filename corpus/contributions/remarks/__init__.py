"""Remarks on one article that a build would take: what a maintainer would ask about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from corpus.contract.problems import Problem
from corpus.contributions.policy import Policy
from corpus.contributions.remarks import facts, outlets, private, texts
from corpus.contributions.remarks.seen import Seen

Find = Callable[[Seen], Iterator[Problem]]


class _Remark(NamedTuple):
    """A look at an article, and the rules that it can tell."""

    find: Find
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


def chosen(policy: Policy) -> tuple[Find, ...]:
    """The looks that a policy asks for: of the others nothing would be told."""
    return tuple(remark.find for remark in _REMARKS if policy.tells(*remark.rules))
