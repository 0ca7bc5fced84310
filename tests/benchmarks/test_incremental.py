from __future__ import annotations

import json
from pathlib import Path

from benchmarks.generate import write
from benchmarks.incremental import Cost, add, change, table


def test_some_articles_change_evenly_spread(tmp_path: Path) -> None:
    write(tmp_path, 40)
    (file,) = tmp_path.iterdir()
    before = file.read_bytes().splitlines()
    change(tmp_path, 4, 40)
    after = file.read_bytes().splitlines()
    places = [n for n, (a, b) in enumerate(zip(before, after, strict=True)) if a != b]
    assert places == [5, 15, 25, 35]


def test_more_articles_come_of_the_same_outlets(tmp_path: Path) -> None:
    write(tmp_path, 40)
    add(tmp_path, 4)
    read = [json.loads(line) for file in tmp_path.iterdir() for line in file.open()]
    assert len({article["id"] for article in read}) == 44
    assert len({article["url"] for article in read}) == 44


def test_the_table_has_every_stage_and_the_share() -> None:
    costs = {"all": Cost(4.0, {"scan": 1.0, "link": 2.5}), "none": Cost(0.1, {"scan": 0.1})}
    assert table(costs).splitlines() == [
        "| stage | all | none |",
        "| --- | ---: | ---: |",
        "| scan | 1.0 | 0.1 |",
        "| link | 2.5 | 0.0 |",
        "| total | 4.0 | 0.1 |",
        "| share | 100.0% | 2.5% |",
    ]
