"""The documents of a release: each follows from its facts, and from nothing else."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from corpus.documents.card import card
from corpus.documents.croissant import croissant
from corpus.documents.facts import Facts
from corpus.documents.report import report
from corpus.release.layout import CARD, CROISSANT, REPORT
from corpus.release.manifest import File

DOCUMENTS = (CARD, CROISSANT, REPORT)
_SAMPLES = 12  # articles in the report


def documents(facts: Facts) -> dict[str, str]:
    """The text of every document by the name of its file."""
    made = {CARD: card(facts), REPORT: report(facts)}
    pinned = [_file(name, text.encode()) for name, text in made.items()]
    return made | {CROISSANT: croissant(facts, pinned)}


def samples(release: Path, data: dict[str, list[File]]) -> list[dict[str, Any]]:
    """The articles with most kinds of label, one of each outlet first; `data` as in `Facts`."""
    rows: list[dict[str, Any]] = []
    for files in data.values():
        rows += pq.ParquetFile(release / files[0].path).read_row_group(0).to_pylist()
    rows.sort(key=lambda row: (-len({span["label"] for span in row["spans"]}), row["id"]))
    turn: Counter[str] = Counter()
    ranked: list[tuple[int, int, dict[str, Any]]] = []
    for row in rows:
        ranked.append((turn[row["outlet"]], len(ranked), row))
        turn[row["outlet"]] += 1
    return [row for _, _, row in sorted(ranked, key=lambda r: r[:2])[:_SAMPLES]]


def _file(name: str, content: bytes) -> File:
    return File(name, len(content), hashlib.sha256(content).hexdigest())
