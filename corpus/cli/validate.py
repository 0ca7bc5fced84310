"""`corpus validate`: the problems of raw articles, at file and line."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corpus.cli.output import annotate, tell

if TYPE_CHECKING:
    from corpus.contract.problems import Problem


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "github"]),
    default="text",
    show_default=True,
    help="github: annotations of a pull request.",
)
def validate(paths: tuple[Path, ...], form: str) -> None:
    """Check raw articles, labels and outlet tables at PATHS (by default: raw).

    Exit codes: 0 nothing to fix; 1 problems were found; 2 could not run.
    """
    from corpus.pipeline.validate import Validation

    tell_problem = _FORMATS[form]
    validation = Validation()
    count = 0
    for path in paths or (Path("raw"),):
        for problem in validation.problems(path):
            tell_problem(problem)
            count += 1
    for note in validation.notes:
        tell(note, err=True)
    problems = "1 problem" if count == 1 else f"{count} problems"
    tell(f"{validation.articles} articles are valid, {problems} found", err=True)
    sys.exit(1 if count else 0)


def _tell(problem: Problem) -> None:
    tell(str(problem))


def _annotate(problem: Problem) -> None:
    annotate("error", problem.message, file=problem.file, line=problem.line, title=problem.reason)


_FORMATS: dict[str, Callable[[Problem], None]] = {"text": _tell, "github": _annotate}
