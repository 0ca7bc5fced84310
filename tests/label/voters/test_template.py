from __future__ import annotations

import numpy as np

from corpus.contract.article import Vote
from corpus.label.lines import lines
from corpus.label.voters import template

FOOTER = "The Courier is printed on paper from 12 forests"


def said(
    texts: list[str], at: int, outlets: list[str] | None = None, wording: list[Vote] | None = None
) -> list[tuple[str, str, str]]:
    """The votes for text `at` of a corpus of `texts`: (words, label, source)."""
    names = outlets or ["courier"] * len(texts)
    given = [f"Title number {n} of them all" for n in range(len(texts))]
    rows = [
        template.marks(lines(text), name, title)
        for text, name, title in zip(texts, names, given, strict=True)
    ]
    marked = np.array([row for some in rows for row in some], template.MARK)
    ends = np.cumsum([len(some) for some in rows])
    counted = template.count(np.sort(template.line_keys(marked, ends), order="key"))
    titles = np.unique(np.array([template.title_key(title) for title in given], np.uint64))
    known = template.Recurring(counted["key"], counted["articles"], titles)
    recalled = template.recall(marked, known)
    its = slice(ends[at] - len(rows[at]), ends[at])
    here = template.Recalled(recalled.articles[its], recalled.titles[its])
    votes = template.votes(marked[its], here, names[at], names.count(names[at]), wording or [])
    return [(texts[at][v.start : v.end], v.label, v.source) for v in votes]


def story(n: int) -> str:
    return f"Story {'abcdefgh'[n]} tells what nobody else told {'xyzuvwrs'[n]} of the ferry."


def test_a_line_of_three_articles_is_a_template_whatever_its_digits() -> None:
    texts = [f"{story(n)}\n{FOOTER.replace('12', str(n))}" for n in range(3)]
    assert said(texts, 1) == [(FOOTER.replace("12", "1"), "other", template.TEMPLATE)]
    assert said(texts[:2], 1) == []


def test_other_outlets_do_not_count() -> None:
    texts = [f"{story(n)}\n{FOOTER}" for n in range(3)]
    assert said(texts, 1, ["courier", "courier", "herald"]) == []


def test_near_copies_of_one_article_count_once() -> None:
    texts = [
        f"{story(0)}\nThe mayor came.\nUpdate {'one two three four'.split()[n]}" for n in range(4)
    ]
    assert said(texts, 1) == []


def test_a_short_line_must_stand_in_half_of_the_articles() -> None:
    texts = [f"Background\n{story(n)}" for n in range(3)]
    rare = [*texts, *(story(n) for n in range(3, 8))]
    assert [words for words, *_ in said(texts, 0)] == ["Background"]
    assert said(rare, 0) == []


def test_a_line_that_orders_its_article_is_no_template() -> None:
    texts = [
        "\n".join(f"What we like\n{story(n)} The {part} part." for part in "abcd") for n in range(3)
    ]
    assert said(texts, 0) == []
    assert said([f"{story(n)}\nWhat we like" for n in range(3)], 0) != []


def test_another_articles_title_is_a_link_and_the_own_is_not() -> None:
    texts = [
        f"Title number {n} of them all\n{story(n)}\nTitle number 0 of them all" for n in range(2)
    ]
    assert said(texts, 1) == [("Title number 0 of them all", "related_links", template.HEADLINE)]
    assert said(texts, 0) == []


def test_the_kind_is_what_the_wording_says_of_the_line_or_its_neighbour() -> None:
    texts = [f"{story(n)}\nFollow us\n{FOOTER}" for n in range(3)]
    start = texts[0].index("Follow")
    follow = Vote(start, start + 9, "share_follow", "rule:share_follow.v1", 0.9, "")
    labels = [label for _, label, _ in said(texts, 0, wording=[follow])]
    assert labels == ["share_follow", "share_follow"]
