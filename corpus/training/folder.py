"""The folder of a trained model, written whole or not at all."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import CannotRunError, UsageError
from corpus.labelling.learned import save
from corpus.labelling.trained import CARD, DESCRIPTION, WEIGHTS, is_name
from corpus.training.card import card

if TYPE_CHECKING:
    from corpus.training.train import Model  # which needs what trains


def check_free(out: Path) -> None:
    """Refuse a folder that a model cannot be written to, before hours of work.

    Raises:
        UsageError: its name is no name of a model, or something stands there.
    """
    if not is_name(out.name):
        raise UsageError(
            f'--out {out}: "{out.name}" cannot be the name of a model; expected up to 64 of a-z, '
            "0-9, - and _, and none of line, page and page_text; choose another folder"
        )
    if out.exists():
        raise UsageError(
            f"--out {out}: is there already; expected a folder to make; name another, or delete it"
        )


def write(out: Path, model: Model) -> None:
    """Write the folder of a model.

    Raises:
        CannotRunError: it cannot be written.
    """
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        making = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
        try:
            making.chmod(0o755)
            save(model.weights._asdict(), making / WEIGHTS)
            digest = hashlib.sha256((making / WEIGHTS).read_bytes()).hexdigest()
            said = {**model.description, "sha256": digest}
            (making / DESCRIPTION).write_text(json.dumps(said, indent=2) + "\n", "utf-8")
            (making / CARD).write_text(card(said), "utf-8")
            making.rename(out)
        finally:
            shutil.rmtree(making, ignore_errors=True)
    except OSError as error:
        raise CannotRunError(
            f"{out}: cannot be written ({error.strerror}); expected a folder to make, and room on "
            "the disk; name another with --out"
        ) from None
