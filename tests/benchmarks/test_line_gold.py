"""What the line model learns from, and what it must not see."""

from __future__ import annotations

import gzip
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from benchmarks import sources
from benchmarks.line_gold import TRAINED_ON, Gold, load, seen

FILES = ("shub", "fundus", "fundus_eval", "newspaper4k", "zh_handmade")


@pytest.fixture(scope="module")
def gold(shared: Path) -> Gold:
    return load(shared, FILES)


def domains(gold: Gold, chosen: np.ndarray) -> set[int]:
    return set(gold.domain[chosen].tolist())


def test_training_reads_the_bench_and_the_training_files_that_count() -> None:
    every = sources.names(sources.BENCH, sources.TRAINING)
    assert set(TRAINED_ON) == set(every) - {"magic_forum"}


@pytest.mark.parametrize("group", ["shub", "fundus", "fundus_eval", "zh_handmade"])
def test_without_a_group_no_page_of_it_or_its_domains_is_left(
    shared: Path, gold: Gold, group: str
) -> None:
    among = seen(gold, shared, group)
    files = [source.name for source in sources.TABLE if source.group == group]
    unseen = {sources.number(sources.domain(page)) for page in sources.pages(shared, files)}
    assert domains(gold, ~among) == domains(gold, np.ones_like(among)) & unseen
    assert not domains(gold, among) & unseen
    of_group = {page["id"] for page in sources.pages(shared, FILES) if page["file"] in files}
    pages_left_out = len(np.unique(gold.examples.page[~among]))
    assert pages_left_out >= len(of_group) > 0
    assert among.any()


def test_pages_of_other_files_go_with_the_domains_of_a_group(shared: Path, gold: Gold) -> None:
    """All seven domains of `fundus_eval` are domains of other files too."""
    left_out = len(np.unique(gold.examples.page[~seen(gold, shared, "fundus_eval")]))
    assert left_out > sum(1 for _ in sources.pages(shared, ["fundus_eval"]))


def test_folds_part_the_domains_of_all_files(shared: Path, gold: Gold) -> None:
    held_out = [~seen(gold, shared, str(number)) for number in range(sources.FOLDS)]
    assert (np.sum(held_out, axis=0) == 1).all()
    for one in held_out:
        assert not domains(gold, one) & domains(gold, ~one)


def test_without_nothing_everything_is_seen(shared: Path, gold: Gold) -> None:
    assert seen(gold, shared, None).all()


def test_lines_weigh_what_their_file_says(gold: Gold, shared: Path) -> None:
    of_page = [sources.BY_NAME[page["file"]].weight for page in sources.pages(shared, FILES)]
    assert len(gold.examples.languages) == len(of_page)
    assert (gold.examples.weight == np.array(of_page)[gold.examples.page]).all()


def test_of_a_page_judged_in_part_only_the_judged_lines_count(shared: Path, tmp_path: Path) -> None:
    """A title that nobody judged is no headline that the model may learn from.

    Of every tenth page: all are read alike, and the file has more lines than all others.
    """
    part = sources.path(tmp_path, "traf_segments")
    part.parent.mkdir()
    with gzip.open(sources.path(shared, "traf_segments")) as pages, gzip.open(part, "w") as some:
        some.writelines(islice(pages, 0, None, 10))
    gold = load(tmp_path, ["traf_segments"])
    said = [
        label
        for page in sources.pages(tmp_path, ["traf_segments"])
        for variant in page["variants"].values()
        for _, _, label, *_ in variant["lines"]
    ]
    assert len(said) > 2000
    for meaning, label in ((1, "b"), (0, "m")):
        assert (gold.examples.boilerplate == meaning).sum() == said.count(label)
    assert not gold.examples.furniture.any()
    assert not gold.examples.languages.any()
