"""The table of files of pages against the files themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import sources
from benchmarks.line_gold import load


def test_every_file_of_pages_is_in_the_table(shared: Path) -> None:
    folders = (sources.BENCH, sources.TRAINING, sources.MEASURE)
    found = {
        file.name.removesuffix(".html.parquet"): file.parent.name
        for folder in folders
        for file in (shared / folder).glob("*.html.parquet")
    }
    assert {source.name: source.folder for source in sources.TABLE} == found


def test_pages_say_their_file_and_have_a_gold(shared: Path) -> None:
    pages = list(sources.pages(shared, ["fundus_eval", "htmltotext"]))
    assert [page["file"] for page in pages] == ["fundus_eval"] * 34 + ["htmltotext"] * 16
    assert all(page["ok"] for page in pages)


def test_what_measures_counts_nothing_in_training() -> None:
    measure = [source for source in sources.TABLE if source.folder == sources.MEASURE]
    assert len(measure) == 2
    assert {source.weight for source in measure} == {0}
    assert not {source.group for source in measure} & set(sources.GROUPS)


@pytest.mark.parametrize("name", sources.names(sources.MEASURE))
def test_what_measures_is_never_loaded_to_train(shared: Path, name: str) -> None:
    with pytest.raises(ValueError, match=f"{name} is to measure on"):
        load(shared, ["fundus_eval", name])
