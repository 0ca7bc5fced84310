"""Write the reference of the commands, docs/commands.md, from their help.

python -m scripts.command_reference
"""

from __future__ import annotations

from collections.abc import Iterator

import click

from scripts import DOCS

PAGE = DOCS / "commands.md"
_WIDTH = 100  # columns of the help
_HEAD = """\
<!-- Written by scripts/command_reference.py from the help of the commands. Do not edit. -->
# Commands

Every command prints its help with `--help`. Exit codes, for all of them:

| code | meaning |
|---|---|
| 0 | done |
| 1 | the data has problems; each command's help says which |
| 2 | used wrongly, or could not run; stderr says why |
| 130 | stopped by Ctrl-C |

A fault of the builder ends with one line and code 2 too; with `CORPUS_TRACEBACK=1` in the
environment the traceback is printed as well.

What comes from outside is printed so that it can be read and does nothing else: line breaks, escape
sequences, bidirectional and other hidden characters in ids, names, values and texts are written as
JSON writes them (`\\n`, `\\u001b`, `\\u202e`), and so is the first sign of what GitHub's runner
takes for a command.
"""


def reference() -> str:
    """The page in Markdown."""
    from corpus.cli import command

    return "\n".join([_HEAD, *_sections(command)])


def _sections(group: click.Group) -> Iterator[str]:
    context = group.make_context("corpus", [], resilient_parsing=True, terminal_width=_WIDTH)
    for name in group.list_commands(context):
        command = group.commands[name]
        inner = command.make_context(name, [], parent=context, resilient_parsing=True)
        yield f"## corpus {name}\n\n```text\n{inner.get_help()}\n```\n"


def main() -> None:
    """Write the page."""
    PAGE.write_text(reference(), "utf-8")


if __name__ == "__main__":
    main()
