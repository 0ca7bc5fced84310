"""The bench's pages with the seeds among them, through the real command."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks.bench import pages
from tests.conftest import Ran, Raw, rows

READ = tomllib.loads((Path(__file__).parent / "bench_links.toml").read_text("utf-8"))
SUBJECTS = [set(ids) for kind in ("event", "subject") for ids in READ[kind].values()]
SLOW = pytest.mark.slow


@pytest.fixture
def build(shared: Path, raw: Raw, corpus: Callable[..., Ran]) -> Callable[[str, bool], Any]:
    def run(variant: str, described: bool) -> dict[str, set[str]]:
        gold = json.loads((shared / "seeds/gold.json").read_text("utf-8"))
        for name, page in gold.items():
            text = (shared / "seeds" / name).read_bytes().decode()
            raw.write(f"{name}.json", {"text": text, "outlet": page["outlet"], "id": name})
        raw.write("bench.jsonl", [_record(page, variant, described) for page in _usable(shared)])
        out = raw.folder.parent / "build"
        assert corpus("build", raw.folder, "--out", out, "--workers", "1").code == 0
        groups: dict[str, set[str]] = {}
        for row in rows(out / "latest").values():
            groups.setdefault(row["group"], set()).add(row["id"])
        return groups

    return run


def _usable(shared: Path) -> list[dict[str, Any]]:
    return list(pages(shared / "bench"))


def _record(page: dict[str, Any], variant: str, described: bool) -> dict[str, Any]:
    text = page["gold_main"] if variant == "gold" else page["variants"][variant]["text"]
    record = {"id": page["id"], "url": page["url"], "text": text}
    if described:
        record |= {"title": page["title"], "published": page["date"]}
    return {name: value for name, value in record.items() if value is not None}


@pytest.mark.parametrize(
    ("variant", "described", "strangers"),
    [  # `strangers`: pages linked to one on another subject, by boilerplate that has no label
        ("gold", False, 2),
        pytest.param("gold", True, 2, marks=SLOW),
        pytest.param("traf", False, 2, marks=SLOW),
        pytest.param("traf", True, 2, marks=SLOW),
        pytest.param("readability", False, 0, marks=SLOW),
        pytest.param("readability", True, 0, marks=SLOW),
        pytest.param("newspaper", False, 2, marks=SLOW),
        pytest.param("newspaper", True, 2, marks=SLOW),
        pytest.param("boilerpy", False, 6, marks=SLOW),
        pytest.param("boilerpy", True, 6, marks=SLOW),
        pytest.param("full", False, 4, marks=SLOW),
        pytest.param("full", True, 4, marks=SLOW),
    ],
)
def test_links_are_those_that_were_read(
    build: Callable[[str, bool], Any], variant: str, described: bool, strangers: int
) -> None:
    linked = [ids for ids in build(variant, described).values() if len(ids) > 1]
    assert [ids for ids in linked if any(name.endswith(".txt") for name in ids)] == [
        {name for ids in linked for name in ids if name.endswith(".txt")}
    ]
    news = [ids for ids in linked if not any(name.endswith(".txt") for name in ids)]
    others = [ids for ids in news if not any(ids <= subject for subject in SUBJECTS)]
    known = [set(ids) for ids in READ["other"].values()]
    assert [ids for ids in others if not any(ids & pair == pair for pair in known)] == []
    assert sum(map(len, others)) == strangers
