"""Reads the policy of a corpus: the table [validate] of the configuration, and the command line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NoReturn

from corpus.contract.licenses import canonical
from corpus.contract.reasons import RULES, find_rule
from corpus.contributions.policy import (
    ALL_RULES,
    OF_COMMAND,
    OF_DEFAULTS,
    OF_FILE,
    OF_PATH,
    VERDICTS,
    Choice,
    Policy,
    Verdict,
)
from corpus.errors import SettingError, UsageError
from corpus.pipeline.setting import shown, wrong
from corpus.pipeline.validate_settings import FEWEST_CHARACTERS, MOST_CHARACTERS, SETTINGS

_A_RULE = "the name or code of a rule, or what codes begin with, such as C3"
_ASKED_BY = {"licenses": ("refused_license", "no_license"), "oldest": ("too_old",)}


def read_policy(
    table: Mapping[str, Any],
    path: Path | None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
) -> Policy:
    """The policy of a corpus; what the command line says counts more than the file.

    Args:
        table: [validate] of the configuration file.
        path: Where it stands; patterns are relative to its folder.
        select: Rules of the command line that alone are told.
        ignore: Rules of the command line that are not told.

    Raises:
        SettingError: a setting cannot be.
        UsageError: a rule of the command line is unknown.
    """
    defaults = [
        Choice("select", rule, OF_DEFAULTS)
        for setting, rules in _ASKED_BY.items()
        for rule in rules
        if table.get(setting)
    ]
    of_command = [*_of_command("select", select), *_of_command("ignore", ignore)]
    return Policy(
        choices=(*defaults, *_of_file(table, path), *_of_paths(table, path), *of_command),
        licenses=tuple(sorted({canonical(name) for name in _texts(table, path, "licenses")})),
        min_characters=_min_characters(table, path),
        oldest=_oldest(table, path),
        root=path.parent if path else Path(),
    )


def _of_file(table: Mapping[str, Any], path: Path | None) -> Iterator[Choice]:
    for verdict in VERDICTS:
        yield from _choices(verdict, _known_rules(table, path, verdict), OF_FILE)


def _of_paths(table: Mapping[str, Any], path: Path | None) -> Iterator[Choice]:
    paths = table.get("paths", {})
    if not isinstance(paths, dict):
        _refuse(path, ("paths",), paths, SETTINGS["paths"].takes)
    for pattern, inner in paths.items():
        known = f"a table with {', '.join(VERDICTS)}"
        if not isinstance(inner, dict):
            _refuse(path, ("paths", pattern), inner, known)
        for name in inner:
            if name not in VERDICTS:
                _refuse(path, ("paths", pattern, name), name, known)
        for verdict in VERDICTS:
            rules = _known_rules(inner, path, verdict, "paths", pattern)
            yield from _choices(verdict, rules, OF_PATH, pattern)


def _of_command(verdict: Verdict, given: Sequence[str]) -> Iterator[Choice]:
    rules = [rule.strip() for rules in given for rule in rules.split(",")]
    for rule in rules:
        if not _is_known(rule):
            raise UsageError(
                f"--{verdict} {rule}: no rule is this; expected {_A_RULE}; {_nearest(rule)}"
            )
    yield from _choices(verdict, rules, OF_COMMAND)


def _choices(
    verdict: Verdict, rules: Sequence[str], rank: int, pattern: str = ""
) -> Iterator[Choice]:
    """The choices of a list; where some rules are selected, no others are told."""
    if verdict == "select" and rules:
        yield Choice("ignore", ALL_RULES, rank, pattern)
    for rule in rules:
        yield Choice(
            verdict, rule.lower() if rule.lower() in RULES else rule.upper(), rank, pattern
        )


def _known_rules(
    table: Mapping[str, Any], path: Path | None, verdict: Verdict, *outer: str
) -> list[str]:
    rules = _texts(table, path, verdict, *outer)
    for number, rule in enumerate(rules):
        if not _is_known(rule):
            setting = ("validate", *outer, verdict)
            found = f'{".".join(setting)} has "{shown(rule)}", which is no rule'
            raise SettingError(
                path, (*setting, number), found=found, expected=_A_RULE, fix=_nearest(rule)
            )
    return rules


def _is_known(rule: str) -> bool:
    is_start = rule.upper().startswith(ALL_RULES) and any(
        known.code.startswith(rule.upper()) for known in RULES.values()
    )
    return is_start or find_rule(rule) is not None


def _nearest(rule: str) -> str:
    nearest = get_close_matches(rule.lower(), RULES, n=1)
    return f"did you mean {nearest[0]}?" if nearest else "docs/rules.md lists them"


def _texts(table: Mapping[str, Any], path: Path | None, name: str, *outer: str) -> list[str]:
    found = table.get(name, [])
    if not isinstance(found, list) or not all(isinstance(text, str) for text in found):
        _refuse(path, (*outer, name), found, SETTINGS[name].takes)
    return found


def _min_characters(table: Mapping[str, Any], path: Path | None) -> int:
    found = table.get("min_characters", FEWEST_CHARACTERS)
    is_whole = isinstance(found, int) and not isinstance(found, bool)
    if not is_whole or not 0 <= found <= MOST_CHARACTERS:
        _refuse(path, ("min_characters",), found, SETTINGS["min_characters"].takes)
    return int(found)


def _oldest(table: Mapping[str, Any], path: Path | None) -> date | None:
    found = table.get("oldest")
    if isinstance(found, date) and not isinstance(found, datetime):
        return found
    if found is not None:
        _refuse(path, ("oldest",), found, SETTINGS["oldest"].takes)
    return None


def _refuse(path: Path | None, setting: Sequence[str], found: object, expected: str) -> NoReturn:
    raise wrong(path, ("validate", *setting), shown(found), expected)
