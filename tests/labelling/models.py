"""Folders of models as `corpus train` writes them, made of the weights that the package has."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

from corpus.labelling import trained
from corpus.labelling.line_model import model
from corpus.labelling.trained import Trained


def package_model(folder: Path, **said: Any) -> Trained:
    """A model with the package's weights; `said` changes what `model.json` says."""
    folder.mkdir(parents=True)
    with model.FILE.open("rb") as weights, (folder / trained.WEIGHTS).open("wb") as file:
        shutil.copyfileobj(weights, file)
    description = {
        "format": trained.FORMAT,
        "name": folder.name,
        "sha256": hashlib.sha256((folder / trained.WEIGHTS).read_bytes()).hexdigest(),
        "languages": ["en", "de"],
        "weight": 0.6,
        "silence": 0.1,
        **said,
    }
    (folder / trained.DESCRIPTION).write_text(json.dumps(description))
    return trained.read(folder)
