"""Files that must be what they were when they were scanned: a manifest vouches for their hashes."""

from __future__ import annotations

import hashlib
from pathlib import Path

from corpus.errors import CannotRunError


def read_unchanged(raw: Path, file: str, scanned: str) -> bytes:
    """All bytes of a file.

    Args:
        raw: The raw folder.
        file: The file, relative to it.
        scanned: The SHA-256 of the file when it was scanned; empty: it was not.

    Raises:
        CannotRunError: the file was changed since.
        OSError: it cannot be read.
    """
    content = (raw / file).read_bytes()
    refuse_change(raw, file, scanned, hashlib.sha256(content).hexdigest())
    return content


def refuse_change(raw: Path, file: str, scanned: str, read: str) -> None:
    """Refuse a file of which the hash that was scanned is not the hash of what was read.

    Raises:
        CannotRunError: the two differ.
    """
    if scanned and scanned != read:
        raise CannotRunError(
            f"{raw / file}: was changed while it was read; expected files that stay as they are "
            "during a build; run it again when nothing writes there any more"
        )
