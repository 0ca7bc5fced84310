"""The documents of a release: each is made from its facts, and from nothing else."""

from __future__ import annotations

import hashlib

from corpus.documents.card import card
from corpus.documents.citation import citation_file
from corpus.documents.croissant import croissant
from corpus.documents.facts import Facts
from corpus.documents.label_list import label_list
from corpus.documents.report import report
from corpus.release.layout import CARD, CITATION, CROISSANT, LABELS_FILE, REPORT
from corpus.release.manifest import File

DOCUMENTS = (CARD, CITATION, CROISSANT, LABELS_FILE, REPORT)


def documents(facts: Facts) -> dict[str, str]:
    """The text of every document by the name of its file."""
    texts = {
        CARD: card(facts),
        REPORT: report(facts),
        CITATION: citation_file(facts),
        LABELS_FILE: label_list(),
    }
    listed = [_file(name, text.encode()) for name, text in texts.items()]
    return texts | {CROISSANT: croissant(facts, listed)}


def _file(name: str, content: bytes) -> File:
    return File(name, len(content), hashlib.sha256(content).hexdigest())
