"""`corpus publish`: publish a release on the Hugging Face Hub."""

from __future__ import annotations

from pathlib import Path

import click

from corpus.cli.output import tell
from corpus.cli.places import ReleasePath
from corpus.release.layout import DEFAULT_RELEASE


@click.command()
@click.argument("release", type=ReleasePath(), default=DEFAULT_RELEASE)
@click.option("--repo", required=True, metavar="OWNER/NAME", help="Created if it does not exist.")
@click.option("--private", is_flag=True, help="If it is created: visible to its owner only.")
@click.option("--dry-run", is_flag=True, help="List what would be sent, and send nothing.")
def publish(release: Path, repo: str, private: bool, dry_run: bool) -> None:
    """Publish RELEASE (by default: build/latest) as a dataset of the Hugging Face Hub.

    First every file is compared with the manifest. Then one commit, tagged with the version,
    brings them all.

    Exit codes: 0 done; 2 could not run, and what was published before is unchanged.
    """
    from corpus.publish import hub

    package = hub.package(release, repo)
    if dry_run:
        for file in package.files:
            tell(f"  {file.bytes:>14,}  {file.path}")
    size = sum(file.bytes for file in package.files)
    count = len(package.files)
    tell(f"{release} -> {repo}, tag {package.version}: {count} files, {size:,} bytes")
    tell("nothing was sent" if dry_run else hub.publish(package, private))
