"""`corpus diff`: what changed from one release to another."""

from __future__ import annotations

from pathlib import Path

import click

from corpus.cli.output import tell
from corpus.cli.places import ReleasePath


@click.command()
@click.argument("a", type=ReleasePath())
@click.argument("b", type=ReleasePath())
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="json has every change, the others the first of each kind.",
)
def diff(a: Path, b: Path, form: str) -> None:
    """Show what changed from release A to release B, and the version that it asks for.

    Exit codes: 0 done; 2 could not run.
    """
    from corpus.cli.progress import show_progress
    from corpus.diff import show
    from corpus.diff.diff import diff as run

    write = {"text": show.as_text, "json": show.as_json, "markdown": show.as_markdown}[form]
    with show_progress() as progress:
        lines = write(run(a, b), progress)
        if form == "json":  # line by line: there may be any number of changes
            for line in lines:
                tell(line)
        collected = list(lines)  # so that no line is mixed with the progress bar
    for line in collected:
        tell(line)
