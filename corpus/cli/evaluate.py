"""`corpus evaluate`: how good a release's labels are, compared with people's."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from corpus.cli.output import tell
from corpus.cli.places import ReleasePath
from corpus.release.layout import DEFAULT_RELEASE


@click.command()
@click.argument("release", type=ReleasePath(), default=DEFAULT_RELEASE)
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
    help="JSON of least figures on this gold; exit 1 where one is not reached.",
)
@click.option("--pin", is_flag=True, help="Raise the floor to what is reached.")
@click.option("--lower-because", metavar="REASON", help="With --pin: lower it too, saying why.")
def evaluate(
    release: Path,
    gold: Path,
    as_json: bool,
    floor: Path | None,
    pin: bool,
    lower_because: str | None,
) -> None:
    """Measure the labels of RELEASE (by default: build/latest) against people's.

    Exit codes: 0 done; 1 a figure is below the floor; 2 could not run.
    """
    from corpus.evaluate import floor as floors
    from corpus.evaluate.evaluate import evaluate as run
    from corpus.evaluate.text import as_text

    if pin and floor is None:
        raise click.UsageError("--pin needs --floor FILE, the floor to raise")
    figures = run(release, gold)
    for line in json.dumps(figures, indent=2).split("\n") if as_json else as_text(figures):
        tell(line)
    if pin and floor:
        floors.pin(figures, floor, gold, lower_because)
    missed = floors.below(figures, floor, gold) if floor else []
    for message in missed:
        tell(message, err=True)
    sys.exit(1 if missed else 0)
