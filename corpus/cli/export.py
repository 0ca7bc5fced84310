"""`corpus export`: a release in the form of another tool."""

from __future__ import annotations

from pathlib import Path

import click

from corpus.cli.output import tell
from corpus.cli.places import ReleasePath
from corpus.contract.splits import SPLITS
from corpus.documents.wording import counted
from corpus.export.writers import WRITERS
from corpus.release.layout import DEFAULT_RELEASE


@click.command()
@click.argument("release", type=ReleasePath(), default=DEFAULT_RELEASE)
@click.option("--to", required=True, type=click.Choice(list(WRITERS)), help="The format.")
@click.option(
    "--out", type=click.Path(path_type=Path), help="Folder that is made. Default: export/FORMAT."
)
@click.option(
    "--split", "splits", type=click.Choice(SPLITS), multiple=True, help="Only this one; repeatable."
)
@click.option(
    "--labels",
    multiple=True,
    metavar="NAME[,NAME]",
    help="Only these labels, or families: boilerplate, furniture. All else counts as story. "
    "Default: boilerplate where it is cut out, else all.",
)
def export(
    release: Path, to: str, out: Path | None, splits: tuple[str, ...], labels: tuple[str, ...]
) -> None:
    """Write RELEASE (by default: build/latest) in the form of another tool.

    Exit codes: 0 done; 2 could not run, and nothing was written.
    """
    from corpus.export.export import export as run
    from corpus.release.reader import Release

    opened, folder = Release.open(release), out or Path("export") / to
    written = run(opened, to, folder, splits, labels)
    told = ", ".join(f"{split} {number:,}" for split, number in written.items())
    tell(f"{release} -> {folder}: {told} articles")
    if left_out := sum(opened.manifest.rows[split] for split in written) - sum(written.values()):
        tell(f"  left out  {counted(left_out)} without HTML in the release")
