"""The four texts the project was made for: every boilerplate span, nothing else, one group."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus.contract.labels import is_boilerplate
from tests.conftest import Raw, rows


@pytest.fixture
def gold(shared: Path) -> dict[str, Any]:
    return json.loads((shared / "seeds" / "gold.json").read_text("utf-8"))


@pytest.fixture
def release(shared: Path, gold: dict[str, Any], raw: Raw, corpus: Callable[..., Any]) -> Path:
    for name, said in gold.items():
        text = (shared / "seeds" / name).read_bytes().decode()
        raw.write(f"{name}.json", {"text": text, "outlet": said["outlet"], "id": name})
    ran = corpus("build", raw.folder, "--out", raw.folder.parent / "build", "--strict")
    assert ran.code == 0, ran.err
    return raw.folder.parent / "build" / "latest"


def test_every_boilerplate_span_is_found_and_no_other_line(
    release: Path, gold: dict[str, Any]
) -> None:
    found = rows(release)
    assert sum(len(said["boilerplate"]) for said in gold.values()) == 22
    for name, said in gold.items():
        text = found[name]["text"]
        spans = {(s["start"], s["end"], s["label"]) for s in found[name]["spans"]}
        boilerplate = {span for span in spans if is_boilerplate(span[2])}
        assert boilerplate == {(s["start"], s["end"], s["label"]) for s in said["boilerplate"]}
        not_scored = {(s["start"], s["end"]) for s in said["not_scored"]}
        assert {span[:2] for span in spans - boilerplate} <= not_scored
        for s in said["boilerplate"]:
            assert text[s["start"] : s["end"]] == s["text"]


def test_language_group_and_split(release: Path) -> None:
    found = rows(release).values()
    assert [row["language"] for row in found] == ["en"] * 4
    assert len({row["group"] for row in found}) == 1
    assert len({row["split"] for row in found}) == 1
    assert not any(row["near_duplicate_of"] for row in found)
