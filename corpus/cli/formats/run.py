"""What a format knows of a run of `corpus validate` beside the problems themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corpus.cli.problems import Flood, grouped, located
from corpus.contract.problems import Problem
from corpus.contract.reasons.rule import Severity

if TYPE_CHECKING:
    from corpus.contributions.validate import Validation


@dataclass
class Run:
    """The settings of the run, and what has been found so far."""

    validation: Validation
    tell_all: bool = False  # no problem is told as one of a kind alone
    is_strict: bool = False
    counts: Counter[Severity] = field(default_factory=Counter)  # of the problems so far

    def counted(self, problems: Iterable[Problem]) -> Iterator[Problem]:
        """Problems as they come; each counts."""
        for problem in problems:
            self.counts[problem.severity] += 1
            yield problem

    def located(self, problems: Iterable[Problem]) -> Iterator[Problem]:
        """Each problem with its span, for programs."""
        return map(self.validation.locator.locate, problems)

    def for_people(self, problems: Iterable[Problem]) -> Iterator[Problem | Flood]:
        """Problems with their spans, and a flood of one kind as a kind."""
        items = problems if self.tell_all else grouped(problems)
        return located(items, self.validation.locator)

    def fails(self, severity: Severity) -> bool:
        """Whether a problem of this severity makes the exit code 1."""
        return severity == "error" or (self.is_strict and severity == "warning")
