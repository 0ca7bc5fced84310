"""Releases to look at, and ways to spoil them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from corpus.engine.local import Local
from corpus.engine.runner import Runner, Silent
from corpus.pipeline.config import Config
from corpus.pipeline.plan import build
from corpus.release.formats.dataset_dict import write_arrow
from corpus.release.formats.parquet import write_parquet
from corpus.release.layout import MANIFEST
from corpus.release.manifest import File, describe, seal
from tests.conftest import ROOT

Rows = list[dict[str, Any]]


def sample(folder: Path, outlets: Iterable[str] = ("*",)) -> Path:
    """The tracked sample with one bad file, half of it without what people said of it.

    Args:
        folder: where it is made.
        outlets: patterns; only the articles of these outlets.
    """
    for pattern in (*outlets, "outlets"):
        for each in (ROOT / "raw").glob(pattern):
            shutil.copytree(each, folder / each.name, dirs_exist_ok=True)
    for labels in sorted(folder.rglob("*.labels.json"))[::2]:
        labels.unlink()
    (folder / "bad.json").write_text('{"text": "Some words."}')
    return folder


def made(raw: Path, out: Path, **config: Any) -> Path:
    """The folder of the release of a raw folder."""
    outcome = build(Config(raw, out, **config), Runner(Local(1), Silent()))
    assert outcome.release is not None
    return outcome.release


def edit_manifest(release: Path, **said: Any) -> None:
    """Let the manifest say something else, and vouch for it."""
    content = json.loads((release / MANIFEST).read_bytes())
    del content["sha256"]
    (release / MANIFEST).write_text(seal({**content, **said}), "utf-8")


def reseal(release: Path) -> None:
    """Make the manifest true to the bytes of the files, whatever they say."""
    files = [p for p in release.rglob("*") if p.is_file() and p.name != MANIFEST]
    edit_manifest(release, outputs=[File._asdict(one) for one in describe(release, files)])


def edit_rows(
    release: Path, split: str, edit: Callable[[Rows], Iterable[Any]], both: bool = True
) -> None:
    """Change the rows of a split, in both forms or in Parquet alone."""
    file = release / f"data/{split}-00000-of-00001.parquet"
    schema, found = pq.read_schema(file), pq.read_table(file).to_pylist()
    list(edit(found))
    table = pa.Table.from_pylist(found, schema)
    write_parquet(table, file)
    if both:
        write_arrow(table, release / f"dataset/{split}/data-00000-of-00001.arrow")
