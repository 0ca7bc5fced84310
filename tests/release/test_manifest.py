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

from corpus.release.manifest import is_sealed, seal
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
