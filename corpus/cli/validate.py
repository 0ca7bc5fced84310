"""`corpus validate`: the problems of raw articles, at file and line."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

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

    as_line = _FORMATS[form]
    validation = Validation()
    count = 0
    for path in paths or (Path("raw"),):
        for problem in validation.problems(path):
            click.echo(as_line(problem))
            count += 1
    for note in validation.notes:
        click.echo(note, err=True)
    problems = "1 problem" if count == 1 else f"{count} problems"
    click.echo(f"{validation.articles} articles are valid, {problems} found", err=True)
    sys.exit(1 if count else 0)


def _github(problem: Problem) -> str:
    line = "" if problem.line is None else f",line={problem.line}"
    file = _escape(problem.file).replace(",", "%2C").replace(":", "%3A")
    return f"::error file={file}{line},title={problem.reason}::{_escape(problem.message)}"


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


_FORMATS: dict[str, Callable[[Problem], str]] = {"text": str, "github": _github}
