"""After a release, the leak check of the next compares the keys that came."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from corpus.linking.links import LINK
from corpus.pipeline import assign, last_check, link
from corpus.pipeline.link import Links
from tests.conftest import Ran, Raw
from tests.pipeline.test_bytes import tree
from tests.pipeline.test_cache import DAMAGE
from tests.pipeline.test_export_cache import build
from tests.split.test_last_check import note_look_ups
from tests.split.test_leakcheck import prose


def articles() -> list[dict[str, Any]]:
    """Articles that have nothing in common."""
    return [{"id": f"x{n}", "outlet": f"o{n % 3}", "text": prose(n)} for n in range(60)]


@pytest.fixture
def looked_up(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many keys are looked up, of each check that does so."""
    monkeypatch.setattr(assign, "_SHARD", 3000)
    return note_look_ups(monkeypatch)


@pytest.fixture
def out(raw: Raw, corpus: Callable[..., Ran], looked_up: list[int]) -> Path:
    """A series with one release."""
    raw.write("a.jsonl", articles())
    build(corpus, raw, raw.folder.parent / "out")
    assert not looked_up
    return raw.folder.parent / "out"


def change(raw: Raw) -> None:
    content = articles()
    content[30]["text"] += "\nOther words stand in it now."
    raw.write("a.jsonl", content)


def without_cache(corpus: Callable[..., Ran], raw: Raw, out: Path) -> dict[str, Any]:
    """The release that a build without a cache makes after the same ones."""
    clean = out.with_name("clean")
    shutil.copytree(out, clean, symlinks=True, ignore=shutil.ignore_patterns(".cache"))
    build(corpus, raw, clean)
    return tree(clean / "latest")


def test_few_keys_are_looked_up(
    raw: Raw, out: Path, corpus: Callable[..., Ran], looked_up: list[int]
) -> None:
    change(raw)
    expected = without_cache(corpus, raw, out)
    build(corpus, raw, out)
    (keys,) = looked_up
    assert 0 < keys < 200
    assert tree(out / "latest") == expected


@pytest.mark.parametrize("damage", DAMAGE)
def test_what_is_damaged_says_nothing(
    raw: Raw, out: Path, corpus: Callable[..., Ran], looked_up: list[int], damage: str
) -> None:
    change(raw)
    expected = without_cache(corpus, raw, out)
    for file in (out / ".cache").glob(f"*/{last_check.ENTRY}/*"):
        DAMAGE[damage](file)
    build(corpus, raw, out)
    assert not looked_up
    assert tree(out / "latest") == expected


def test_a_leak_is_found_and_not_kept_as_if_there_were_none(
    raw: Raw, out: Path, corpus: Callable[..., Ran], looked_up: list[int]
) -> None:
    first = {
        split: pq.read_table(next((out / "latest/data").glob(f"{split}-00000-*")))["id"][0].as_py()
        for split in ("train", "test")
    }
    content = {article["id"]: article for article in articles()}
    content[first["train"]]["text"] = f"{content[first['test']]['text']}\nOne line more"
    raw.write("a.jsonl", [*content.values()])
    with pytest.MonkeyPatch.context() as patch:
        no_links = {"links": np.empty(0, LINK)}
        patch.setattr(link, "Links", lambda **found: Links(**found | no_links))
        for _ in range(2):
            ran = corpus("build", raw.folder, "--out", out, "--workers", "1")
            assert (ran.code, "the splits leak in" in ran.err) == (2, True), ran
    assert len(looked_up) == 2
    build(corpus, raw, out)
    assert (out / "2.0.0").exists()
