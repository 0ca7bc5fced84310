"""Versions of data, SemVer: computed from the difference to the release before."""

from __future__ import annotations

import re
from typing import NamedTuple

from corpus.errors import UsageError

FIRST = "1.0.0"
_NUMBER = r"(0|[1-9][0-9]{0,8})"  # Python reads no number of more than 4,300 digits
_VERSION = re.compile(rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}")


class Difference(NamedTuple):
    """Numbers of rows that differ from the release before."""

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


def is_version(name: str) -> bool:
    """Whether a name is that of a version: MAJOR.MINOR.PATCH."""
    return _VERSION.fullmatch(name) is not None


def bump(difference: Difference, same_columns: bool) -> str:
    """The kind of a difference: `major`, `minor` or `patch`.

    Args:
        difference: between the rows of two releases.
        same_columns: whether columns and label set are the same.
    """
    if difference.removed or difference.changed or difference.moved or not same_columns:
        return "major"
    return "minor" if difference.added else "patch"


def raised(version: str, by: str) -> str:
    """The lowest version after `version` for a `major`, `minor` or `patch` change."""
    major, minor, patch = parse(version)
    return {
        "major": f"{major + 1}.0.0",
        "minor": f"{major}.{minor + 1}.0",
        "patch": f"{major}.{minor}.{patch + 1}",
    }[by]


def next_version(version: str, difference: Difference, same_columns: bool) -> str:
    """The lowest version after `version` for this difference; arguments as for `bump`."""
    return raised(version, bump(difference, same_columns))


def agreed(asked: str | None, least: str) -> str:
    """The version to release: the one asked for, or the lowest that is allowed.

    Args:
        asked: by the user; None where the user did not ask.
        least: the lowest version that the difference to the release before allows.

    Raises:
        UsageError: the version asked for is lower.
    """
    if asked is None:
        return least
    if parse(asked) < parse(least):
        raise UsageError(
            f"--version {asked}: less than the difference to the release before asks for; "
            f"expected {least} or higher; leave it out to have it computed"
        )
    return asked
