"""The line of a file that a problem stands in, with a caret below its column."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.contract.span import Span
from corpus.visible import visible

_WIDTH = 90  # columns of the screen for the line
_BEFORE = 30  # characters before the problem, where the line is longer
_CUT = "…"


def excerpt(line: str, span: Span) -> Iterator[str]:
    """Two lines: the line itself, cut around the problem, and the carets below.

    Args:
        line: the first line of the span, without its end.
        span: where the problem stands.
    """
    from rich.cells import cell_len, set_cell_size

    start = span.column - 1
    end = span.end_column - 1 if span.end_line == span.line else len(line)
    first = max(0, start - _BEFORE) if cell_len(line) > _WIDTH else 0
    before = (_CUT if first else "") + _shown(line[first:start])
    marked = _shown(line[start : max(end, start + 1)])
    room = max(1, _WIDTH - cell_len(before))
    if cell_len(marked) > room:
        marked = set_cell_size(marked, room - 1).rstrip() + _CUT
    after = _shown(line[end:])
    room -= cell_len(marked)
    if cell_len(after) > room:
        after = set_cell_size(after, max(0, room - 1)).rstrip() + _CUT
    number = f"{span.line:>6} | "
    yield f"{number}{before}{marked}{after}"
    yield f"{' ' * 6} | {' ' * cell_len(before)}{'^' * max(1, cell_len(marked))}"


def _shown(text: str) -> str:
    return visible(text.replace("\t", " "))
