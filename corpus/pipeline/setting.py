"""What a setting of the configuration file may be, said where it is read: for messages and docs."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from corpus.errors import SettingError
from corpus.quoting import shortened

SHOWN = 60  # characters of a wrong setting that a message repeats


class Setting(NamedTuple):
    """A key of a table; docs/configuration.md lists them all."""

    takes: str  # what it may be, as messages say what they expected
    default: object  # None: nothing is set then
    meaning: str  # one sentence, in Markdown


def shown(value: object) -> str:
    """A setting for a message: cut, since it may be of any length and depth."""
    return shortened(type(value).__name__ if isinstance(value, dict | list) else str(value), SHOWN)


def wrong(
    path: Path | str | None,
    where: tuple[str | int, ...],
    found: str,
    expected: str,
    fix: str = "correct it",
) -> SettingError:
    """The error of a setting that cannot be.

    Args:
        path: Of the file, or the option of the command line that says it.
        where: Table and key, and what within.
        found: What it is, as a message shows it.
        expected: What it may be.
        fix: What to do.
    """
    name = ".".join(map(str, where))
    return SettingError(path, where, found=f"{name} is {found}", expected=expected, fix=fix)
