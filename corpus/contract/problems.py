"""A finding about one input: a rule of the closed list, at a place, with its sentence filled."""

from __future__ import annotations

import re
from typing import NamedTuple

from corpus.contract.fix import Fix
from corpus.contract.place import shown_place
from corpus.contract.reasons import RULES
from corpus.contract.reasons.rule import Severity
from corpus.contract.span import Span, Steps

REASONS = {name: rule.sentence for name, rule in RULES.items()}

# Nothing is wrong with these inputs: they were not asked for, or would break a promise.
IGNORED = {
    "ignored_file": "no input by their names",
    "hidden_file": "hidden",
    "linked_folder": "links to folders that are read anyway",
    "plain_text": "texts without an address, and no --outlet is given",
}

# The article, or the label, is kept all the same. A release does not list these.
KEPT: tuple[Severity, ...] = ("warning", "note")

# What a tool does in one record it does in all: told as kinds alone.
OF_ALL_RECORDS = ("unmapped_field", "kept_in_extra")

# Holes that are filled alike wherever one mistake is made; the others say what stands at one place.
_OF_THE_KIND = (
    *("error", "kind", "where", "fix", "field", "known", "expected", "extractor"),
    *("schema", "allowed", "splits", "unit", "stands", "times", "limit", "name", "why"),
)
_LEFT_OPEN = "…"


class Problem(NamedTuple):
    """One finding about one input."""

    file: str  # POSIX path relative to the raw folder
    line: int | None  # 1-based, or as in `contract.place`; None where the whole file is meant
    reason: str  # key of REASONS
    message: str
    kind: str  # the message without what differs from place to place
    path: Steps | None = None  # to what is meant in the data of the record; None: all of it
    span: Span | None = None  # None: not looked for (see `corpus.read.locate`), or not to be found
    set_severity: Severity | None = None  # what the policy of a corpus makes of it
    stretch: tuple[int, int] | None = None  # code points of the text at `path`; None: all of it
    fix: Fix | None = None  # None: not looked for, or there is more than one answer

    def __str__(self) -> str:
        return f"{self.place}: {self.title}: {self.message}"

    @property
    def title(self) -> str:
        """Code and name of its rule."""
        return title(self.reason)

    @property
    def place(self) -> str:
        """File, line and column, or what stands in their place."""
        if self.span is not None:
            return f"{self.file}:{self.span.line}:{self.span.column}"
        return shown_place(self.file, self.line)

    @property
    def severity(self) -> Severity:
        """What the problem means for its input."""
        return self.set_severity or RULES[self.reason].severity

    @property
    def keeps_input(self) -> bool:
        """Whether the article, or the label, is kept all the same."""
        return self.severity in KEPT

    @property
    def is_fixable(self) -> bool:
        """Whether someone has something to fix, because an input is lost."""
        return self.severity == "error"


def problem(
    reason: str, file: str, line: int | None, path: Steps | None = None, **holes: object
) -> Problem:
    """Fill the reason's sentence.

    Args:
        reason: key of REASONS.
        file: where the problem stands.
        line: the same, of the record.
        path: to what is meant in the data of the record.
        holes: of the sentence.

    Raises:
        KeyError: `reason` is not in the list, or a hole of its sentence is not given.
    """
    sentence = REASONS[reason]
    of_the_kind = {
        name: _without_indices(str(value)) if name in _OF_THE_KIND else _LEFT_OPEN
        for name, value in holes.items()
    }
    kind = sentence.format(**of_the_kind)
    return Problem(file, line, reason, sentence.format(**holes), kind, path)


def title(reason: str) -> str:
    """Code and name of a rule, as people look it up: `C101 unknown_field`."""
    return f"{RULES[reason].code} {reason}"


def gist(reason: str) -> str:
    """The reason's sentence with its holes left open."""
    return re.sub(r"\{\w+\}", _LEFT_OPEN, REASONS[reason])


def _without_indices(text: str) -> str:
    """`spans[2].label` and `spans[7].label` are one field."""
    return re.sub(r"\[\d+\]", f"[{_LEFT_OPEN}]", text)


def in_order(item: Problem) -> tuple[str, int, str, str]:
    """The key that sorts problems by their place."""
    return item.file, item.line or 0, item.reason, item.message
