"""What the records of other tools came to, counted: nothing of them is lost without a word."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

_NAMES = 500  # of fields that are counted one by one; hostile records have a new one each
_REST = "other fields"


class Fact(NamedTuple):
    """What is counted."""

    kind: str  # of kinds.toml
    what: str  # one of the constants below
    of: str  # a file, a field or a reason


RECORDS = "records"  # in a file
MAPPED = "mapped"  # a field of theirs that became one of ours
FOUND = "found"  # a field of the user's mapping, in the records of a shape
EXTRA = "extra"  # a field that went to `extra`
LEFT = "left"  # a field that is not kept, and why
IDS = "ids"  # ids that break our pattern, or are numbers of rows
ZONES = "zones"  # dates without a zone, by the zone that was assumed


class Tally(Counter[Fact]):
    """Counts of facts; they add up over files and processes."""

    def note(self, kind: str, what: str, of: str = "") -> None:
        """Count one more."""
        fact = Fact(kind, what, of)
        if what != RECORDS and fact not in self and len(self) > _NAMES:
            fact = Fact(kind, what, _REST)
        self[fact] += 1
