"""What messages show of long values: the part that matters, on one line."""

from __future__ import annotations

_SHOWN = 160  # characters
_BEFORE = 40  # characters that are shown before the first difference


def around_difference(found: str, expected: str) -> tuple[str, str]:
    """Both texts, cut around the first character in which they differ."""
    if max(len(found), len(expected)) <= _SHOWN:
        return found, expected
    pairs = enumerate(zip(found, expected, strict=False))
    shortest = min(len(found), len(expected))
    first = next((index for index, (a, b) in pairs if a != b), shortest)
    start = max(0, first - _BEFORE)
    return _cut(found, start), _cut(expected, start)


def one_line(error: BaseException) -> str:
    """What an error says, with its type, as one short line."""
    return shortened(" ".join(f"{type(error).__name__}: {error}".split()))


def shortened(text: str) -> str:
    """The beginning of a long text."""
    return _cut(text, 0)


def _cut(text: str, start: int) -> str:
    end = start + _SHOWN
    return f"{'...' if start else ''}{text[start:end]}{'...' if end < len(text) else ''}"
