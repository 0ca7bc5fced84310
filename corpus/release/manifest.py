"""`manifest.json`: what a release was made from, by what, and every file's hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from corpus.contract.columns import FEATURES
from corpus.release.facts import Facts, File

MANIFEST = "manifest.json"
_BLOCK = 1 << 20


def manifest(facts: Facts, documents: Sequence[File]) -> str:
    """The manifest as JSON; `documents` are the files that were written after `facts`."""
    outputs = [*[f for files in facts.data.values() for f in files], *facts.others, *documents]
    content = {
        "version": facts.version,
        "date": facts.date,
        "builder": facts.builder,
        "libraries": facts.libraries,
        "config": facts.config,
        "schema": FEATURES,
        "rows": {split: held.rows for split, held in facts.splits.items()},
        "rejected": facts.rejected,
        "quality": facts.quality._asdict() if facts.quality else None,
        "logical_digest": facts.logical_digest,
        "changes": facts.changes._asdict() if facts.changes else None,
        "inputs": [file._asdict() for file in facts.inputs],
        "outputs": [file._asdict() for file in sorted(outputs)],
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def describe(root: Path, paths: Iterable[Path]) -> list[File]:
    """Path, size and SHA-256 of files below `root`, sorted by path."""
    return sorted(File(p.relative_to(root).as_posix(), p.stat().st_size, _sha256(p)) for p in paths)


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as source:
        while block := source.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
