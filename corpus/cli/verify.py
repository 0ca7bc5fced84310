"""`corpus verify`: does a release hold what it promises?"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from corpus.cli.output import tell
from corpus.cli.places import ReleasePath
from corpus.release.layout import DATA, DEFAULT_RELEASE

_PROBLEMS, _UNCHECKED = 1, 2  # exit codes
_PARTLY = "no problem found, but not all was checked; checked was"


@click.command()
@click.argument("release", type=ReleasePath(anew=True), default=DEFAULT_RELEASE)
def verify(release: Path) -> None:
    """Check everything that RELEASE (by default: build/latest) promises.

    Exit codes: 0 all was checked and holds; 1 something does not; 2 could not run, or could not
    check all.
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
    for why in (*verified.notes, *verified.unchecked):
        tell(f"{release}: {why}", err=True)
    if count := len(verified.faults):
        tell(f"{release}: {count} {'problem' if count == 1 else 'problems'} found", err=True)
        sys.exit(_PROBLEMS)
    tell(f"{release}: {_PARTLY if verified.unchecked else 'holds what it promises'}")
    for name, finding in verified.checked.items():
        tell(f"  {name:<11}{finding}")
    sys.exit(_UNCHECKED if verified.unchecked else 0)
