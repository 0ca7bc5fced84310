"""What a value of another tool is refused with: it does not fit the field it is for."""

from __future__ import annotations


class UnfitError(Exception):
    """A value that a field does not take; the words are holes of the warning `kept_in_extra`."""

    def __init__(self, expected: str, fix: str = "", which: str = "") -> None:
        """Say what would fit.

        Args:
            expected: What the field takes.
            fix: What to do, where that is more than to correct the value.
            which: What was found wrong, as a clause after the value.
        """
        super().__init__(expected)
        self.expected = expected
        self.fix = fix or "correct it where it is wanted there"
        self.which = which
