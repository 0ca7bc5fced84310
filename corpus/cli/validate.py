"""`corpus validate`: the problems of raw articles, at file and line."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import click

from corpus import api
from corpus.cli.imported import imported, map_option, outlet_option
from corpus.cli.output import tell
from corpus.cli.problems import Flood, all_option, grouped, tell_as_annotation, tell_as_text
from corpus.contract.problems import Severity
from corpus.documents.wording import counted


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
    "--config", type=click.Path(path_type=Path), help="TOML file with tables [limits] and [import]."
)
@click.option("--strict", is_flag=True, help="Warnings count as well.")
@map_option
@outlet_option
@all_option
def validate(
    paths: tuple[Path, ...],
    form: str,
    config: Path | None,
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
    validation = api.start_validation(config, maps, outlet)
    problems = validation.problems(paths or (Path("raw"),))
    counts: Counter[Severity] = Counter()
    for item in problems if tell_all else grouped(problems):
        _TELL[form](item)
        counts[item.severity] += item.untold if isinstance(item, Flood) else 1
    for note in validation.notes:
        tell(note, err=True)
    for line in imported(Path(), validation.tally, validation.importing):
        tell(line, err=True)
    found = counted(counts["error"], "problem", "problems")
    if counts["warning"]:
        found += f" and {counted(counts['warning'], 'warning', 'warnings')}"
    tell(f"{validation.articles} articles are valid, {found} found", err=True)
    sys.exit(1 if counts["error"] or (strict and counts["warning"]) else 0)


_TELL = {"text": tell_as_text, "github": tell_as_annotation}
