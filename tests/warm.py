"""Builds once, so that all is imported and compiled that a build needs: see `tests.forks`."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import corpus.cli

with tempfile.TemporaryDirectory() as folder:
    raw = Path(folder) / "raw"
    raw.mkdir()
    (raw / "a.json").write_text(json.dumps({"text": "The ferry left at six.", "outlet": "a"}))
    corpus.build(raw, out=Path(folder) / "build", workers=1)
