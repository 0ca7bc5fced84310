"""What a setting of the configuration file may be, said where it is read: for messages and docs."""

from __future__ import annotations

from typing import NamedTuple

from corpus.quoting import shortened

_SHOWN = 60  # characters of a wrong setting that a message repeats


class Setting(NamedTuple):
    """A key of a table; docs/configuration.md lists them all."""

    takes: str  # what it may be, as messages say what they expected
    default: object  # None: nothing is set then
    meaning: str  # one sentence, in Markdown


def shown(value: object) -> str:
    """A setting for a message: cut, since it may be of any length and depth."""
    return shortened(type(value).__name__ if isinstance(value, dict | list) else str(value), _SHOWN)
