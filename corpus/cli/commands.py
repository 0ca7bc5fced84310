"""The commands, each on a line. One is imported when it is called, so that no other pays for it."""

from __future__ import annotations

from importlib import import_module
from keyword import iskeyword
from typing import Any

import click

# What the list of commands says of each, in one row of a terminal. All else is with the command.
_COMMANDS = {
    "annotate": "Send articles to a tool for labelling, and bring labels back.",
    "build": "Build a release of raw articles.",
    "cache": "Tell the size of what builds keep for the next, or remove it.",
    "diff": "Show what changed from one release to another.",
    "evaluate": "Measure the labels of a release against people's.",
    "explain": "Explain a rule of `corpus validate`.",
    "export": "Write a release in the form of another tool.",
    "import": "Write files of other tools as raw articles of our own.",
    "publish": "Publish a release on the Hugging Face Hub.",
    "review": "Correct labels in the browser.",
    "show": "Show an article of a release with its labels.",
    "train": "Train a line labeller from a release.",
    "validate": "Check raw articles, labels, outlet tables and configurations.",
    "verify": "Check everything that a release promises.",
}


class _Called(click.Command):
    """Stands for a command until it is called: that is the function and the module of its name."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        name = f"{self.name}_" if iskeyword(str(self.name)) else str(self.name)
        command: click.Command = getattr(import_module(f"corpus.cli.{name}"), name)
        return command.make_context(info_name, args, parent, **extra)


def commands() -> dict[str, click.Command]:
    """Every command by its name."""
    return {name: _Called(name, short_help=says) for name, says in _COMMANDS.items()}
