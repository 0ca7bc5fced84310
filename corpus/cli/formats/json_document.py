"""All problems, with their numbers, as one JSON document by the schema `problems`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, get_args

from corpus.cli.formats.held import held
from corpus.cli.formats.json_lines import as_json
from corpus.cli.formats.run import Run
from corpus.cli.output import tell
from corpus.contract.problems import Problem
from corpus.contract.reasons.rule import Severity


def write(problems: Iterator[Problem], run: Run) -> None:
    """Print the document once all problems are known."""
    with held(map(as_json, run.located(problems))) as objects:
        tell_document({**head(run), "problems": []}, objects, run.counts.total())


def head(run: Run) -> dict[str, Any]:
    """What a document begins with: how much was found."""
    counts = {severity: run.counts[severity] for severity in get_args(Severity)}
    return {"articles": run.validation.articles, "counts": counts}


def tell_document(frame: dict[str, Any], objects: Iterable[str], size: int) -> None:
    """Print a document and the objects of a list in it, a line each.

    Args:
        frame: the document; the list is the last member of its last member and so on, still empty.
        objects: as JSON.
        size: how many there are.
    """
    before, _, after = json.dumps(frame).rpartition("[]")
    tell(f"{before}[")
    for number, one in enumerate(objects, 1):
        tell(one if number == size else f"{one},")
    tell(f"]{after}")
