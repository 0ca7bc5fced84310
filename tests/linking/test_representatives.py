"""Which copy stands for its near-duplicates, alone and over releases."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.linking.representatives import FULL, Copies, representatives
from corpus.linking.stories import UNDATED
from tests.conftest import LETTERS, Ran, Raw, rows


class Copy(NamedTuple):
    words: int = 100
    secondary: bool = False
    published: int = 5
    released: bool = False


def stands(*copies: Copy, units: Sequence[int] | None = None) -> list[int]:
    words, secondary, published, released = (
        np.array(column) for column in zip(*copies, strict=True)
    )
    return representatives(
        np.array(units or [7] * len(copies)),
        Copies(words.astype(np.uint32), secondary, published, released),
    ).tolist()


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (Copy(), Copy()),  # the lower number
        (Copy(published=4), Copy()),
        (Copy(), Copy(published=UNDATED)),
        (Copy(words=101), Copy()),
        (Copy(words=91, published=4), Copy(words=100)),  # both are full
        (Copy(words=100), Copy(words=89, published=4)),  # one is a teaser
        (Copy(words=89, published=9), Copy(secondary=True)),
        (Copy(secondary=True, published=4), Copy(secondary=True)),
        (Copy(released=True, published=9), Copy(published=4, words=101)),
        (Copy(words=100), Copy(released=True, words=89)),
        (Copy(), Copy(released=True, secondary=True)),
    ],
)
def test_the_better_copy_stands_for_the_worse(better: Copy, worse: Copy) -> None:
    assert stands(better, worse) == [0, 0]
    if better != worse:
        assert stands(worse, better) == [1, 1]


def test_a_copy_is_full_by_the_longest_in_its_main_form() -> None:
    longest_in_capitals = Copy(words=200, secondary=True)
    assert stands(Copy(words=100), Copy(words=95, published=4), longest_in_capitals) == [1, 1, 1]


def test_every_set_has_its_own() -> None:
    copies = [Copy(), Copy(published=3), Copy(published=1), Copy(), Copy(published=2)]
    assert stands(*copies, units=[4, 9, 4, 6, 9]) == [2, 4, 2, 3, 4]


def test_no_articles_have_none() -> None:
    kinds = (np.uint32, np.bool_, np.int64, np.bool_)
    nothing = Copies(*(np.empty(0, kind) for kind in kinds))
    assert representatives(np.empty(0, np.int64), nothing).tolist() == []


def sentence(rnd: random.Random) -> str:
    words = ["".join(rnd.choices(LETTERS, k=6)) for _ in range(12)]
    return " ".join(words).capitalize() + "."


RND = random.Random(1)
STORY = [sentence(RND) for _ in range(20)]
OTHERS = ["\n".join(sentence(RND) for _ in range(20)) for _ in range(9)]
PAGE = "https://courier.example/lifeboat"
COPIES: dict[str, dict[str, Any]] = {
    "shouted": {"text": "\n".join(STORY).upper(), "published": "2026-10-01"},
    "amp": {"text": "\n".join(STORY), "url": f"{PAGE}/amp", "published": "2026-10-02"},
    "archived": {
        "text": "\n".join([*STORY, "Saved."]),
        "url": f"https://web.archive.org/web/2026/{PAGE}",
        "published": "2026-10-02",
    },
    "teaser": {"text": "\n".join(STORY[:15]), "published": "2026-10-03"},
    "first": {"text": "\n".join(["By Ann Lee.", *STORY]), "published": "2026-10-04"},
    "second": {"text": "\n".join([*STORY, "Updated."]), "published": "2026-10-05"},
    "undated": {"text": "\n".join([*STORY, "Printed."])},
}
EARLIER = {"text": "\n".join([*STORY, "Found."]), "published": "2026-09-01"}
FULLER = {"text": "\n".join([*STORY, *(sentence(RND) for _ in range(4))])}


@pytest.fixture
def release(raw: Raw, corpus: Callable[..., Ran]) -> Callable[[dict[str, Any]], set[str]]:
    """Build a release on the one before; who stands for the copies."""

    def build(copies: dict[str, Any]) -> set[str]:
        records = [
            {"id": name, "outlet": "courier.example", **record} for name, record in copies.items()
        ]
        others = [
            {"id": f"n{n}", "outlet": "a.example", "text": text} for n, text in enumerate(OTHERS)
        ]
        raw.write("articles.jsonl", [*records, *others])
        out = raw.folder.parent / "build"
        ran = corpus("build", raw.folder, "--out", out)
        assert ran.code == 0, ran.err
        found = rows(out / "latest")
        return {found[name]["near_duplicate_of"] or name for name in copies}

    return build


@pytest.mark.parametrize("seed", range(3))
def test_the_first_full_copy_in_its_main_form(release: Any, raw: Raw, seed: int) -> None:
    names = list(COPIES)
    random.Random(seed).shuffle(names)
    assert release({name: COPIES[name] for name in names}) == {"first"}


def test_what_stood_for_others_stands_until_a_fuller_copy_comes(release: Any) -> None:
    assert release(COPIES) == {"first"}
    assert release({**COPIES, "earlier": EARLIER}) == {"first"}
    assert release({**COPIES, "earlier": EARLIER, "fuller": FULLER}) == {"fuller"}
    assert release({name: COPIES[name] for name in ("shouted", "amp", "teaser")}) == {"teaser"}


UNITS = st.integers(0, 5)
COPY = st.builds(Copy, st.integers(80, 110), st.booleans(), st.integers(1, 3), st.booleans())


@given(st.lists(st.tuples(UNITS, COPY), min_size=1, max_size=12))
def test_it_is_the_first_in_the_order_of_its_set(made: list[tuple[int, Copy]]) -> None:
    """As it is told, article by article."""
    expected = []
    for unit, _ in made:
        members = [(n, copy) for n, (of, copy) in enumerate(made) if of == unit]
        main = [m for m in members if not m[1].secondary] or members
        longest = max(copy.words for _, copy in main)
        full = [m for m in main if m[1].words >= FULL * longest]
        best = min(full, key=lambda m: (not m[1].released, m[1].published, -m[1].words, m[0]))
        expected.append(best[0])
    assert stands(*(copy for _, copy in made), units=[unit for unit, _ in made]) == expected
