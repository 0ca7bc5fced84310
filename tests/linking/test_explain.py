from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from corpus.linking import rarity, stories
from corpus.linking.explain import ArticleText, Explanation, explain
from corpus.linking.near_duplicates import NEAR, RUN
from corpus.linking.stories import SAME, SAME_CLOSE, SAME_FAR, UNDATED
from corpus.linking.tokens import words

NOTHING: dict[str, Any] = {
    "similarity": 0.0,
    "story": 0.0,
    "needed_story": SAME,
    "same_url": False,
    "same_text": False,
    "passage": "",
    "passage_words": 0,
}
JUST_BELOW = 1e-6


@pytest.mark.parametrize(
    ("shared", "links"),
    [
        ({}, False),
        ({"similarity": NEAR}, True),
        ({"similarity": NEAR - JUST_BELOW}, False),
        ({"story": SAME}, True),
        ({"story": SAME - JUST_BELOW}, False),
        ({"same_url": True}, True),
        ({"same_text": True}, True),
        ({"passage": "so many words"}, True),
    ],
)
def test_what_is_enough_to_link(shared: dict[str, Any], links: bool) -> None:
    assert Explanation(**{**NOTHING, **shared}).links() is links


def article(text: str, **more: Any) -> ArticleText:
    return ArticleText(text, text, "en", **more)


def numbered(first: int, last: int) -> str:
    return " ".join(f"Word{n}" for n in range(first, last))


def test_the_longest_common_run_of_words_is_the_passage() -> None:
    a = article(f"{numbered(0, RUN)} between {numbered(100, 130)} after")
    b = article(f"{numbered(100, 130)} {numbered(300, 340)} {numbered(0, RUN)}")
    shared = explain(a, b)
    assert (shared.passage, shared.passage_words) == (numbered(100, 130), 30)
    whole = explain(a, a)
    assert (whole.passage, whole.passage_words) == (a.text, RUN + 32)


@pytest.mark.parametrize(("length", "words"), [(RUN, RUN), (RUN - 1, 0)])
def test_a_passage_has_at_least_a_run_of_words(length: int, words: int) -> None:
    text = numbered(0, length)
    for a, b in ((text, f"before {text}"), (f"{text} after", text), (text, text)):
        shared = explain(article(a), article(b))
        assert (shared.passage_words, shared.passage) == (words, text if words else "")


def test_articles_with_nothing_in_common() -> None:
    shared = explain(article(numbered(0, 60)), article(numbered(100, 160)))
    assert shared == Explanation(**{**NOTHING, "needed_story": shared.needed_story})


def test_an_article_without_words_is_like_no_other() -> None:
    for a, b in (("", ""), ("", numbered(0, 60)), (numbered(0, 60), "")):
        shared = explain(article(a), article(b))
        assert (shared.similarity, shared.story, shared.passage_words) == (0, 0, 0)
        assert shared.same_text is (a == b)


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        (None, None, False),
        ("https://a.example/1", None, False),
        ("https://a.example/1", "https://a.example/2", False),
        ("https://a.example/1", "https://a.example/1", True),
    ],
)
def test_two_articles_without_a_url_do_not_have_the_same(
    a: str | None, b: str | None, same: bool
) -> None:
    shared = explain(article("Some words", url=a), article("Other words", url=b))
    assert shared.same_url is same


def test_terms_are_words_of_the_first_article_heaviest_first() -> None:
    names = [f"Quill{letter * 3}feather" for letter in "abcdefghijkl"]
    a = article(" and the ".join(["He", *names[:9], names[0], "flibberts", "flibberts"]))
    b = article(" and the ".join(["He", *names[4:], names[0], "flibberts"]))
    shared = explain(a, b)
    assert shared.terms[0] == names[0]
    assert set(shared.terms) == {names[0], *names[4:9], "flibberts"}
    assert len(explain(a, a).terms) == 8


@pytest.mark.parametrize(
    ("published", "needed"),
    [((0, 1), SAME_CLOSE), ((0, 1 << 40), SAME_FAR), ((0, UNDATED), SAME)],
)
def test_the_cosine_that_links_depends_on_the_dates(
    published: tuple[int, int], needed: float
) -> None:
    a, b = (article("Some words", published=day) for day in published)
    assert explain(a, b).needed_story == pytest.approx(needed)


def test_common_terms_explain_less() -> None:
    names = "Quillfeather Brackwater Flibberton Mossop Grindle"
    a, b = article(f"We saw {names} there."), article(f"There were {names} too.")
    common = np.array([(key, 0.01) for key in sorted(a.terms[0][:4].tolist())], rarity.COMMON_TERM)
    rare = explain(a, b)
    less = explain(replace(a, common=common), replace(b, common=common))
    assert rare.links()
    assert not less.links()
    (last,) = set(a.terms[0].tolist()) - set(common["key"].tolist()) - {0}
    assert stories.stems(words(less.terms[0])).tolist() == [last]
