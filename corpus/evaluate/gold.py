"""What people said of texts: `.labels.json` files beside articles, or pages of the bench.

A text is known by the sha256 of its canonical form, so that gold may come from anywhere.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from corpus.contract.labels import is_boilerplate
from corpus.errors import CannotRunError
from corpus.identify.canonical import canonicalise, sha256
from corpus.label import human_labels
from corpus.read import files

STORY, BOILERPLATE, UNSCORED = 0, 1, -1
_LINES = {"b": BOILERPLATE, "m": STORY, "a": UNSCORED}


class Gold(NamedTuple):
    """What people said of one text."""

    classes: list[tuple[int, int, int]]  # start, end, one of the classes above; sorted
    rest: int  # the class of what no stretch covers
    kinds: list[tuple[int, int, str]] | None  # boilerplate by label; None where nobody said
    main: str | None  # the article's text as people cut it out, from the page itself
    part: str  # of the gold: `wcxb_article, traf`


def load(path: Path) -> dict[str, Gold]:
    """The gold at a raw folder with labels files, a bench file, or a folder of these; by sha256.

    Raises:
        CannotRunError: there is no gold at `path`, or it cannot be read.
    """
    try:
        found = {digest: gold for file in _benches(path) for digest, gold in _bench(file)}
        if path.is_dir():
            found.update(_labels(path))
    except (OSError, orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise CannotRunError(
            f"{path}: cannot be read as gold ({error!r}); expected a folder with .labels.json "
            "files beside articles, or a bench file whose lines hold `variants` with `lines`"
        ) from None
    if not found:
        raise CannotRunError(
            f"{path}: no gold here; expected .labels.json files with `complete: true`, or bench "
            "files (*.jsonl.gz)"
        )
    return found


def digest(path: Path) -> str:
    """SHA-256 of what stands in the gold files at `path`, whatever the folder is called."""
    said = hashlib.sha256()
    for file in [*_benches(path), *sorted(path.rglob(f"*{files.LABELS_SUFFIX}"))]:
        said.update(hashlib.sha256(file.read_bytes()).digest())
    return said.hexdigest()


def _benches(path: Path) -> list[Path]:
    return sorted(path.glob("*.jsonl.gz")) if path.is_dir() else [path]


def _bench(file: Path) -> Iterator[tuple[str, Gold]]:
    opener = gzip.open if file.suffix == ".gz" else open
    with opener(file, "rb") as lines:
        for page in map(orjson.loads, lines):
            if isinstance(page, dict) and "variants" in page and page.get("ok", True):
                for name, variant in page["variants"].items():
                    if variant["cov"] >= 0.5:  # else the tool took the wrong block of the page
                        part = f"{page['source']}, {name}"
                        yield from _variant(variant, page["gold_main"], part)


def _variant(variant: dict[str, Any], main: str, part: str) -> Iterator[tuple[str, Gold]]:
    text = canonicalise(variant["text"])
    if len(text) == len(variant["text"]):  # else its offsets are of another text
        classes = [(start, end, _LINES[said]) for start, end, said, *_ in variant["lines"]]
        yield sha256(text), Gold(classes, UNSCORED, None, main, part)


def _labels(raw: Path) -> Iterator[tuple[str, Gold]]:
    for file in sorted(raw.rglob(f"*{files.LABELS_SUFFIX}")):
        for judgement in human_labels.load(raw, file.relative_to(raw).as_posix())[0]:
            if judgement.data.get("complete"):
                kinds = sorted(
                    (span["start"], span["end"], span["label"])
                    for span in judgement.data["spans"]
                    if is_boilerplate(span["label"])
                )
                classes = [(start, end, BOILERPLATE) for start, end, _ in kinds]
                yield judgement.data["sha256"], Gold(classes, STORY, kinds, None, "labels")
