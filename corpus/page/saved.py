"""Where programs that save pages write down their addresses: comments at the beginning."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.page.candidates import Found

_BEGINNING = 4096  # characters
# Browsers ("Mark of the Web") and the extension SingleFile.
_COMMENTS = {
    "comment:saved from url": re.compile(r"<!-- saved from url=\(\d{4}\)(\S+) -->"),
    "comment:SingleFile": re.compile(r"<!--\s+Page saved with SingleFile\s+url: (\S+)"),
}


def saved_from(html: str) -> Iterator[Found]:
    """The address that a page was saved from, as the program that saved it says."""
    beginning = html[:_BEGINNING]
    for source, pattern in _COMMENTS.items():
        if found := pattern.search(beginning):
            yield Found(found[1], source)
