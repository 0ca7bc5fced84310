"""A build that takes from the cache, one that cannot, and the command that looks after it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.read import shards
from tests.conftest import Ran, Raw, told
from tests.pipeline.test_bytes import tree


def entries(out: Path) -> set[int]:
    """What the cache keeps of annotating and labelling, by inode."""
    files = out.glob(".cache/*/*/*")
    return {f.stat().st_ino for f in files if f.name in ("0000.articles.arrow", "labelled.arrow")}


def test_a_release_is_that_of_a_clean_build(
    raw: Raw, corpus: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shards, "BASKET_BYTES", 1)  # a shard for each file
    ahead = {"published": "3000-01-01", "title": "Council votes on ferry again"}
    for n in range(6):
        texts = [f"The ferry of {n} and {m} left on time.\nFollow us" for m in range(3)]
        articles = [{"text": text, "outlet": f"o{n % 3}", **ahead} for text in texts]
        raw.write(f"{n}.jsonl", [*articles, {"text": 1}])
    warm, cold = raw.folder.parent / "warm", raw.folder.parent / "cold"
    assert corpus("build", raw.folder, "--out", warm).code == 0
    shutil.copytree(warm, cold, symlinks=True, ignore=shutil.ignore_patterns(".cache"))
    before = entries(warm)
    raw.write("1b.jsonl", [{"text": "A new file.\nFollow us", "outlet": "o1"}])
    raw.write("3.jsonl", [{"text": "Articles less, and another.", "outlet": "o0"}])
    (raw.folder / "4.jsonl").unlink()
    ran = [corpus("build", raw.folder, "--out", out) for out in (warm, cold)]
    assert [found.code for found in ran] == [0, 0]
    assert told(ran[0]) == told(ran[1])
    assert "far_date" in ran[0].err
    assert ran[0].out.replace(str(warm), str(cold)) == ran[1].out
    assert tree(warm / "latest") == tree(cold / "latest")
    assert len(before) == 12  # of each file what annotating and what labelling gave
    # Annotated and labelled: 1b and 3.
    assert len(entries(warm) - before) == 2 + 2
    assert len(entries(cold)) == 12  # nothing could be taken


def test_a_cache_that_cannot_be_used_stops_nothing(raw: Raw, corpus: Callable[..., Ran]) -> None:
    raw.write("a.json", {"text": "Some words.", "outlet": "a"})
    out = raw.folder.parent / "out"
    out.mkdir()
    (out / ".cache").write_text("precious")
    ran = corpus("build", raw.folder, "--out", out)
    assert ran.code == 0
    assert [line for line in ran.err.splitlines() if "cache" in line] == [
        f"{out}/.cache: cannot keep what was made (Not a directory): the next build makes it again"
    ]
    assert (out / ".cache").read_text() == "precious"


def test_its_size_and_an_end_to_it(raw: Raw, corpus: Callable[..., Ran]) -> None:
    raw.write("a.json", {"text": "Some words.", "outlet": "a"})
    out = raw.folder.parent / "out"
    assert corpus("cache", "--out", out) == (0, f"{out}/.cache: 0 entries, 0 bytes\n", "")
    assert corpus("build", raw.folder, "--out", out).code == 0
    size = sum(path.stat().st_size for path in out.glob(".cache/*/*/*"))
    count = len(list(out.glob(".cache/*/*")))
    line = f"{out}/.cache: {count} entries, {size:,} bytes"
    assert corpus("cache", "--out", out, "--size") == (0, f"{line}\n", "")
    assert corpus("cache", "--out", out, "--clear") == (0, f"{line} removed\n", "")
    assert not (out / ".cache").exists()
    assert corpus("cache", "--out", out, "--clear") == (0, f"{out}/.cache: nothing to remove\n", "")
    assert corpus("verify", out / "latest").code == 0


def test_a_cache_that_is_no_folder_is_not_removed(raw: Raw, corpus: Callable[..., Ran]) -> None:
    out = raw.folder.parent / "out"
    out.mkdir()
    (out / ".cache").write_text("precious")
    ran = corpus("cache", "--out", out, "--clear")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        f"corpus: {out}/.cache: cannot be removed (Not a directory); expected a folder and the "
        "right to write; remove it yourself\n"
    )
    assert (out / ".cache").read_text() == "precious"
