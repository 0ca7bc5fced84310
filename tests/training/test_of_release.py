"""Examples from articles of a release: which lines are boilerplate, and how outlets are parted."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.contract.article import Span
from corpus.contract.labels import CODE
from corpus.evaluate.replay import VotedArticle
from corpus.labelling.lines import lines
from corpus.release.reader import Release
from corpus.training import of_release
from corpus.training.examples import PARTS, SCALED

TEXT = "Home\nThe ferry left the harbour at six 🎉.\nBy Ana Ruiz\nRead more: the storm"


def span(label: str, words: str, source: str = "rule:a.v1", text: str = TEXT) -> Span:
    start = text.index(words)
    return Span(start, start + len(words), label, source, 0.9)


def article(**changed: Any) -> VotedArticle:
    fields = {
        "id": "a",
        "sha256": "",
        "outlet": "o",
        "language": "en",
        "text": TEXT,
        "human_labelled": False,
        "votes": [],
        "spans": [],
    }
    return VotedArticle(**fields | changed)


CASES = {
    "no span": ([], [None] * 4),
    "whole lines": (
        [span("navigation", "Home"), span("byline", "By Ana Ruiz")],
        ["navigation", None, "byline", None],
    ),
    "less than half": ([span("other", "Read more")], [None] * 4),
    "more than half": ([span("other", "more: the storm")], [None, None, None, "other"]),
    "two of one family": (
        [span("contact", "Read more"), span("related_links", ": the storm")],
        [None, None, None, "related_links"],
    ),
    "two families": (
        [span("contact", "Read more"), span("caption", ": the storm")],
        [None, None, None, "caption"],
    ),
    "over a line end": (
        [Span(0, len(TEXT), "comments", "human:ana", 1.0)],
        ["comments"] * 4,
    ),
}


@pytest.mark.parametrize("kind", CASES)
def test_the_span_of_a_line(kind: str) -> None:
    spans, labels = CASES[kind]
    found = of_release.classes(lines(TEXT), spans)
    assert [each and each.label for each in found] == labels


@given(st.lists(st.sampled_from(["a", "bb", "", "🎉 é", "水"]), max_size=12), st.data())
def test_a_span_over_exactly_one_line_is_its_own(words: list[str], data: st.DataObject) -> None:
    its = lines("\n".join(words))
    chosen = data.draw(st.lists(st.booleans(), min_size=len(its), max_size=len(its)))
    spans = [
        Span(line.start, line.end, "other", "rule:a.v1", 0.9)
        for line, is_chosen in zip(its, chosen, strict=True)
        if is_chosen
    ]
    assert [each is not None for each in of_release.classes(its, spans)] == chosen


def test_what_people_judged_counts_as_gold() -> None:
    spans = [span("navigation", "Home", "human:ana"), span("byline", "By Ana Ruiz")]
    of_programs, judged = (
        of_release.examples([article(spans=spans, human_labelled=by)]) for by in (False, True)
    )
    assert of_programs.boilerplate.tolist() == judged.boilerplate.tolist() == [1, 0, 0, 0]
    assert of_programs.furniture.tolist() == [False, False, True, False]
    assert of_programs.kind.tolist() == [CODE["navigation"], -1, -1, -1]
    assert of_programs.weight.tolist() == [1.0] + [of_release.PROGRAMS] * 3
    assert judged.weight.tolist() == [1.0] * 4


@pytest.mark.parametrize(("outlets", "articles"), [(40, 200), (16, 16), (3, 90), (1, 40)])
def test_outlets_are_parted_evenly_or_else_articles(outlets: int, articles: int) -> None:
    """The first outlet has half of all articles, and is in the part that is not left out."""
    of = [f"o{0 if n % 2 else n % outlets}" for n in range(articles)]
    its = [article(id=f"a{n}", outlet=outlet) for n, outlet in enumerate(of)]
    examples = of_release.examples(its)
    draw = examples.draw[:: len(lines(TEXT))]
    names = of if len(set(of)) >= of_release.OUTLETS else [each.id for each in its]
    assert len({*zip(names, draw.tolist(), strict=True)}) == len(set(names))  # one each
    for parts in (PARTS, SCALED):
        sizes = Counter((draw % parts).tolist())
        assert set(sizes) == set(range(parts))
        assert sizes[0] <= articles / parts


def test_other_orders_of_articles_are_parted_alike() -> None:
    its = [article(id=f"a{n}", outlet=f"o{n}") for n in range(30)]
    draws = [
        dict(zip((e.id for e in some), of_release.examples(some).draw[::4].tolist(), strict=True))
        for some in (its, its[::-1])
    ]
    assert draws[0] == draws[1]


def test_pages_and_languages_are_told() -> None:
    its = [article(), article(id="b", language="de", text="Home\n" * 70)]
    examples = of_release.examples(its)
    assert examples.page.tolist() == [0] * 4 + [1] * 70
    assert examples.residual.tolist() == [True] * 4 + [False] * 70
    assert examples.languages.tolist() == ["en", "de"]
    assert int(examples.fresh.sum()) == 5
    assert np.array_equal(examples.lines.ends, [4, 74])


def test_people_come_first_and_no_more_lines_than_can_be_held(
    sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = Release.open(sample)
    every = of_release.articles(release, "train")
    sizes = {each.id: each.text.count("\n") + 1 for each in every}
    monkeypatch.setattr(of_release, "MOST", sum(sizes.values()) // 2)
    some = of_release.articles(release, "train")
    assert 0 < len(some) < len(every)
    assert sum(sizes[each.id] for each in some) <= of_release.MOST
    assert [each.id for each in every if each in some] == [each.id for each in some]
