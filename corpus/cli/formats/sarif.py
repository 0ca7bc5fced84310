"""SARIF 2.1.0, the format of results that GitHub's code scanning and editors read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from corpus._version import __version__
from corpus.cli.formats.held import held
from corpus.cli.formats.json_document import tell_document
from corpus.cli.formats.place import message_with_number
from corpus.cli.formats.run import Run
from corpus.contract.place import LINE, unit_of
from corpus.contract.problems import Problem
from corpus.contract.reasons import RULES
from corpus.contract.reasons.rule import Severity
from corpus.contract.span import json_path
from corpus.documents.rules import explanation, in_words

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS: dict[Severity, str] = {
    "error": "error",
    "warning": "warning",
    "note": "note",
    "left_out": "note",
}


def write(problems: Iterator[Problem], run: Run) -> None:
    """Print the document once all problems are known."""
    rules: dict[str, int] = {}  # those that are broken, with their place in the list of rules
    with held(_results(run.located(problems), rules)) as results:
        frame = {
            "$schema": _SCHEMA,
            "version": "2.1.0",
            "runs": [
                {
                    "tool": {"driver": _driver(rules)},
                    "columnKind": "unicodeCodePoints",
                    "results": [],
                }
            ],
        }
        tell_document(frame, results, run.counts.total())


def _driver(rules: Iterable[str]) -> dict[str, Any]:
    return {
        "name": "corpus",
        "semanticVersion": __version__,
        "rules": [_rule(reason) for reason in rules],
    }


def _rule(reason: str) -> dict[str, Any]:
    rule = RULES[reason]
    return {
        "id": rule.code,
        "name": reason,
        "shortDescription": {"text": f"The input {in_words(rule.what)}."},
        "fullDescription": {"text": rule.why},
        "help": {"text": "\n".join(explanation(reason, rule))},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _results(problems: Iterable[Problem], rules: dict[str, int]) -> Iterator[str]:
    for problem in problems:
        result = {
            "ruleId": RULES[problem.reason].code,
            "ruleIndex": rules.setdefault(problem.reason, len(rules)),
            "level": _LEVELS[problem.severity],
            "message": {"text": message_with_number(problem)},
            "locations": [_location(problem)],
        }
        yield json.dumps(result)


def _location(problem: Problem) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(problem.file)}}
    if span := problem.span:
        physical["region"] = {
            "startLine": span.line,
            "startColumn": span.column,
            "endLine": span.end_line,
            "endColumn": span.end_column,
        }
    elif problem.line is not None and unit_of(problem.line) == LINE:
        physical["region"] = {"startLine": problem.line}
    location: dict[str, Any] = {"physicalLocation": physical}
    if problem.path is not None:
        location["logicalLocations"] = [{"fullyQualifiedName": json_path(problem.path)}]
    return location


def _uri(file: str) -> str:
    """A path as a URI, relative where it is."""
    uri = quote(file, errors="surrogatepass")
    return f"file://{uri}" if file.startswith("/") else uri
