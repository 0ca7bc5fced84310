"""`corpus validate`: the problems of raw articles, at file and line."""

from __future__ import annotations

import sys
from itertools import chain
from pathlib import Path

import click

from corpus.cli.output import tell
from corpus.cli.problems import Flood, all_option, grouped, tell_as_annotation, tell_as_text


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
@all_option
def validate(paths: tuple[Path, ...], form: str, tell_all: bool) -> None:
    """Check raw articles, labels and outlet tables at PATHS (by default: raw).

    Exit codes: 0 nothing to fix; 1 problems were found; 2 could not run.
    """
    from corpus.pipeline.validate import Validation

    validation = Validation()
    problems = chain.from_iterable(map(validation.problems, paths or (Path("raw"),)))
    count = 0
    for item in problems if tell_all else grouped(problems):
        _TELL[form](item)
        count += item.untold if isinstance(item, Flood) else 1
    for note in validation.notes:
        tell(note, err=True)
    found = "1 problem" if count == 1 else f"{count} problems"
    tell(f"{validation.articles} articles are valid, {found} found", err=True)
    sys.exit(1 if count else 0)


_TELL = {"text": tell_as_text, "github": tell_as_annotation}
