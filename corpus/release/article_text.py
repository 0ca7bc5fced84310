"""The article of a page's text: what is left without its boilerplate, as a reader expects it.

This is the one place that says how the rest is joined.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from corpus.contract.labels import is_boilerplate

Place = tuple[int, int]  # start and end in code points, half-open


def article(text: str, spans: Iterable[Mapping[str, Any]]) -> str:
    """The text without its boilerplate; furniture such as headlines stays.

    Args:
        text: canonical.
        spans: of the text, sorted, not overlapping, their labels names.
    """
    cuts = ((span["start"], span["end"]) for span in spans if is_boilerplate(span["label"]))
    return without(text, cuts)


def without(text: str, cuts: Iterable[Place]) -> str:
    """The text without some stretches of it.

    A line of which nothing is left goes as a whole. Of the blank lines around such lines the
    longest run stays, so that paragraphs stand as far apart as before. Within a line one of the
    blanks around a cut goes too. Lines without a cut stay as they are; no blank line is left at
    the ends.

    Args:
        text: canonical.
        cuts: sorted, not overlapping.
    """
    kept: list[str] = []
    gaps = [0]  # lengths of the runs of blank lines since the last line that was kept
    for line, is_cut in _lines(text, list(cuts)):
        if line.strip():
            kept += [""] * (max(gaps) if kept else 0)
            kept.append(line)
            gaps = [0]
        elif is_cut:
            gaps.append(0)
        else:
            gaps[-1] += 1
    return "\n".join(kept)


def _lines(text: str, cuts: list[Place]) -> Iterator[tuple[str, bool]]:
    """What is left of each line, and whether something was cut from it."""
    first = 0  # the first cut that does not end before the line
    end = -1
    for line in text.split("\n"):
        start = end + 1
        end = start + len(line)
        while first < len(cuts) and cuts[first][1] <= start:
            first += 1
        pieces, position, index = [], start, first
        while index < len(cuts) and cuts[index][0] < end:
            pieces.append(text[position : max(position, cuts[index][0])])
            position = min(end, cuts[index][1])
            index += 1
        pieces.append(text[position:end])
        yield (_joined(pieces), True) if len(pieces) > 1 else (pieces[0], False)


def _joined(pieces: list[str]) -> str:
    """The rest of a line, with the blanks before a cut or else those behind it."""
    line = ""
    for piece in pieces:
        line += piece if line and not line[-1].isspace() else piece.lstrip()
    return line.rstrip()
