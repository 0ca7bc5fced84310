"""`corpus cache`: how large is what builds keep for the next one, and away with it."""

from __future__ import annotations

from pathlib import Path

import click

from corpus.cli.output import tell
from corpus.cli.places import OutPath
from corpus.release.layout import DEFAULT_OUT


@click.command()
@click.option("--out", type=OutPath(), default=DEFAULT_OUT, show_default=True)
@click.option("--size", "task", flag_value="size", default=True, help="Tell its size (default).")
@click.option(
    "--clear", "task", flag_value="clear", help="Remove it; the next build is a full one."
)
def cache(out: Path | str, task: str) -> None:
    """Look after OUT/.cache, in which builds keep what the next build would make again.

    Exit codes: 0 done; 2 could not run.
    """
    from corpus.errors import CannotRunError
    from corpus.pipeline.cache import Cache
    from corpus.release.lock import lock
    from corpus.release.series import out_of

    folder = out if isinstance(out, Path) else out_of(out)
    kept = Cache.of(folder)
    held = kept.held()
    told = f"{held.entries:,} {'entry' if held.entries == 1 else 'entries'}, {held.size:,} bytes"
    if task == "size":
        tell(f"{kept.root}: {told}")
        return
    if not kept.root.exists():
        tell(f"{kept.root}: nothing to remove")
        return
    with lock(folder):  # a build at work there would lose what it keeps
        try:
            kept.clear()
        except OSError as error:
            raise CannotRunError(
                f"{kept.root}: cannot be removed ({error.strerror or error}); expected a folder "
                "and the right to write; remove it yourself"
            ) from None
    tell(f"{kept.root}: {told} removed")
