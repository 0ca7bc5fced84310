"""The manifest vouches for itself, and docs/releases.md says how its digests are made."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import hashing
from corpus.release.manifest import (
    Changes,
    File,
    Groups,
    LeakCheck,
    Manifest,
    describe,
    file_condition,
    is_sealed,
    seal,
)
from tests.conftest import ROOT, Ran

JSON = st.dictionaries(st.text(), st.one_of(st.text(), st.integers(), st.none()), min_size=1)


@given(JSON, st.data())
def test_a_changed_byte_breaks_the_seal(content: dict[str, Any], data: st.DataObject) -> None:
    text = bytearray(seal(content).encode())
    assert is_sealed(bytes(text))
    at = data.draw(st.integers(0, len(text) - 1))
    text[at] ^= 1 << data.draw(st.integers(0, 7))
    assert not is_sealed(bytes(text))


@given(JSON.filter(lambda content: "sha256" not in content))
def test_the_seal_is_the_last_member(content: dict[str, Any]) -> None:
    *said, (name, _) = json.loads(seal(content)).items()
    assert (dict(said), name) == (content, "sha256")


@pytest.mark.parametrize("text", [b"", b"{}", b'  "sha256": "', b"\xff\n"])
def test_what_has_no_seal(text: bytes) -> None:
    assert not is_sealed(text)


def test_the_documented_digests(
    tmp_path: Path, corpus: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    import datasets

    monkeypatch.chdir(tmp_path)
    assert corpus("build", ROOT / "raw").code == 0
    said = json.loads(Path("build/latest/manifest.json").read_bytes())
    docs = (ROOT / "docs/releases.md").read_text("utf-8")
    shell = re.findall(r"(?m)^    (head .*)$", docs)[0]
    printed = subprocess.check_output(shell, shell=True, cwd="build/latest", text=True)
    assert printed.split()[0] == said["sha256"]
    names: dict[str, Any] = {}
    exec(re.findall(r"```python\n(import .*?)```", docs, re.S)[0], names)
    for dataset in (
        datasets.load_from_disk("build/latest/dataset"),
        datasets.load_dataset("build/latest", cache_dir="cache"),
    ):
        assert names["logical_digest"](dataset) == said["logical_digest"]


CONTENT = Manifest(
    version="1.2.0",
    date=None,
    builder="0.1.0",
    libraries={"numpy": "2.0"},
    text_model={"version": 1, "digest": "4" * 64},
    config={
        "split": {"by": "time"},
        "min_confidence": 0.75,
        "source_date_epoch": None,
        "license_allow": None,
        "keep_reserved": False,
    },
    schema={"spans": {"feature": {"label": {"names": ["other", "byline"]}}}},
    rows={"train": 2},
    rejected={"bad_value": 1},
    groups=Groups(count=2, largest=1, links_refused=3, keys_capped=4, largest_key=5),
    leak_check=LeakCheck(pairs_compared=6, pairs_unchecked=7, keys_capped=8),
    unknown_outlets=["a.example"],
    quality=None,
    logical_digest="0" * 64,
    changes=Changes("1.1.0", 1, 2, 3, 4),
    inputs=[File("a.json", 3, "1" * 64)],
    outputs=[
        File("data/test-00000-of-00001.parquet", 3, "2" * 64),
        File("data/train-00000-of-00001.parquet", 3, "2" * 64),
        File("ledger.parquet", 3, "3" * 64),
    ],
)


def test_a_manifest_is_read_as_it_was_written() -> None:
    text = CONTENT.sealed().encode()
    assert is_sealed(text)
    assert Manifest.parse(text) == CONTENT
    content = json.loads(text)
    assert content["changes"] == {
        "since": "1.1.0",
        "added": 1,
        "removed": 2,
        "changed": 3,
        "moved": 4,
    }
    assert content["groups"] == {
        "count": 2,
        "largest": 1,
        "links_refused": 3,
        "keys_capped": 4,
        "largest_key": 5,
    }
    assert content["inputs"] == [{"path": "a.json", "bytes": 3, "sha256": "1" * 64}]


def test_what_a_manifest_says() -> None:
    assert CONTENT.labels == ("other", "byline")
    assert (CONTENT.min_confidence, CONTENT.split_by) == (0.75, "time")
    names = [file.path.split("-")[0] for file in CONTENT.data_files()]
    assert names == ["data/train", "data/test"]
    assert CONTENT.data_files("test") == CONTENT.outputs[:1]


@pytest.mark.parametrize("block", [1, 3, 1 << 20])
def test_a_file_is_hashed_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr(hashing, "_BLOCK", block)
    (tmp_path / "data").mkdir()
    (tmp_path / "data/rows").write_bytes(b"0123456789")
    (tmp_path / "a").write_bytes(b"")
    found = describe(tmp_path, [tmp_path / "data/rows", tmp_path / "a"])
    assert found == [
        File("a", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        File("data/rows", 10, "84d89877f0d4041efb6bf91a16f0248f2fd573e6af05c19f96bedb9f882f7882"),
    ]
    assert file_condition(tmp_path, found[1]) is None
    assert file_condition(tmp_path, found[1]._replace(bytes=9)) == "damaged"
    assert file_condition(tmp_path, found[1]._replace(path="data")) == "missing"
