"""Splices of bytes: what is between them stays as it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Splice(NamedTuple):
    """Some bytes in the place of others."""

    start: int
    end: int
    new: bytes


Edit = tuple[Splice, ...]  # what one fix asks for, in the order of the file


def without_overlaps(edits: Iterable[Edit]) -> list[Edit]:
    """The edits in the order of the file, without those that reach into one before."""
    kept: list[Edit] = []
    for edit in sorted(set(filter(None, edits))):
        if not kept or edit[0].start >= kept[-1][-1].end:
            kept.append(edit)
    return kept


def apply(source: bytes, edits: Iterable[Edit]) -> bytes:
    """The bytes with some edits that do not overlap, in the order of the file."""
    parts: list[bytes] = []
    last = 0
    for start, end, new in (splice for edit in edits for splice in edit):
        parts += [source[last:start], new]
        last = end
    return b"".join([*parts, source[last:]])
