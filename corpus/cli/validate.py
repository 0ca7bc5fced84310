"""`corpus validate`: the problems of raw articles, at file and line."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corpus import api
from corpus.cli.excerpt import excerpt
from corpus.cli.imported import imported, map_option, outlet_option
from corpus.cli.output import tell
from corpus.cli.problems import (
    Flood,
    all_option,
    grouped,
    located,
    tell_as_annotation,
    tell_as_text,
)
from corpus.contract.problems import Problem
from corpus.contract.reasons.rule import Severity
from corpus.documents.wording import counted
from corpus.release.layout import DEFAULT_RELEASE

if TYPE_CHECKING:
    from corpus.read.locate import Locator


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
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    help="TOML file with tables [limits], [import] and [validate].",
)
@click.option(
    "--select",
    multiple=True,
    metavar="RULE",
    help="Tell only this rule, or rules: C101, C3, markup.",
)
@click.option("--ignore", multiple=True, metavar="RULE", help="Do not tell this rule, or rules.")
@click.option(
    "--since",
    metavar="REV",
    help="Tell only of files that were changed since this revision of git; others may clash with "
    "them.",
)
@click.option(
    "--against",
    type=click.Path(path_type=Path),
    metavar="RELEASE",
    help=f"Compare with what is published there. [default: {DEFAULT_RELEASE}, if it is there]",
)
@click.option("--strict", is_flag=True, help="Warnings count as well.")
@map_option
@outlet_option
@all_option
def validate(
    paths: tuple[Path, ...],
    form: str,
    config: Path | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    since: str | None,
    against: Path | None,
    strict: bool,
    maps: tuple[str, ...],
    outlet: str | None,
    tell_all: bool,
) -> None:
    """Check raw articles, labels, outlet tables and configurations at PATHS (by default: raw).

    Any file of a corpus may be named by itself: labels are checked with the articles beside them,
    an outlet table against those beside it.

    Exit codes: 0 nothing to fix; 1 problems were found; 2 could not run.
    """
    validation = api.start_validation(config, maps, outlet, select, ignore, since, against)
    problems = validation.problems(paths or (Path("raw"),))
    counts: Counter[Severity] = Counter()
    shows_lines = form == "text" and sys.stdout.isatty()
    for item in located(problems if tell_all else grouped(problems), validation.locator):
        _TELL[form](item)
        if shows_lines and isinstance(item, Problem):
            _show_line(item, validation.locator)
        counts[item.severity] += item.untold if isinstance(item, Flood) else 1
    for note in validation.notes:
        tell(note, err=True)
    for line in imported(Path(), validation.tally, validation.importing):
        tell(line, err=True)
    found = counted(counts["error"], "problem", "problems")
    if counts["warning"]:
        found += f" and {counted(counts['warning'], 'warning', 'warnings')}"
    if counts["note"]:
        found += f" and {counted(counts['note'], 'note', 'notes')}"
    tell(f"{validation.articles} articles are valid, {found} found", err=True)
    sys.exit(1 if counts["error"] or (strict and counts["warning"]) else 0)


def _show_line(problem: Problem, locator: Locator) -> None:
    """The line that a problem stands in, for people before a screen."""
    text = locator.text(problem)
    if text is not None and problem.span is not None and problem.reason != "secret_in_url":
        for line in excerpt(text.line(problem.span.line), problem.span):
            tell(line, dim=True)


_TELL = {"text": tell_as_text, "github": tell_as_annotation}
