"""The policy of a corpus: which rules are told, how severe they are, and for which files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal, NamedTuple, get_args

from corpus.contract.problems import Problem
from corpus.contract.reasons import RULES
from corpus.pipeline.validate_settings import FEWEST_CHARACTERS

Verdict = Literal["select", "ignore", "error", "warning", "note"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
OF_DEFAULTS, OF_FILE, OF_PATH, OF_COMMAND = range(4)  # where a choice stands: the later counts more
ALL_RULES = "C"  # what all codes begin with
_WHOLE_CODE = 4  # characters


class Choice(NamedTuple):
    """What is said of some rules."""

    verdict: Verdict
    rules: str  # a name, a code, or what codes begin with
    rank: int = OF_FILE
    path: str = ""  # a pattern; empty: all files

    @property
    def weight(self) -> tuple[int, int]:
        """How much it counts: by where it stands, then the more the fewer rules it is about."""
        return self.rank, _WHOLE_CODE if self.rules in RULES else len(self.rules)

    def is_about(self, reason: str) -> bool:
        """Whether it is about a rule; one that few corpora ask for has to be named by itself."""
        rule = RULES[reason]
        if self.rules in (reason, rule.code):
            return True
        is_asked = not rule.is_optional or self.verdict == "ignore"
        return is_asked and rule.code.startswith(self.rules)


@dataclass(frozen=True)
class Policy:
    """What a corpus takes, and how severe it is where something is not as it should be."""

    choices: tuple[Choice, ...] = ()
    licenses: tuple[str, ...] = ()  # canonical; (): any
    min_characters: int = FEWEST_CHARACTERS
    oldest: date | None = None
    root: Path = field(default_factory=Path)  # what patterns are relative to

    def apply(self, problem: Problem) -> Problem | None:
        """The problem with its severity; None where it is not told.

        Args:
            problem: With its file as a path that can be opened.
        """
        patterns: frozenset[str] = frozenset()
        if self._patterns:
            place = _below(self.root.absolute(), problem.file)
            patterns = frozenset(name for name in self._patterns if fnmatchcase(place, name))
        verdict = _verdict(self.choices, problem.reason, patterns)
        if verdict == "ignore":
            return None
        return problem if verdict == "select" else problem._replace(set_severity=verdict)

    def tells(self, *reasons: str) -> bool:
        """Whether one of some rules is told of any file, so that it has to be looked for."""
        any_file = (frozenset(), *(frozenset((name,)) for name in self._patterns))
        return any(
            _verdict(self.choices, reason, patterns) != "ignore"
            for reason in reasons
            for patterns in any_file
        )

    @property
    def unwanted(self) -> frozenset[str]:
        """The rules that are told of no file."""
        return frozenset(reason for reason in RULES if not self.tells(reason))

    @cached_property
    def _patterns(self) -> frozenset[str]:
        return frozenset(choice.path for choice in self.choices if choice.path)


@lru_cache(1 << 12)
def _verdict(choices: tuple[Choice, ...], reason: str, patterns: frozenset[str]) -> Verdict:
    """What is said of a rule for a file that some patterns fit."""
    about = [
        choice
        for choice in choices
        if choice.is_about(reason) and (not choice.path or choice.path in patterns)
    ]
    told = _last(about, VERDICTS) or ("ignore" if RULES[reason].is_optional else "select")
    severity = _last(about, ("error", "warning", "note"))
    return severity if severity and told != "ignore" else told


def _last(choices: Iterable[Choice], verdicts: Iterable[Verdict]) -> Verdict | None:
    """The verdict that counts most, of some; of those that count alike, the last."""
    found = [choice for choice in choices if choice.verdict in verdicts]
    return max(reversed(found), key=lambda choice: choice.weight).verdict if found else None


def _below(root: Path, file: str) -> str:
    """The path of a file relative to a folder; all of it, where it is not below it."""
    path = Path(file).absolute()
    return (path.relative_to(root) if path.is_relative_to(root) else path).as_posix()
