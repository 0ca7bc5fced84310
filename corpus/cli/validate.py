"""`corpus validate`: the problems of raw articles, at file and line."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from corpus import api
from corpus.cli.fixing import Fixable, diff_option, fix_option, fix_or_show
from corpus.cli.formats import FORMATS, STATISTICS
from corpus.cli.formats.run import Run
from corpus.cli.imported import imported, map_option, outlet_option
from corpus.cli.output import tell
from corpus.cli.places import ReleasePath
from corpus.cli.problems import all_option
from corpus.cli.progress import show_bar
from corpus.documents.wording import counted
from corpus.release.layout import DEFAULT_RELEASE


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    default="text",
    show_default=True,
    help="github: annotations of a pull request. All but text and github give each problem.",
)
@click.option(
    "--statistics",
    "counts_rules",
    is_flag=True,
    help="Count the problems of each rule instead; as text or json.",
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
    type=ReleasePath(),
    metavar="RELEASE",
    help=f"Compare with what is published there. [default: {DEFAULT_RELEASE}, if it is there]",
)
@click.option("--strict", is_flag=True, help="Warnings count as well.")
@fix_option
@diff_option
@map_option
@outlet_option
@all_option
def validate(
    paths: tuple[Path, ...],
    form: str,
    counts_rules: bool,
    config: Path | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    since: str | None,
    against: Path | None,
    strict: bool,
    fix: bool,
    diff: bool,
    maps: tuple[str, ...],
    outlet: str | None,
    tell_all: bool,
) -> None:
    """Check raw articles, labels, outlet tables and configurations at PATHS (by default: raw).

    Any file of a corpus may be named by itself: labels are checked with the articles beside them,
    an outlet table against those beside it.

    Exit codes: 0 nothing to fix; 1 problems were found, or --diff has something to show; 2 could
    not run.
    """
    formats = STATISTICS if counts_rules else FORMATS
    if form not in formats:
        raise click.UsageError(f"--statistics is written as {' or '.join(formats)}, not as {form}")
    paths = paths or (Path("raw"),)
    if fix or diff:
        fixes = api.start_fixes(paths, config, maps, outlet, select, ignore, since)
        fix_or_show(fixes, fix, diff)
    fixable = Fixable()
    with show_bar() as progress:
        validation = api.start_validation(
            config, maps, outlet, select, ignore, since, against, progress
        )
        run = Run(validation, tell_all, strict)
        formats[form](run.counted(fixable.among(validation.problems(paths))), run)
    counts = run.counts
    for note in validation.notes:
        tell(note, err=True)
    for line in imported(Path(), validation.tally, validation.importing):
        tell(line, err=True)
    found = counted(counts["error"], "problem", "problems")
    if counts["warning"]:
        found += f" and {counted(counts['warning'], 'warning', 'warnings')}"
    if counts["note"]:
        found += f" and {counted(counts['note'], 'note', 'notes')}"
    hint = fixable.hint if form == "text" else ""
    tell(f"{validation.articles} articles are valid, {found} found{hint}", err=True)
    sys.exit(int(any(map(run.fails, counts))))
