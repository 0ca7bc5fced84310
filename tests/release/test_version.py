from __future__ import annotations

import pytest

from corpus.errors import UsageError
from corpus.release.version import Difference, agreed, next_version, parse


@pytest.mark.parametrize(
    ("added", "removed", "changed", "moved", "same_columns", "expected"),
    [
        (0, 0, 0, 0, True, "1.2.4"),
        (5, 0, 0, 0, True, "1.3.0"),
        (5, 1, 0, 0, True, "2.0.0"),
        (0, 0, 1, 0, True, "2.0.0"),
        (0, 0, 0, 1, True, "2.0.0"),
        (0, 0, 0, 0, False, "2.0.0"),
    ],
)
def test_the_difference_decides(
    added: int, removed: int, changed: int, moved: int, same_columns: bool, expected: str
) -> None:
    difference = Difference(added, removed, changed, moved)
    assert next_version("1.2.3", difference, same_columns) == expected


def test_more_may_be_asked_for_and_never_less() -> None:
    assert agreed(None, "1.3.0") == "1.3.0"
    assert agreed("1.10.0", "1.3.0") == "1.10.0"
    assert agreed("1.3.0", "1.3.0") == "1.3.0"
    with pytest.raises(UsageError, match=r"expected 1\.3\.0 or higher"):
        agreed("1.2.9", "1.3.0")


@pytest.mark.parametrize("version", ["1", "1.2", "v1.2.3", "1.2.3-rc1", "01.2.3", "1.2.3.4", ""])
def test_what_is_no_version(version: str) -> None:
    with pytest.raises(UsageError, match="not a version"):
        parse(version)
