"""What people said of texts: `.labels.json` files beside articles, or pages of the bench.

A text is known by the sha256 of its canonical form, so that gold may come from anywhere. Spans of
labels files are placed as a build places them: offsets alone are not believed.
"""

from __future__ import annotations

import gzip
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from corpus.contract.labels import is_boilerplate
from corpus.contract.problems import Problem
from corpus.errors import CannotRunError
from corpus.identify.canonical import canonicalise, sha256
from corpus.labelling import human_labels
from corpus.labelling.human_labels import Annotation, Text
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


class KnownTexts:
    """The texts that people judged."""

    def __init__(self, path: Path) -> None:
        """Read the gold at a path.

        Args:
            path: a raw folder with labels files, a bench file, or a folder of bench files.

        Raises:
            CannotRunError: there is no gold, or it cannot be read.
        """
        self._path = path
        try:
            self._pages = dict(page for file in _bench_files(path) for page in _read_bench(file))
            self._annotations = _complete_annotations(path) if path.is_dir() else {}
        except (OSError, orjson.JSONDecodeError, KeyError, TypeError) as error:
            raise CannotRunError(
                f"{path}: cannot be read as gold ({error!r}); expected a folder with .labels.json "
                "files beside articles, or a bench file whose lines hold `variants` with `lines`"
            ) from None
        if not self._pages and not self._annotations:
            raise CannotRunError(
                f"{path}: no gold here; expected .labels.json files with `complete: true`, or "
                "bench files (*.jsonl.gz)"
            )

    def gold(self, text: Text) -> Gold | None:
        """What people said of a text; None where nobody judged it, or where they disagree.

        Raises:
            CannotRunError: a span that a person labelled has no place in the text.
        """
        if text.sha256 not in self._annotations:
            return self._pages.get(text.sha256)
        file, annotations = self._annotations[text.sha256]
        applied = human_labels.apply(text, annotations, file, alone=False)
        _refuse(self._path, [fault for fault in applied.problems if fault.reason == "bad_labels"])
        if not applied.complete:
            return None
        return whole_text((span[:3] for span in applied.spans), "labels")


def whole_text(spans: Iterable[tuple[int, int, str]], part: str) -> Gold:
    """The gold of a text of which people said all that is boilerplate.

    Args:
        spans: start, end and label of all that they labelled, furniture too.
        part: of the gold.
    """
    kinds = sorted(span for span in spans if is_boilerplate(span[2]))
    classes = [(start, end, BOILERPLATE) for start, end, _ in kinds]
    return Gold(classes, STORY, kinds, None, part)


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


def _complete_annotations(raw: Path) -> dict[str, tuple[str, list[Annotation]]]:
    """Labels file and annotations of each text that somebody judged whole, by its sha256."""
    known: dict[str, tuple[str, list[Annotation]]] = {}
    for path in sorted(raw.rglob(f"*{files.LABELS_SUFFIX}")):
        file = path.relative_to(raw).as_posix()
        annotations, problems = human_labels.load(raw, file)
        _refuse(raw, problems)
        by_text: dict[str, list[Annotation]] = defaultdict(list)
        for annotation in annotations:
            by_text[annotation.data["sha256"]].append(annotation)
        for sha, of_text in by_text.items():
            if any(annotation.data.get("complete") for annotation in of_text):
                known[sha] = file, of_text
    return known


def _refuse(raw: Path, problems: list[Problem]) -> None:
    """Gold that is wrong in part measures something else than its digest says."""
    if problems:
        raise CannotRunError(*(f"{raw}/{problem}" for problem in problems))
