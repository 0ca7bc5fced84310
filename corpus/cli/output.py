"""The only way to the screen: everything that a command prints passes here, line by line."""

from __future__ import annotations

import sys
from typing import Any

import click

from corpus.visible import visible


def tell(line: str, *, err: bool = False, **style: Any) -> None:
    """Print one line; nothing in it can do more than be read.

    Args:
        line: what to print; hidden characters in it are made visible, line breaks too.
        err: on stderr.
        style: of `click.style`.
    """
    shown = _powerless(visible(line))
    click.echo(click.style(shown, **style) if style else shown, err=err)


def tell_bytes(data: bytes) -> None:
    """Print bytes for another program to read: as they are, unless a terminal shows them."""
    if sys.stdout.isatty():
        for line in data.decode(errors="replace").removesuffix("\n").split("\n"):
            tell(line)
    else:
        click.echo(data, nl=False)


def annotate(level: str, message: str, **properties: object) -> None:
    """Print an annotation of a pull request, as a command to GitHub's runner.

    Args:
        level: `error`, `warning` or `notice`.
        message: what it says.
        properties: `file`, `line`, `title`; those that are None are left out.
    """
    given = {name: value for name, value in properties.items() if value is not None}
    named = ",".join(f"{name}={_property(value)}" for name, value in given.items())
    click.echo(f"::{level} {named}::{_data(message)}")


def _powerless(line: str) -> str:
    """The line without what GitHub's runner takes for a command, in any log.

    A command is `::name` after white space at the start, or `##[name]` anywhere (`ActionCommand.cs`
    of the runner). Its first sign is written as JSON may write it.
    """
    line = line.replace("##[", r"\u0023#[")
    start = line.lstrip()
    if not start.startswith("::"):
        return line
    return line[: len(line) - len(start)] + r"\u003a" + start[1:]


def _data(value: object) -> str:
    return visible(str(value)).replace("%", "%25")


def _property(value: object) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")
