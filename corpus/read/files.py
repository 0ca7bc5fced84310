"""What files of a raw folder are, told by their names; upper and lower case are alike."""

from __future__ import annotations

from functools import lru_cache
from pathlib import PurePosixPath

from corpus.read.unpack import PACKINGS

ONE_ARTICLE = ".json"
LINES = (".jsonl", ".jl", ".ndjson")  # one article per line
LABELS_SUFFIX = ".labels.json"
OUTLETS = "outlets"

_for_each_record = lru_cache(64)  # files: a record's file is asked about again and again


@_for_each_record
def packing_suffix(file: str) -> str:
    """The suffix that says how a file is compressed, in lower case; empty where it is not."""
    suffix = PurePosixPath(file).suffix.lower()
    return suffix if suffix in PACKINGS else ""


def holds_one_article(file: str) -> bool:
    """Whether a file is one JSON value, by its name."""
    return _content_suffix(file) == ONE_ARTICLE


def may_be_cut(file: str) -> bool:
    """Whether a file may be read from the middle: lines, and not compressed."""
    return PurePosixPath(file).suffix.lower() in LINES


def is_article_file(file: str) -> bool:
    """Whether a file's name says that it holds raw articles."""
    return _content_suffix(file) in (ONE_ARTICLE, *LINES) and not is_named_as_labels(file)


def is_named_as_labels(file: str) -> bool:
    """Whether a file's name says labels: `.labels.json`, but also `.labels.jsonl` or `.gz`."""
    name = _without_packing(file).lower()
    return any(name.endswith(f".labels{suffix}") for suffix in (ONE_ARTICLE, *LINES))


def right_labels_name(file: str) -> str:
    """The name under which labels are read, for a file that is named as labels."""
    name = _without_packing(file)
    return name[: name.lower().rindex(".labels.")] + LABELS_SUFFIX


@_for_each_record
def labels_file(file: str) -> str:
    """Where people's labels for the articles of a file stand, if there are any."""
    name = _without_packing(file)
    return name.removesuffix(PurePosixPath(name).suffix) + LABELS_SUFFIX


def is_for_one_article(file: str, annotations: int) -> bool:
    """Whether the annotations beside a file can only mean its one article, even if it changed."""
    return holds_one_article(file) and annotations == 1


@_for_each_record
def _content_suffix(file: str) -> str:
    return PurePosixPath(_without_packing(file)).suffix.lower()


def _without_packing(file: str) -> str:
    return file[: len(file) - len(packing_suffix(file))]
