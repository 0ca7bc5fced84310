"""The version that the difference to the release before asks for."""

from __future__ import annotations

import re
from typing import NamedTuple

from corpus.errors import UsageError

FIRST = "1.0.0"
_VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")


class Difference(NamedTuple):
    """Rows of a release against the release before."""

    added: int
    removed: int
    changed: int
    moved: int  # to another split


def parse(version: str) -> tuple[int, int, int]:
    """The three numbers of a version.

    Raises:
        UsageError: it is not of the form MAJOR.MINOR.PATCH.
    """
    match = _VERSION.fullmatch(version)
    if not match:
        raise UsageError(
            f'--version "{version}": not a version; expected MAJOR.MINOR.PATCH such as 1.2.0; '
            "leave it out to have it computed"
        )
    major, minor, patch = map(int, match.groups())
    return major, minor, patch


def bump(difference: Difference, same_columns: bool) -> str:
    """What a difference is, SemVer for data: `major`, `minor` or `patch`."""
    if difference.removed or difference.changed or difference.moved or not same_columns:
        return "major"
    return "minor" if difference.added else "patch"


def raised(version: str, by: str) -> str:
    """The least version after this one that a bump asks for."""
    major, minor, patch = parse(version)
    return {
        "major": f"{major + 1}.0.0",
        "minor": f"{major}.{minor + 1}.0",
        "patch": f"{major}.{minor}.{patch + 1}",
    }[by]


def next_version(version: str, difference: Difference, same_columns: bool) -> str:
    """The least version after `version` that the difference asks for."""
    return raised(version, bump(difference, same_columns))


def agreed(asked: str | None, least: str) -> str:
    """The version asked for, where it promises no more stability than the difference allows.

    Raises:
        UsageError: it is lower than the least version.
    """
    if asked is None:
        return least
    if parse(asked) < parse(least):
        raise UsageError(
            f"--version {asked}: less than the difference to the release before asks for; "
            f"expected {least} or higher; leave it out to have it computed"
        )
    return asked
