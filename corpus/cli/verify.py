"""`corpus verify`: does a release hold what it promises?"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corpus.cli.output import tell
from corpus.release.layout import DATA, DEFAULT_RELEASE

if TYPE_CHECKING:
    from corpus.verify.verify import Verified


@click.command()
@click.argument("release", type=click.Path(path_type=Path), default=DEFAULT_RELEASE)
def verify(release: Path) -> None:
    """Check everything that RELEASE (by default: build/latest) promises.

    Exit codes: 0 it holds; 1 something does not; 2 could not run.
    """
    from corpus.cli.progress import show_progress
    from corpus.engine.local import Local, suitable_workers
    from corpus.engine.runner import Runner
    from corpus.verify.verify import verify as run

    size = sum(path.stat().st_size for path in release.joinpath(DATA).glob("*") if path.is_file())
    local = Local(suitable_workers(size))
    try:
        with show_progress() as progress:
            verified = run(release, Runner(local, progress))
    finally:
        local.close()
    for fault in verified.faults:
        tell(f"{release}/{fault}")
    for why in verified.unchecked:
        tell(f"{release}: {why}", err=True)
    _print_summary(release, verified)
    sys.exit(1 if verified.faults else 0)


_SPLITS = (
    "no leak found: no id, URL, text or passage of 25 words stands in two (certain), "
    "no near-duplicate (probable: 98.8% are found at a similarity of 0.6)"
)


def _print_summary(release: Path, verified: Verified) -> None:
    if count := len(verified.faults):
        tell(f"{release}: {count} {'problem' if count == 1 else 'problems'} found", err=True)
        return
    rows = ", ".join(f"{split} {count}" for split, count in verified.rows.items())
    tell(f"{release}: holds what it promises")
    for name, finding in (
        ("files", f"{verified.files}, each with the SHA-256 that the manifest names, no other"),
        ("rows", f"{rows}; the same in both forms"),
        ("labels", f"known, in bounds and in order; {verified.votes} votes give them again"),
        ("splits", _SPLITS),
        ("documents", "card, Croissant file, report and manifest follow from the data"),
        ("load", "load_from_disk and load_dataset open it and agree"),
    ):
        tell(f"  {name:<11}{finding}")
