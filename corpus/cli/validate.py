"""`corpus validate`: the problems of raw articles, at file and line."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corpus import api
from corpus.cli.counted import counted

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
@click.option("--config", type=click.Path(path_type=Path), help="TOML file with a [limits] table.")
@click.option("--strict", is_flag=True, help="Warnings count as well.")
def validate(paths: tuple[Path, ...], form: str, config: Path | None, strict: bool) -> None:
    """Check raw articles, labels and outlet tables at PATHS (by default: raw).

    Exit codes: 0 nothing to fix; 1 problems were found; 2 could not run.
    """
    as_line = _FORMATS[form]
    validation = api.start_validation(config)
    errors = warnings = 0
    for path in paths or (Path("raw"),):
        for problem in validation.problems(path):
            click.echo(as_line(problem))
            if problem.severity == "warning":
                warnings += 1
            else:
                errors += 1
    for note in validation.notes:
        click.echo(note, err=True)
    found = counted(errors, "problem") + (
        f" and {counted(warnings, 'warning')}" if warnings else ""
    )
    click.echo(f"{validation.articles} articles are valid, {found} found", err=True)
    sys.exit(1 if errors or (strict and warnings) else 0)


def _github(problem: Problem) -> str:
    line = "" if problem.line is None else f",line={problem.line}"
    file = _escape(problem.file).replace(",", "%2C").replace(":", "%3A")
    level = "warning" if problem.severity == "warning" else "error"
    return f"::{level} file={file}{line},title={problem.reason}::{_escape(problem.message)}"


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


_FORMATS: dict[str, Callable[[Problem], str]] = {"text": str, "github": _github}
