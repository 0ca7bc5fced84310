"""A problem a line, as JSON, by the schema `problems`."""

from __future__ import annotations

import json
from collections.abc import Iterator

from corpus.cli.formats.run import Run
from corpus.cli.output import tell
from corpus.contract.place import unit_of
from corpus.contract.problems import Problem
from corpus.contract.reasons import RULES
from corpus.contract.span import json_path


def write(problems: Iterator[Problem], run: Run) -> None:
    """Print each as it is found."""
    for problem in run.located(problems):
        tell(as_json(problem))


def as_json(problem: Problem) -> str:
    """All of a problem, on one line of ASCII: so it is the same in any encoding of the output."""
    return json.dumps(
        {
            "file": problem.file,
            "line": problem.line,
            "unit": None if problem.line is None else unit_of(problem.line),
            "span": None if problem.span is None else problem.span._asdict(),
            "path": None if problem.path is None else json_path(problem.path),
            "severity": problem.severity,
            "code": RULES[problem.reason].code,
            "reason": problem.reason,
            "message": problem.message,
        }
    )
