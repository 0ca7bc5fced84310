"""What one rule says: the sentence of a problem, and what `corpus explain` tells of it."""

from __future__ import annotations

from typing import Literal, NamedTuple

Severity = Literal["error", "warning", "note", "left_out"]


class Rule(NamedTuple):
    """One reason why an input is told.

    The sentence says what was found, what was expected and what to do, in this order.
    """

    code: str  # never given to another rule: people write it in their settings
    sentence: str  # with named holes
    what: str  # "the input ..."
    why: str
    example: str
    fix: str
    severity: Severity = "error"
    is_optional: bool = False  # told where the policy of a corpus asks for it alone
    fixable: str = ""  # what `--fix` does about it, and where; empty: nothing
