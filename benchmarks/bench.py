"""The bench's pages, as the scripts read them that need no other."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks import sources

FILES = sources.names(sources.BENCH)


def pages(bench: Path) -> Iterator[dict[str, Any]]:
    """The pages whose gold is complete."""
    for name in FILES:
        yield from (page for page in sources.read(bench / f"{name}.jsonl.gz") if page["ok"])


def digests(bench: Path) -> dict[str, str]:
    """SHA-256 of each file, to say what a number was measured on."""
    return {
        name: hashlib.sha256((bench / f"{name}.jsonl.gz").read_bytes()).hexdigest()
        for name in FILES
    }
