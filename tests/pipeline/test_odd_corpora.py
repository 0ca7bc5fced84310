"""Corpora that leave little to split: each is built, proved and loads; nothing leaks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import Ran, Raw
from tests.pipeline.test_build import prose


def article(n: int, **more: Any) -> dict[str, Any]:
    return {"id": f"n{n}", "outlet": f"o{n % 5}", "text": prose(n), **more}


DAY = "2026-11-01"
# The articles, and the sizes of train, validation and test by story, by outlet and by time.
ODD: dict[str, tuple[list[dict[str, Any]], dict[str, tuple[int, int, int]]]] = {
    "one article": ([article(0)], {"story": (1, 0, 0), "outlet": (1, 0, 0), "time": (1, 0, 0)}),
    "two articles": (
        [article(n) for n in range(2)],
        {"story": (2, 0, 0), "outlet": (2, 0, 0), "time": (2, 0, 0)},
    ),
    "three articles": (
        [article(n, published=f"2026-0{3 * n + 1}-01") for n in range(3)],
        {"story": (3, 0, 0), "outlet": (3, 0, 0), "time": (2, 1, 0)},
    ),
    "five articles": (
        [article(n, published=f"2026-11-0{n + 1}") for n in range(5)],
        {"story": (4, 0, 1), "outlet": (4, 0, 1), "time": (4, 0, 1)},
    ),
    "no dates": ([article(n) for n in range(20)], {"time": (20, 0, 0)}),
    "all dates equal": ([article(n, published=DAY) for n in range(20)], {"time": (16, 2, 2)}),
    "one outlet": (
        [article(n, outlet="o") for n in range(20)],
        {"story": (16, 2, 2), "outlet": (20, 0, 0)},
    ),
    "all articles equal": (
        [article(n, text=prose(0)) for n in range(20)],
        {"story": (20, 0, 0), "outlet": (0, 0, 4), "time": (20, 0, 0)},
    ),
    "one article in half of the corpus": (
        [article(n, text=prose(min(n, 100)), published=DAY) for n in range(200)],
        {"story": (160, 20, 20), "time": (160, 20, 20)},
    ),
    "an article in two languages": (
        [
            *(article(n) for n in range(18)),
            article(18, text="Der Rat der Stadt hat gestern den Bau der neuen Brücke beschlossen."),
            article(19, text="The council of the town decided yesterday to build the new bridge."),
        ],
        {"story": (16, 2, 2)},
    ),
}


@pytest.mark.parametrize(
    ("name", "by"), [(name, by) for name, (_, ways) in ODD.items() for by in ways]
)
def test_odd_corpora(
    raw: Raw, corpus: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, name: str, by: str
) -> None:
    datasets = pytest.importorskip("datasets")
    monkeypatch.chdir(raw.folder.parent)
    records, ways = ODD[name]
    raw.write("a.jsonl", records)
    ran = corpus("build", "--split-by", by)
    assert ran.code == 0, ran.err
    loaded = datasets.load_from_disk("build/latest/dataset")
    assert tuple(len(loaded.get(s, ())) for s in ("train", "validation", "test")) == ways[by]
    empty = [s for s in ("train", "validation", "test") if s not in loaded]
    warning = f"no articles fall to {' and '.join(empty)}: left out\n"
    assert (warning in ran.err) == bool(empty)
    for column in ("group", "text"):
        held = Counter(one for s in loaded for one in set(loaded[s][column]))
        assert set(held.values()) == {1}
