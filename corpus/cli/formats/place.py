"""Places for formats that know lines alone."""

from __future__ import annotations

from corpus.contract.place import LINE, shown_place, unit_of
from corpus.contract.problems import Problem


def message_with_number(problem: Problem) -> str:
    """The message, behind the number of the record where that is no line."""
    if problem.span or problem.line is None or unit_of(problem.line) == LINE:
        return problem.message
    number = shown_place("", problem.line).removeprefix(": ")
    return f"{number}: {problem.message}"
