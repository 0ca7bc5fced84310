"""`corpus publish`: a release to the Hugging Face Hub."""

from __future__ import annotations

from pathlib import Path

import click

from corpus.release.layout import DEFAULT_RELEASE


@click.command()
@click.argument("release", type=click.Path(path_type=Path), default=DEFAULT_RELEASE)
@click.option("--repo", required=True, metavar="OWNER/NAME", help="Made where it is not there.")
@click.option("--private", is_flag=True, help="Where it is made: only you and your team see it.")
@click.option("--dry-run", is_flag=True, help="Say what would go, and send nothing.")
def publish(release: Path, repo: str, private: bool, dry_run: bool) -> None:
    """Publish RELEASE (by default: build/latest) as a dataset of the Hugging Face Hub.

    Every file is held against the manifest first. One commit, tagged with the version.

    Exit codes: 0 done; 2 could not run, and what the repository held is untouched.
    """
    from corpus.publish import hub

    made = hub.package(release, repo)
    if dry_run:
        for one in made.files:
            click.echo(f"  {one.bytes:>14,}  {one.path}")
    size = sum(one.bytes for one in made.files)
    click.echo(f"{release} -> {repo}, tag {made.version}: {len(made.files)} files, {size:,} bytes")
    click.echo("nothing was sent" if dry_run else hub.publish(made, private))
