"""Which files of a raw folder hold articles, annotations and outlet tables, told by their names."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from corpus.errors import CannotRunError

ARTICLE_SUFFIXES = (".json", ".jsonl")
COMPRESSED_SUFFIXES = (".gz", ".zst")
LABELS_SUFFIX = ".labels.json"
OUTLETS = "outlets"
_SHOWN = 3  # files that a message names


class RawFiles(NamedTuple):
    """The files below a raw folder, as sorted POSIX paths relative to it."""

    articles: list[str]
    labels: list[str]
    misnamed_labels: list[str]  # labels by their names, but not as labels are read
    outlets: list[str]
    ignored: list[str]


def content_suffix(file: str) -> str:
    """The suffix that says how to parse: `.json` or `.jsonl`, without that of the compression."""
    return Path(_without_compression(file)).suffix


def is_article_file(file: str) -> bool:
    """Whether a file's name says that it holds raw articles."""
    return content_suffix(file) in ARTICLE_SUFFIXES and not is_named_as_labels(file)


def is_named_as_labels(file: str) -> bool:
    """Whether a file's name says labels: `.labels.json`, but also `.labels.jsonl` or `.gz`."""
    name = _without_compression(file)
    return any(name.endswith(f".labels{suffix}") for suffix in ARTICLE_SUFFIXES)


def right_labels_name(file: str) -> str:
    """The name under which labels are read, for a file that is named as labels."""
    return _without_compression(file).removesuffix("l").removesuffix(LABELS_SUFFIX) + LABELS_SUFFIX


def labels_file(file: str) -> str:
    """Where people's labels for the articles of a file stand, if there are any."""
    file = _without_compression(file)
    return file.removesuffix(Path(file).suffix) + LABELS_SUFFIX


def is_for_one_article(file: str, annotations: int) -> bool:
    """Whether the annotations beside a file can only mean its one article, even if it changed."""
    return content_suffix(file) == ".json" and annotations == 1


def list_raw(raw: Path) -> RawFiles:
    """List a raw folder; hidden files are left out.

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
    listed = RawFiles([], [], [], [], [])
    for path in sorted(raw.rglob("*")):
        inside = path.relative_to(raw)
        if path.is_dir() or any(part.startswith(".") for part in inside.parts):
            continue
        file = inside.as_posix()
        if file.endswith(LABELS_SUFFIX):
            listed.labels.append(file)
        elif is_named_as_labels(file):
            listed.misnamed_labels.append(file)
        elif inside.parts[0] == OUTLETS and len(inside.parts) > 1:
            (listed.outlets if path.suffix == ".toml" else listed.ignored).append(file)
        elif is_article_file(file):
            listed.articles.append(file)
        else:
            listed.ignored.append(file)
    if not listed.articles:
        raise CannotRunError(
            f"{raw}: no articles in it; expected .json or .jsonl files (also .gz, .zst) anywhere "
            "below; put some there or name another folder: corpus build RAW"
        )
    return listed


def left_alone(raw: Path, ignored: list[str]) -> str:
    """The sentence that names the files of a raw folder that are no input."""
    names = ", ".join(ignored[:_SHOWN]) + (", ..." if len(ignored) > _SHOWN else "")
    return f"{raw}: not articles, left alone: {names}"


def _without_compression(file: str) -> str:
    for suffix in COMPRESSED_SUFFIXES:
        file = file.removesuffix(suffix)
    return file
