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

STORY, BOILERPLATE, UNSCORED = 0, 1, -1  # classes of characters
_LINE_CLASSES = {"b": BOILERPLATE, "m": STORY, "a": UNSCORED}
_MIN_COVERAGE = 0.5  # of the main text; below it the extractor took the wrong block of the page


class Gold(NamedTuple):
    """What people said of one text."""

    classes: list[tuple[int, int, int]]  # start, end, class; sorted
    rest: int  # the class of all other characters
    kinds: list[tuple[int, int, str]] | None  # boilerplate: start, end, label; None: nobody said
    main: str | None  # the article's text as people cut it out of the page
    part: str  # of the gold: `wcxb_article, traf`


def load(path: Path) -> dict[str, Gold]:
    """The gold at a path by the sha256 of the text.

    Args:
        path: a raw folder with labels files, a bench file, or a folder of bench files.

    Raises:
        CannotRunError: there is no gold, or it cannot be read.
    """
    try:
        gold = {digest: page for file in _bench_files(path) for digest, page in _read_bench(file)}
        if path.is_dir():
            gold.update(_read_labels(path))
    except (OSError, orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise CannotRunError(
            f"{path}: cannot be read as gold ({error!r}); expected a folder with .labels.json "
            "files beside articles, or a bench file whose lines hold `variants` with `lines`"
        ) from None
    if not gold:
        raise CannotRunError(
            f"{path}: no gold here; expected .labels.json files with `complete: true`, or bench "
            "files (*.jsonl.gz)"
        )
    return gold


def digest(path: Path) -> str:
    """SHA-256 of the content of the gold files at `path`; names of folders do not matter."""
    total = hashlib.sha256()
    for file in [*_bench_files(path), *sorted(path.rglob(f"*{files.LABELS_SUFFIX}"))]:
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def _bench_files(path: Path) -> list[Path]:
    return sorted(path.glob("*.jsonl.gz")) if path.is_dir() else [path]


def _read_bench(file: Path) -> Iterator[tuple[str, Gold]]:
    opener = gzip.open if file.suffix == ".gz" else open
    with opener(file, "rb") as lines:
        for page in map(orjson.loads, lines):
            if isinstance(page, dict) and "variants" in page and page.get("ok", True):
                for name, variant in page["variants"].items():
                    if variant["cov"] >= _MIN_COVERAGE:
                        part = f"{page['source']}, {name}"
                        yield from _read_variant(variant, page["gold_main"], part)


def _read_variant(variant: dict[str, Any], main: str, part: str) -> Iterator[tuple[str, Gold]]:
    text = canonicalise(variant["text"])
    if len(text) == len(variant["text"]):  # else its offsets do not fit
        classes = [(start, end, _LINE_CLASSES[line]) for start, end, line, *_ in variant["lines"]]
        yield sha256(text), Gold(classes, UNSCORED, None, main, part)


def _read_labels(raw: Path) -> Iterator[tuple[str, Gold]]:
    for file in sorted(raw.rglob(f"*{files.LABELS_SUFFIX}")):
        for annotation in human_labels.load(raw, file.relative_to(raw).as_posix())[0]:
            if annotation.data.get("complete"):
                kinds = sorted(
                    (span["start"], span["end"], span["label"])
                    for span in annotation.data["spans"]
                    if is_boilerplate(span["label"])
                )
                classes = [(start, end, BOILERPLATE) for start, end, _ in kinds]
                yield annotation.data["sha256"], Gold(classes, STORY, kinds, None, "labels")
