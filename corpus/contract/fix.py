"""How a problem is fixed, where it has one right answer."""

from __future__ import annotations

from typing import NamedTuple


class Remove(NamedTuple):
    """The field at the path of the problem goes."""


class Rename(NamedTuple):
    """The field at the path of the problem has another name."""

    name: str


class Replace(NamedTuple):
    """Stretches of the text at the path of the problem read otherwise."""

    old: str  # the whole text, before
    stretches: tuple[tuple[int, int, str], ...]  # start and end in code points, and the new words

    @property
    def new(self) -> str:
        """The whole text, afterwards."""
        parts, last = [], 0
        for start, end, words in self.stretches:
            parts += [self.old[last:start], words]
            last = end
        return "".join([*parts, self.old[last:]])


Fix = Remove | Rename | Replace
