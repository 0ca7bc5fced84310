"""The options `--fix` and `--diff` of `corpus validate`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from corpus.cli.output import tell, tell_bytes
from corpus.contract.problems import Problem
from corpus.documents.wording import counted
from corpus.errors import UsageError

if TYPE_CHECKING:
    from corpus.contributions.fix_files import Fixes

fix_option = click.option("--fix", is_flag=True, help="First fix what has one right answer.")
diff_option = click.option(
    "--diff", is_flag=True, help="Show what --fix would change, and write nothing."
)


class Fixable:
    """Counts the problems that `--fix` would fix."""

    def __init__(self) -> None:
        """Start at none."""
        self.count = 0

    def among(self, problems: Iterable[Problem]) -> Iterator[Problem]:
        """The problems as they come, counted."""
        for problem in problems:
            self.count += problem.fix is not None
            yield problem

    @property
    def hint(self) -> str:
        """The end of a summary; empty where there are none."""
        return f"; {self.count:,} of them can be fixed with --fix" if self.count else ""


def fix_or_show(fixes: Fixes, fix: bool, diff: bool) -> None:
    """Fix the files, or show how and end the command, as the options say.

    Raises:
        UsageError: they say both.
        CannotRunError: a file cannot be written.
    """
    if fix and diff:
        raise UsageError("--fix with --diff: one writes, the other shows; expected one; drop one")
    if fix:
        fixes.write()
        if fixes.problems:
            tell(f"{_counted(fixes)} fixed", err=True)
    if diff:
        for piece in fixes.diff():
            tell_bytes(piece)
        found = f"{_counted(fixes)} can be fixed with --fix" if fixes.problems else "nothing to fix"
        tell(found, err=True)
        sys.exit(1 if fixes.problems else 0)


def _counted(fixes: Fixes) -> str:
    problems = counted(fixes.problems, "problem", "problems")
    return f"{problems} in {counted(fixes.files, 'file', 'files')}"
