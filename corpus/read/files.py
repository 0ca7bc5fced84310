"""Which files of a raw folder hold articles, and how they are cut into shards.

A shard is about `SHARD_BYTES` of input: a byte range of a large `.jsonl`, a whole compressed
file, or a handful of small files. The cut depends on the files alone, never on who works on it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from corpus.contract.problems import Problem, problem
from corpus.errors import CannotRunError

SHARD_BYTES = 16 << 20  # the prototypes' optimum between start-up and memory of a task
SHARD_FILES = 512  # small files: opening one costs as much as parsing some 10 KB
ARTICLE_SUFFIXES = (".json", ".jsonl")
PACKED_SUFFIXES = (".gz", ".zst")
BLOCK = 1 << 20  # bytes read at once
LABELS_SUFFIX = ".labels.json"
OUTLETS = "outlets"


class Found(NamedTuple):
    """What stands below a raw folder, as sorted POSIX paths relative to it."""

    articles: list[str]
    labels: list[str]
    outlets: list[str]
    ignored: list[str]


class ScannedFile(NamedTuple):
    """One article file, read once from end to end."""

    file: str
    size: int  # bytes
    sha256: str
    cuts: list[tuple[int, int]]  # where shards may begin: (byte offset, 1-based line)


class Piece(NamedTuple):
    """A stretch of one file: whole lines from `start` to `end`, the first being `line`."""

    file: str
    start: int
    end: int | None
    line: int


Shard = list[Piece]


def unpacked_suffix(file: str) -> str:
    """The suffix that says how to parse: `.json` or `.jsonl`, without the compression."""
    for packed in PACKED_SUFFIXES:
        file = file.removesuffix(packed)
    return Path(file).suffix


def is_article(file: str) -> bool:
    """Whether a file's name says that it holds raw articles."""
    return unpacked_suffix(file) in ARTICLE_SUFFIXES and not file.endswith(LABELS_SUFFIX)


def labels_file(file: str) -> str:
    """Where people's labels for the articles of a file stand, if there are any."""
    for packed in PACKED_SUFFIXES:
        file = file.removesuffix(packed)
    return file.removesuffix(Path(file).suffix) + LABELS_SUFFIX


def is_alone(file: str, judgements: int) -> bool:
    """Whether judgements beside a file can only mean its one article, whatever its text."""
    return unpacked_suffix(file) == ".json" and judgements == 1


def find(raw: Path) -> Found:
    """List a raw folder.

    Raises:
        CannotRunError: there is no such folder, or no article file in it.
    """
    if not raw.exists():
        raise CannotRunError(
            f"{raw}: no such folder; expected a folder with raw articles; "
            "create it or name another: corpus build RAW"
        )
    if not raw.is_dir():
        raise CannotRunError(
            f"{raw}: is a file; expected a folder with raw articles; "
            f"name the folder it stands in: {raw.parent}"
        )
    found = Found([], [], [], [])
    for path in sorted(raw.rglob("*")):
        inside = path.relative_to(raw)
        if path.is_dir() or any(part.startswith(".") for part in inside.parts):
            continue
        file = inside.as_posix()
        if file.endswith(LABELS_SUFFIX):
            found.labels.append(file)
        elif inside.parts[0] == OUTLETS and len(inside.parts) > 1:
            (found.outlets if path.suffix == ".toml" else found.ignored).append(file)
        elif is_article(file):
            found.articles.append(file)
        else:
            found.ignored.append(file)
    if not found.articles:
        raise CannotRunError(
            f"{raw}: no articles in it; expected .json or .jsonl files (also .gz, .zst) anywhere "
            "below; put some there or name another folder: corpus build RAW"
        )
    return found


def scan(raw: Path, files: Sequence[str]) -> Iterator[ScannedFile | Problem]:
    """Hash the files and find where they may be cut."""
    for file in files:
        try:
            yield _scan(raw, file)
        except OSError as error:
            yield problem("unreadable_file", file, None, error=error.strerror or error)


def _scan(raw: Path, file: str) -> ScannedFile:
    digest = hashlib.sha256()
    size, line = 0, 1
    cuts = [(0, 1)]
    splittable = file.endswith(".jsonl")
    with (raw / file).open("rb") as source:
        while block := source.read(BLOCK):
            digest.update(block)
            if splittable and size + len(block) - cuts[-1][0] > SHARD_BYTES:
                newline = block.find(b"\n")
                if newline >= 0:
                    cuts.append((size + newline + 1, line + 1))
            line += block.count(b"\n")
            size += len(block)
    if len(cuts) > 1 and cuts[-1][0] >= size:
        cuts.pop()
    return ScannedFile(file, size, digest.hexdigest(), cuts)


def shards(scanned: Iterable[ScannedFile]) -> list[Shard]:
    """Cut large files and put small ones together, in the order given."""
    made: list[Shard] = []
    basket: Shard = []
    weight = 0
    for one in scanned:
        if len(one.cuts) > 1 or one.size > SHARD_BYTES // 2:
            ends = [offset for offset, _ in one.cuts[1:]] + [None]
            made += [
                [Piece(one.file, start, end, line)]
                for (start, line), end in zip(one.cuts, ends, strict=True)
            ]
            continue
        if basket and (weight + one.size > SHARD_BYTES or len(basket) >= SHARD_FILES):
            made.append(basket)
            basket, weight = [], 0
        basket.append(Piece(one.file, 0, None, 1))
        weight += one.size
    return [*made, basket] if basket else made
