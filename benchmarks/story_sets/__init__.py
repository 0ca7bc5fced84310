"""Texts whose every line is story, to see what labels take from them: sets by kind of text."""

from __future__ import annotations

from typing import NamedTuple


class Text(NamedTuple):
    """An article as an extractor leaves it: a line a block."""

    title: str
    lines: tuple[str, ...]  # the title first
    is_story: tuple[bool, ...]  # per line; headlines and what sites put around are none

    @property
    def text(self) -> str:
        """The whole text."""
        return "\n".join(self.lines)
