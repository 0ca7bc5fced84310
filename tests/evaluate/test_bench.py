"""The floor on real pages: what extractors left of news, in the bench that others own."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT, Ran, Raw

FLOOR = ROOT / "tests" / "evaluate" / "bench_floor.json"
VARIANTS = ("traf", "full")


@pytest.fixture(scope="module")
def bench(shared: Path) -> Path:
    return shared / "bench" / "fundus.jsonl.gz"


def test_news_pages_reach_the_floor(bench: Path, raw: Raw, corpus: Callable[..., Ran]) -> None:
    """The model has learned from these pages: this holds what is reached, it does not measure it.

    How good labels are on pages that nobody has seen is in docs/quality.md.
    """
    with gzip.open(bench, "rt", encoding="utf-8") as source:
        for page in filter(lambda page: page["ok"], map(json.loads, source)):
            for name in VARIANTS:
                text = page["variants"][name]["text"]
                record = {"id": f"{page['id']}-{name}", "outlet": page["domain"], "text": text}
                raw.write(f"{page['id']}-{name}.json", record)
    out = raw.folder.parent / "build"
    assert corpus("build", raw.folder, "--out", out).code == 0
    ran = corpus("evaluate", out / "latest", "--gold", bench, "--floor", FLOOR)
    assert (ran.code, ran.err) == (0, "")
