"""A new export format takes one module and one row of `FORMATS`: the recipe of the README."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from corpus.contract.splits import SPLITS
from corpus.release import formats
from corpus.release.formats import FORMATS, media_type
from corpus.release.formats.base import Format
from tests.conftest import ROOT, Ran


def write_lines(table: pa.Table, path: Path) -> None:
    with path.open("wb") as out:
        for row in table.to_pylist():
            out.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))


def write_index(release: Path, shards: Mapping[str, Mapping[str, str]]) -> None:
    lines = [f'{split} = "{next(iter(paths))}"\n' for split, paths in shards.items()]
    (release / "json" / "index.toml").write_text("".join(lines), "utf-8")


LINES = Format(
    pattern="json/{split}/{shard}.jsonl",
    media_type="application/jsonl",
    description="The rows as JSON, one a line.",
    write=write_lines,
    finish=write_index,
)


@pytest.mark.parametrize("form", [*FORMATS, LINES])
def test_a_shard_has_a_place_of_its_own(form: Format) -> None:
    path = form.path("test", "00003-of-00012")
    assert path.endswith(f"00003-of-00012{form.suffix}")
    assert form.matches(path, "test")
    assert not form.matches(path, "train")
    assert not form.matches(path + ".bak", "test")
    assert [other for other in FORMATS if other != form and other.matches(path, "test")] == []


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("data/train-00000-of-00001.parquet", "application/x-parquet"),
        ("ledger.parquet", "application/x-parquet"),
        ("dataset/test/data-00000-of-00001.arrow", "application/vnd.apache.arrow.stream"),
        ("dataset/dataset_dict.json", "application/json"),
        ("README.md", "text/markdown"),
        ("report.html", "text/html"),
        ("shards/train.tar", "application/x-tar"),
        ("json/train.json.gz", "application/octet-stream"),
        ("json/train.no-such-suffix", "application/octet-stream"),
        ("LICENSE", "application/octet-stream"),
    ],
)
def test_every_file_has_a_media_type(path: str, expected: str) -> None:
    assert media_type(path) == expected


def test_a_new_format_is_built_listed_and_verified(
    corpus: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formats, "FORMATS", (*FORMATS, LINES))
    ran = corpus("build", ROOT / "raw", "--out", tmp_path, "--workers", 1)
    assert ran.code == 0, ran.err
    release = tmp_path / "1.0.0"

    shards = {split: LINES.path(split, "00000-of-00001") for split in SPLITS}
    for split, path in shards.items():
        rows = [json.loads(line) for line in (release / path).read_bytes().splitlines()]
        table = pq.read_table(release / f"data/{split}-00000-of-00001.parquet")
        assert [row["text"] for row in rows] == table["text"].to_pylist()
    assert (release / "json" / "index.toml").read_text().count("\n") == len(shards)

    added = {*shards.values(), "json/index.toml"}
    manifest = json.loads((release / "manifest.json").read_bytes())
    assert added < {file["path"] for file in manifest["outputs"]}
    croissant = json.loads((release / "croissant.json").read_bytes())
    types = {file["@id"]: file["encodingFormat"] for file in croissant["distribution"]}
    assert {types[path] for path in shards.values()} == {LINES.media_type}
    assert added < types.keys()

    ran = corpus("verify", release)
    assert ran.code == 0, ran.out
