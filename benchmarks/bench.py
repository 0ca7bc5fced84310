"""The bench's pages, as every script here reads them."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FILES = ("wcxb_article", "shub", "fundus")


def pages(bench: Path) -> Iterator[dict[str, Any]]:
    """The pages whose gold is complete."""
    for name in FILES:
        with gzip.open(bench / f"{name}.jsonl.gz", "rt", encoding="utf-8") as source:
            yield from (page for page in map(json.loads, source) if page["ok"])


def digests(bench: Path) -> dict[str, str]:
    """SHA-256 of each file, to say what a number was measured on."""
    return {
        name: hashlib.sha256((bench / f"{name}.jsonl.gz").read_bytes()).hexdigest()
        for name in FILES
    }
