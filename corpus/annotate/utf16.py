"""Offsets in UTF-16 code units, in which browsers count: characters beyond U+FFFF take two."""

from __future__ import annotations

from bisect import bisect_left


class Utf16:
    """Converts offsets of one text."""

    def __init__(self, text: str) -> None:
        """Note where the text has characters that take two units."""
        self._wide = [index for index, letter in enumerate(text) if letter > "\uffff"]
        self._wide_units = [index + before for before, index in enumerate(self._wide)]

    @property
    def surplus(self) -> int:
        """How many units the text has more than code points."""
        return len(self._wide)

    def units(self, offset: int) -> int:
        """The offset in code units of an offset in code points."""
        return offset + bisect_left(self._wide, offset)

    def points(self, offset: int) -> int:
        """The offset in code points of an offset in code units.

        An offset between the two units of a character counts as one behind it.
        """
        return offset - bisect_left(self._wide_units, offset - 1)
