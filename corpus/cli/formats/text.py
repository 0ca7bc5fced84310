"""Problems for people: a line each, and on a terminal the line of the file that is meant."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from corpus.cli.excerpt import excerpt
from corpus.cli.formats.run import Run
from corpus.cli.output import tell
from corpus.cli.problems import tell_as_text
from corpus.contract.problems import Problem

if TYPE_CHECKING:
    from corpus.read.locate import Locator


def write(problems: Iterator[Problem], run: Run) -> None:
    """Tell each as it is found."""
    shows_lines = sys.stdout.isatty()
    for item in run.for_people(problems):
        tell_as_text(item)
        if shows_lines and isinstance(item, Problem):
            _show_line(item, run.validation.locator)


def _show_line(problem: Problem, locator: Locator) -> None:
    """The line that a problem stands in, for people before a screen."""
    text = locator.text(problem)
    if text is not None and problem.span is not None and problem.reason != "secret_in_url":
        for line in excerpt(text.line(problem.span.line), problem.span):
            tell(line, dim=True)
