"""`corpus import`: files of other tools in, raw articles of our own out."""

from __future__ import annotations

import sys
from itertools import chain
from pathlib import Path

import click

from corpus import api
from corpus.cli.imported import imported, map_option, outlet_option
from corpus.cli.output import tell
from corpus.cli.problems import all_option, grouped, located, tell_as_text
from corpus.documents.wording import counted


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--from", "kind", metavar="KIND", help="The kind of all records; see docs/import.md.")
@map_option
@outlet_option
@click.option("--to", type=click.Path(path_type=Path), default="raw", show_default=True)
@click.option(
    "--config", type=click.Path(path_type=Path), help="TOML file with tables [limits] and [import]."
)
@all_option
def import_(
    paths: tuple[Path, ...],
    kind: str | None,
    maps: tuple[str, ...],
    outlet: str | None,
    to: Path,
    config: Path | None,
    tell_all: bool,
) -> None:
    """Write the articles in the files and folders PATHS as raw articles of our own.

    Each path becomes one file of --to. `corpus build PATHS` reads the same files without it.

    Exit codes: 0 done; 1 records were left out; 2 could not run.
    """
    imports = api.start_imports(to, config, maps, outlet, kind, paths)
    is_whole = True
    problems = chain.from_iterable(map(imports.problems, paths))
    for item in located(problems if tell_all else grouped(problems)):
        tell_as_text(item)
        is_whole = is_whole and item.severity != "error"
    for note in imports.notes:
        tell(note, err=True)
    for line in imported(Path(), imports.tally, imports.importing):
        tell(line, err=True)
    for file, articles in imports.written.items():
        tell(f"{file}: {counted(articles) if articles else 'not written: no article is left'}")
    sys.exit(0 if is_whole and all(imports.written.values()) else 1)
