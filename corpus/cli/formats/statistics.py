"""How often each rule was broken, in place of the problems."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator

from corpus.cli.formats.json_document import head
from corpus.cli.formats.run import Run
from corpus.cli.output import tell
from corpus.contract.problems import Problem, title
from corpus.contract.reasons import RULES
from corpus.contract.reasons.rule import Severity
from corpus.documents.rules import in_words


def write_table(problems: Iterator[Problem], run: Run) -> None:
    """A line for each rule, the most frequent first."""
    found = _counts(problems)
    numbers = [f"{count:,}" for _, count in found]
    width = max(map(len, numbers), default=0)
    names = max((len(title(reason)) for (reason, _), _ in found), default=0)
    for number, ((reason, severity), _) in zip(numbers, found, strict=True):
        meaning = severity.replace("_", " ")
        what = in_words(RULES[reason].what)
        tell(f"{number:>{width}}  {title(reason):<{names}}  {meaning:<8}  {what}")


def write_document(problems: Iterator[Problem], run: Run) -> None:
    """The same as JSON, by the schema `problems`."""
    rules = [
        {
            "count": count,
            "code": RULES[reason].code,
            "reason": reason,
            "severity": severity,
            "what": in_words(RULES[reason].what),
        }
        for (reason, severity), count in _counts(problems)
    ]
    tell(json.dumps({**head(run), "statistics": rules}))


def _counts(problems: Iterable[Problem]) -> list[tuple[tuple[str, Severity], int]]:
    """How often a rule was broken, at each severity that a policy gives it."""
    counts = Counter((problem.reason, problem.severity) for problem in problems)
    return sorted(counts.items(), key=lambda item: (-item[1], RULES[item[0][0]].code, item[0][1]))
