"""What files of a raw folder are, told by their names; upper and lower case are alike."""

from __future__ import annotations

from functools import lru_cache
from posixpath import basename, splitext  # a third of the time that a Path takes

from corpus.contract.place import LINE, unit_of
from corpus.read.forms import PACKED_SUFFIXES, SUFFIXES, form_of
from corpus.read.unpack import PACKINGS

_ONE_ARTICLE = ".json"
_LINES = (".jsonl", ".jl", ".ndjson")  # one article per line
# Files about those beside them, by their names without suffixes.
_ABOUT = ("readme", "license", "licence", "changelog", "dataset_infos")
LABELS_SUFFIX = ".labels.json"
OUTLETS = "outlets"

_for_each_record = lru_cache(64)  # files: a record's file is asked about again and again


@_for_each_record
def packing_suffix(file: str) -> str:
    """The suffix that says how a file is compressed, in lower case; empty where it is not."""
    suffix = splitext(file)[1].lower()
    return suffix if suffix in PACKINGS else ""


def stem(file: str) -> str:
    """The name of a file without the suffixes that say its form and how it is compressed."""
    return splitext(basename(_without_packing(file)))[0]


def is_article_file(file: str) -> bool:
    """Whether a file's name says that it may hold articles."""
    if is_named_as_labels(file) or splitext(basename(file))[0].lower() in _ABOUT:
        return False
    return content_suffix(file) in (PACKED_SUFFIXES if packing_suffix(file) else SUFFIXES)


def may_be_cut(file: str, start: bytes) -> bool:
    """Whether a file may be read from the middle: articles on lines, and not compressed.

    Args:
        file: Its name.
        start: Its first bytes.
    """
    if packing_suffix(file) or not is_article_file(file):
        return False
    return form_of(content_suffix(file), start).is_lines(start)


def is_named_as_labels(file: str) -> bool:
    """Whether a file's name says labels: `.labels.json`, but also `.labels.jsonl` or `.gz`."""
    name = _without_packing(file).lower()
    return any(name.endswith(f".labels{suffix}") for suffix in (_ONE_ARTICLE, *_LINES))


def right_labels_name(file: str) -> str:
    """The name under which labels are read, for a file that is named as labels."""
    name = _without_packing(file)
    return name[: name.lower().rindex(".labels.")] + LABELS_SUFFIX


@_for_each_record
def labels_file(file: str) -> str:
    """Where people's labels for the articles of a file stand, if there are any."""
    name = _without_packing(file)
    return splitext(name)[0] + LABELS_SUFFIX


def is_for_one_article(file: str, line: int, annotations: int) -> bool:
    """Whether the annotations beside a file can only mean its one article, even if it changed.

    Args:
        file: Where the article stands.
        line: The same: the item of a list is not the only one, and neither is a second line.
        annotations: How many stand beside the file.
    """
    is_alone = content_suffix(file) == _ONE_ARTICLE and unit_of(line) == LINE and line == 1
    return is_alone and annotations == 1


@_for_each_record
def content_suffix(file: str) -> str:
    """The suffix of what is compressed, or of the file itself, in lower case."""
    return splitext(_without_packing(file))[1].lower()


def _without_packing(file: str) -> str:
    return file[: len(file) - len(packing_suffix(file))]
