"""What `datasets` is told to open: the files of the release, and no file or address elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson

from corpus.documents.card_metadata import configs
from corpus.release import layout
from corpus.release.layout import CARD, DATASET, Shard
from corpus.release.reader import Release
from corpus.verify.excerpts import around_difference, one_line
from corpus.verify.faults import Fault, fault


def check_references(release: Release) -> Iterator[Fault]:
    """Where a file names others than those of the release for `datasets` to open.

    Args:
        release: to check; its card and the JSON files for `load_from_disk` are plain files.
    """
    shards: dict[str, list[str]] = {}
    for file in release.manifest.data_files():
        shard = Shard.of_data_file(file.path)
        shards.setdefault(shard.split, []).append(shard.arrow_name)
    yield from _check(
        release.path, CARD, _configs_of_card, configs(list(shards), release.manifest.of_pages)
    )
    name = f"{DATASET}/{layout.DATASET_DICT}"
    yield from _check(release.path, name, lambda path: _member(path, "splits"), list(shards))
    for split, names in shards.items():
        name = f"{DATASET}/{split}/{layout.DATASET_STATE}"
        expected = [{"filename": name} for name in names]
        yield from _check(release.path, name, lambda path: _member(path, "_data_files"), expected)


def _check(release: Path, name: str, read: Callable[[Path], Any], expected: Any) -> Iterator[Fault]:
    try:
        actual = read(release / name)
        if actual != expected:
            found, asked = around_difference(repr(actual), repr(expected))
            yield fault("wrong_reference", name, found=found, expected=asked)
    except Exception as error:  # whatever the parsers raise of hostile text
        asked = "text that names files of the release"
        yield fault("unreadable_file", name, error=one_line(error), expected=asked)


def _configs_of_card(path: Path) -> Any:
    from huggingface_hub import DatasetCard  # as `datasets` reads it

    return DatasetCard.load(str(path)).data.get("configs")


def _member(path: Path, name: str) -> Any:
    return orjson.loads(path.read_bytes()).get(name)
