"""Memory of an export: what is held does not grow with the release."""

from __future__ import annotations

from pathlib import Path

import pytest

import corpus
from benchmarks.exports import EXPORTS
from tests.pipeline.test_import_memory import articles, peak

FEW, MANY = 2_000, 20_000


@pytest.mark.slow
def test_ten_times_as_many_articles_take_no_more(tmp_path: Path) -> None:
    file, write = EXPORTS["Parquet"]
    releases = {}
    for count in (FEW, MANY):
        (tmp_path / str(count)).mkdir()
        write(articles(count), tmp_path / str(count) / file)
        release = corpus.build(tmp_path / str(count), out=tmp_path / f"out-{count}", workers=1)
        releases[count] = str(release.path)
    for to in ("bio", "lines", "jsonl", "text", "argilla"):
        held = {
            count: peak("export", path, "--to", to, "--out", str(tmp_path / f"{to}-{count}"))[1]
            for count, path in releases.items()
        }
        assert held[MANY] < 1.3 * held[FEW], f"{to}: {held}"
