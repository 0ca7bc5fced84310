"""A difference is visible in what a message shows of two long values."""

from __future__ import annotations

import pytest

from corpus.verify.excerpts import around_difference, one_line, shortened

LONG = "0123456789" * 40
HASHES = ", ".join("ab" * 32 for _ in range(9))

CASES = {
    "short": ("34", "35", "34", "35"),
    "a hash": ("a" * 64, "b" * 64, "a" * 64, "b" * 64),
    "at the start": ("x" + LONG, LONG, f"x{LONG[:159]}...", f"{LONG[:160]}..."),
    "in the middle": (
        LONG[:200] + "x" + LONG[201:],
        LONG,
        f"...{LONG[160:200]}x{LONG[201:320]}...",
        f"...{LONG[160:320]}...",
    ),
    "at the end": (LONG[:-1] + "x", LONG, f"...{LONG[359:-1]}x", f"...{LONG[359:]}"),
    "one goes on": (LONG, LONG + "x", f"...{LONG[-40:]}", f"...{LONG[-40:]}x"),
    "one is missing": ("missing", LONG, "missing", f"{LONG[:160]}..."),
    "in the last of many hashes": (
        HASHES + "a",
        HASHES + "b",
        f"...{HASHES[-40:]}a",
        f"...{HASHES[-40:]}b",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_two_values_are_cut_around_their_first_difference(name: str) -> None:
    found, expected, *shown = CASES[name]
    assert list(around_difference(found, expected)) == shown
    assert list(around_difference(expected, found)) == shown[::-1]


def test_an_error_is_one_line() -> None:
    assert one_line(ValueError("a\n  b\n")) == "ValueError: a b"
    assert one_line(KeyError("x" * 500)) == shortened(f"KeyError: '{'x' * 500}'")
    assert len(shortened("x" * 500)) == 163
