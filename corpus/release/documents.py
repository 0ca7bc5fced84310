"""The documents of a release: each follows from its facts, and from nothing else."""

from __future__ import annotations

import hashlib

from corpus.release.card import card
from corpus.release.croissant import croissant
from corpus.release.facts import Facts, File
from corpus.release.report import report


def documents(facts: Facts) -> dict[str, str]:
    """The text of every document by the name of its file."""
    made = {"README.md": card(facts), "report.html": report(facts)}
    pinned = [_file(name, text.encode()) for name, text in made.items()]
    return made | {"croissant.json": croissant(facts, pinned)}


def _file(name: str, content: bytes) -> File:
    return File(name, len(content), hashlib.sha256(content).hexdigest())
