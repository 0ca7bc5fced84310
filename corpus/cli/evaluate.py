"""`corpus evaluate`: how good a release's labels are, against people's."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click


@click.command()
@click.argument("release", type=click.Path(path_type=Path), default="build/latest")
@click.option(
    "--gold",
    type=click.Path(path_type=Path, exists=True),
    required=True,
    help="Folder with .labels.json files beside articles, or bench files.",
)
@click.option("--json", "as_json", is_flag=True, help="All figures as JSON.")
@click.option(
    "--floor",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="JSON of least figures of the total; exit 1 where one is not reached.",
)
def evaluate(release: Path, gold: Path, as_json: bool, floor: Path | None) -> None:
    """Measure the labels of RELEASE (by default: build/latest) against people's.

    Exit codes: 0 done; 1 a figure is below the floor; 2 could not run.
    """
    from corpus.evaluate.evaluate import as_text
    from corpus.evaluate.evaluate import evaluate as run
    from corpus.evaluate.floor import below

    said = run(release, gold)
    click.echo(json.dumps(said, indent=2) if as_json else as_text(said))
    missed = below(said, floor) if floor else []
    for one in missed:
        click.echo(one, err=True)
    sys.exit(1 if missed else 0)
