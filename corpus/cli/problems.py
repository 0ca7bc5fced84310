"""Tells problems: one by one, and a flood of one kind as a kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import click

from corpus.cli.output import tell
from corpus.contract.problems import OF_ALL_RECORDS, Problem, gist, title
from corpus.contract.reasons.rule import Severity

if TYPE_CHECKING:
    from corpus.read.locate import Locator

_ONE_BY_ONE = 20  # problems of one kind, and kinds of one reason: what a screen holds
_PLACES = 3  # of the others of a kind, which are named

all_option = click.option(
    "--all",
    "tell_all",
    is_flag=True,
    help=f"Tell each problem. Default: the first {_ONE_BY_ONE} of a kind, and their number.",
)


@dataclass
class Flood:
    """More problems of one kind than are told one by one."""

    reason: str
    severity: Severity
    kind: str
    size: int = 0  # all of its problems
    first: list[Problem] = field(default_factory=list)  # of those that are not told one by one

    @property
    def untold(self) -> int:
        """How many of its problems are not told one by one."""
        return self.size - self.one_by_one

    @property
    def one_by_one(self) -> int:
        """How many are told as they come: none where each record of a tool has the same."""
        return 0 if self.reason in OF_ALL_RECORDS else _ONE_BY_ONE


def grouped(problems: Iterable[Problem]) -> Iterator[Problem | Flood]:
    """The first problems of each kind as they come, and in the end the kinds that have more.

    Nothing but kinds is kept, and of one reason only so many; those that come later are one kind.
    """
    floods: defaultdict[tuple[str, Severity], dict[str, Flood]] = defaultdict(dict)
    for problem in problems:
        of_reason = floods[problem.reason, problem.severity]
        is_own_kind = problem.kind in of_reason or len(of_reason) < _ONE_BY_ONE
        kind = problem.kind if is_own_kind else gist(problem.reason)
        flood = of_reason.setdefault(kind, Flood(problem.reason, problem.severity, kind))
        flood.size += 1
        if flood.size <= flood.one_by_one:
            yield problem
        elif len(flood.first) < _PLACES:
            flood.first.append(problem)
    for of_reason in floods.values():
        yield from (flood for flood in of_reason.values() if flood.first)


def located(
    items: Iterable[Problem | Flood], locator: Locator | None = None
) -> Iterator[Problem | Flood]:
    """Problems with their columns, as far as their files have some.

    Args:
        items: with files as paths that can be opened.
        locator: what finds them.
    """
    for item in items:
        if locator is None:
            from corpus.read.locate import Locator  # readers that most builds do without

            locator = Locator()
        if isinstance(item, Problem):
            yield locator.locate(item)
        else:
            yield replace(item, first=[*map(locator.locate, item.first)])


def as_text(item: Problem | Flood) -> str:
    """The line that tells it."""
    if isinstance(item, Problem):
        return str(item)
    return f"{item.size:,} x {title(item.reason)}: {item.kind} {_untold(item)}"


def tell_as_text(item: Problem | Flood) -> None:
    """Print a line."""
    tell(as_text(item))


def _untold(flood: Flood) -> str:
    more = ", ..." if flood.untold > len(flood.first) else ""
    places = ", ".join(problem.place for problem in flood.first)
    if flood.reason in OF_ALL_RECORDS:
        return f"(at {places}{more})"
    return f"(not told: {flood.untold:,}, at {places}{more}; --all tells each)"
