"""The command `corpus`. Heavy imports stand inside the commands that need them."""

from __future__ import annotations

import os
import sys

import click

from corpus import __version__
from corpus.cli.build import build
from corpus.cli.diff import diff
from corpus.cli.evaluate import evaluate
from corpus.cli.publish import publish
from corpus.cli.show import show
from corpus.cli.validate import validate
from corpus.cli.verify import verify
from corpus.errors import CorpusError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="corpus")
def command() -> None:
    """Turn raw news articles into datasets that train extraction models."""


command.add_command(build)
command.add_command(diff)
command.add_command(evaluate)
command.add_command(publish)
command.add_command(show)
command.add_command(validate)
command.add_command(verify)


def main() -> None:
    """Run the command line; an error that stops it is one line, with exit code 2."""
    if os.name != "posix":
        click.echo(
            "corpus: this is not a POSIX system; expected Linux or macOS, since releases appear by "
            "atomic renames, links and file locks; on Windows use WSL",
            err=True,
        )
        sys.exit(2)
    try:
        command()
    except CorpusError as error:
        click.echo(f"corpus: {error}", err=True)
        sys.exit(2)
