"""Entries of the cache that say what the last build made, so that the next knows where to look.

Their names say nothing of what they depend on, so that the next build finds them. What other code
kept is not taken: this one need not know what it means.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from corpus.pipeline.cache import Cache
from corpus.pipeline.fingerprint import code_digest

_CODE = "code"


def take_hint(cache: Cache, name: str, folder: Path) -> Any:
    """What the last build kept under a name, as `Cache.take` gives it; None: nothing that holds."""
    return cache.take(name, folder, lambda kept: kept.get(_CODE) == code_digest())


def keep_hint(cache: Cache, name: str, folder: Path, hint: dict[str, Any], making: Path) -> None:
    """Keep what the next build may be told; where the cache cannot be written, nothing is kept.

    Args:
        cache: to keep it in.
        name: of the entry.
        folder: its files.
        hint: what it says, as JSON has it.
        making: a folder on the same file system.
    """
    cache.keep(name, folder, {_CODE: code_digest(), **hint}, making)
