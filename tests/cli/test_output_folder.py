"""Folders in which nothing can be released: said before the work, and nothing there is touched."""

from __future__ import annotations

import os
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Ran, Raw

CASES = tomllib.loads((Path(__file__).parent / "bad_outputs.toml").read_text("utf-8"))["case"]


def make(name: str) -> None:
    path = Path(name.rstrip("/|"))
    path.parent.mkdir(parents=True, exist_ok=True)
    if name.endswith("/"):
        path.mkdir()
    elif name.endswith("|"):
        os.mkfifo(path)
    else:
        path.write_text("precious")


def standing() -> set[str]:
    """Every path, without locks and caches: they stay."""
    return {str(path) for path in Path().rglob("*") if not {".lock", ".cache"} & {*path.parts}}


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_folder_that_cannot_be_used(
    case: dict[str, Any], raw: Raw, corpus: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(raw.folder.parent)
    for number, version in enumerate(case.get("before", [])):
        raw.write(f"{number}.json", {"text": f"Words of {number}.", "outlet": "a"})
        assert corpus("build", "--version", version).code == 0
    raw.write("good.json", {"text": "Some words.", "outlet": "a"})
    for name in case.get("delete", []):
        Path(name).unlink() if Path(name).is_symlink() else shutil.rmtree(name)
    for name in case.get("files", []):
        make(name)
    for name, target in case.get("links", {}).items():
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).symlink_to(target)
    before = standing()
    ran = corpus("build", *case.get("arguments", []))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.splitlines()[-1] == f"corpus: {case['told']}"
    if "keeps" in case:
        assert Path(case["keeps"]).read_text() == "precious"
    assert standing() == before


def test_raw_beside_the_releases_is_no_release(
    raw: Raw, corpus: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(raw.folder.parent)
    raw.write("good.json", {"text": "Some words.", "outlet": "a"})
    assert corpus("build", "--out", ".").code == 0
    assert Path("latest").readlink() == Path("1.0.0")
