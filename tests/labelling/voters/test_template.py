"""Both voters that need counts over the corpus, through counting and look-up."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus.contract.article import Vote
from corpus.labelling import recurrence
from corpus.labelling.lines import lines
from corpus.labelling.voters import headline, second_pass, template
from corpus.labelling.voters.voter import Batch, ask

FOOTER = "The Courier is printed on paper from 12 forests"
OFFER = "The ferry pass for readers of the Courier"


def cast(
    texts: list[str], place: int, outlets: list[str] | None = None, votes: list[Vote] | None = None
) -> list[tuple[str, str, str]]:
    """The votes on text `place` of a corpus of `texts`: (words, label, source)."""
    names = outlets or ["courier"] * len(texts)
    titles = [f"Title number {n} of them all" for n in range(len(texts))]
    rows = [
        recurrence.marks(lines(text), name, title)
        for text, name, title in zip(texts, names, titles, strict=True)
    ]
    marked = np.array([row for of_text in rows for row in of_text], recurrence.MARK)
    ends = np.cumsum([len(of_text) for of_text in rows])
    counted = recurrence.count(np.sort(recurrence.line_keys(marked, ends), order="key"))
    keys = np.unique(np.array([recurrence.title_key(title) for title in titles], np.uint64))
    of_outlets = np.array([names.count(name) for name in names])
    found = recurrence.look_up(
        marked,
        recurrence.Recurring.of(counted, keys),
        np.repeat(of_outlets, [len(of_text) for of_text in rows]),
    )
    of_text = slice(ends[place] - len(rows[place]), ends[place])
    counts = found.of(of_text, names[place])
    earlier = votes or []
    batch = Batch(votes=[list(earlier)], counts=[counts])
    ask(second_pass(), batch)
    new = sorted(batch.votes[0][len(earlier) :])
    return [(texts[place][v.start : v.end], v.label, v.source) for v in new]


def story(n: int) -> str:
    return f"Story {'abcdefgh'[n]} tells what nobody else told {'xyzuvwrs'[n]} of the ferry."


def test_a_line_of_three_articles_is_a_template_whatever_its_digits() -> None:
    texts = [f"{story(n)}\n{FOOTER.replace('12', str(n))}" for n in range(3)]
    assert cast(texts, 1) == [(FOOTER.replace("12", "1"), "other", template.SOURCE)]
    assert cast(texts[:2], 1) == []


# What articles of one kind say every day, `#` for the numbers of the day; an article holds a list.
FORMULAS = {
    "forecast": ["A breeze from the lake reaches # knots towards evening.", "High # C, low # C."],
    "forecast without sentences": ["High: # C", "Low: # C"],
    "market note": ["Shares of Quill Tin fell # percent to # pence.", "Volume: # lots"],
    "obituary": ["He died on Monday at the age of #.", "The funeral will be private."],
    "match": ["The crowd was #, and nobody was hurt.", "Nobody was sent off in the match."],
    "lottery": ["The numbers are #, # and #.", "The next draw is on Friday."],
    "forecast in Japanese": ["最高気温は#度、東の風。"],
    "forecast in German": ["Am Abend frischt der Wind auf # Knoten auf."],
}
EDGES = {
    "last, word for word": (f"{{story}}\n{FOOTER}.", f"{FOOTER}."),
    "first, word for word": (
        "The Courier is free for all.\n{story}",
        "The Courier is free for all.",
    ),
    "last, a row of numbers": ("{story}\nReference: {n}/{n}", "Reference: {n}/{n}"),
    "inside, without numbers": (f"{{story}}\n{OFFER}\n{{story}}", OFFER),
}


@pytest.mark.parametrize("formulas", FORMULAS.values(), ids=FORMULAS)
def test_what_a_kind_of_story_says_every_day_is_no_template(formulas: list[str]) -> None:
    texts = [
        "\n".join([story(n), *(line.replace("#", str(n + 7)) for line in formulas), story(n + 4)])
        for n in range(4)
    ]
    assert cast(texts, 0) == []


@pytest.mark.parametrize(
    "line", [line for of_kind in FORMULAS.values() for line in of_kind if line[-1] in ".。"]
)
def test_a_sentence_with_the_numbers_of_its_day_is_no_template_at_the_edges(line: str) -> None:
    texts = [f"{story(n)}\n{line.replace('#', str(n + 7))}" for n in range(4)]
    assert ("#" not in line) == bool(cast(texts, 0))


@pytest.mark.parametrize(("article", "template_line"), EDGES.values(), ids=EDGES)
def test_what_recurs_word_for_word_or_around_the_story_is_a_template(
    article: str, template_line: str
) -> None:
    texts = [article.format(story=story(n), n=n) for n in range(4)]
    assert [words for words, *_ in cast(texts, 1)] == [template_line.format(n=1)]


def test_near_duplicates_that_differ_in_their_digits_count_once() -> None:
    texts = [f"{story(0)[:-1]} for {n} years.\nThe mayor came back." for n in range(4)]
    assert cast(texts, 1) == []


def test_other_outlets_do_not_count() -> None:
    texts = [f"{story(n)}\n{FOOTER}" for n in range(3)]
    assert cast(texts, 1, ["courier", "courier", "herald"]) == []


def test_near_copies_of_one_article_count_once() -> None:
    texts = [
        f"{story(0)}\nThe mayor came.\nUpdate {'one two three four'.split()[n]}" for n in range(4)
    ]
    assert cast(texts, 1) == []


def test_a_short_line_must_stand_in_half_of_the_articles() -> None:
    texts = [f"Background\n{story(n)}" for n in range(3)]
    rare = [*texts, *(story(n) for n in range(3, 8))]
    assert [words for words, *_ in cast(texts, 0)] == ["Background"]
    assert cast(rare, 0) == []


def test_a_line_that_orders_its_article_is_no_template() -> None:
    texts = [
        "\n".join(f"What we like\n{story(n)} The {part} part." for part in "abcd") for n in range(3)
    ]
    assert cast(texts, 0) == []
    assert cast([f"{story(n)}\nWhat we like" for n in range(3)], 0) != []


def test_where_a_line_is_the_storys_own_it_counts_among_its_times() -> None:
    def text(n: int, times: int) -> str:
        return "\n".join([*[f"{OFFER}."] * times, story(n), f"{OFFER}.", story(n + 4)])

    assert len(cast([text(n, 2) for n in range(3)], 0)) == 2
    assert cast([text(n, 3) for n in range(3)], 0) == []


def test_another_articles_title_is_a_link_and_the_own_is_not() -> None:
    texts = [
        f"Title number {n} of them all\n{story(n)}\nTitle number 0 of them all" for n in range(2)
    ]
    assert cast(texts, 1) == [("Title number 0 of them all", "related_links", headline.SOURCE)]
    assert cast(texts, 0) == []


def test_the_kind_is_that_of_the_votes_on_the_line_or_its_neighbour() -> None:
    texts = [f"{story(n)}\nFollow us\n{FOOTER}" for n in range(3)]
    start = texts[0].index("Follow")
    follow = Vote(start, start + 9, "share_follow", "rule:share_follow.v1", 0.9, "")
    labels = [label for _, label, _ in cast(texts, 0, votes=[follow])]
    assert labels == ["share_follow", "share_follow"]


def test_a_line_with_the_articles_own_title_in_it_is_compared_without_it() -> None:
    texts = [f"{story(n)}\nComments on Title number {n} of them all by mail" for n in range(3)]
    assert [label for _, label, _ in cast(texts, 1)] == ["other"]
    other = [text.replace("Title number", "Tale number") for text in texts]
    assert len(cast(other, 1)) == 1  # digits do not count
    told = [f"{story(n)}\nComments on {'abc'[n]} by mail, please" for n in range(3)]
    assert cast(told, 1) == []


@pytest.mark.parametrize(("before", "kind"), [(True, "share_follow"), (False, "other")])
def test_the_line_before_names_the_kind_and_the_one_before_it_does_not(
    before: bool, kind: str
) -> None:
    texts = [
        f"Follow us{'' if before else chr(10) + story(n)}\n{OFFER}\n{story(n)}" for n in range(3)
    ]
    follow = Vote(0, 9, "share_follow", "rule:share_follow.v1", 0.9, "")
    labels = {words: label for words, label, _ in cast(texts, 0, votes=[follow])}
    assert labels[OFFER] == kind


def test_a_title_that_recurs_votes_twice_and_the_template_does_not_read_the_headline() -> None:
    link = "Title number 0 of them all"
    texts = [f"{story(n)}\n{link}" for n in range(4)]
    assert cast(texts, 1) == [
        (link, "other", template.SOURCE),
        (link, "related_links", headline.SOURCE),
    ]


def test_the_own_title_within_a_line_does_not_count() -> None:
    def masked(text: str, title: str | None) -> int:
        return recurrence.marks(lines(text), "courier", title)[0][0]

    ferry, mayor = "Ferry sails again", "Mayor quits"
    comments = masked(f"Comments on {ferry}", ferry), masked(f"Comments on {mayor}", mayor)
    assert comments[0] == comments[1]
    assert masked(f"Comments on {ferry}", mayor) != comments[0]
    assert masked(ferry, ferry) != masked(mayor, mayor)


TOLD = {0: 0, 3: 3, 9: 9, 10: 10, 11: 10, 19: 10, 20: 20, 49: 20, 50: 50, 99: 50, 812: 500}
TOLD |= {10**9 - 1: 500_000_000, 2**32 - 1: 2_000_000_000}


def test_a_count_is_told_in_steps() -> None:
    counts = np.array(list(TOLD))
    assert recurrence.in_steps(counts).tolist() == list(TOLD.values())


def _counted_in(articles: int, marks: NDArray[np.void]) -> recurrence.Recurring:
    """One line that stands in so many articles."""
    counted = np.array([(marks["key"][0], articles)], recurrence.RECURRING)
    return recurrence.Recurring.of(counted, np.empty(0, np.uint64))


@pytest.mark.parametrize(
    ("articles", "told"),
    [(9, "in 9 articles of courier"), (12, "in 10 or more articles of courier")],
)
def test_a_template_says_in_how_many_articles_it_stands(articles: int, told: str) -> None:
    marks = np.array(recurrence.marks(lines(FOOTER), "courier", None), recurrence.MARK)
    recurring = _counted_in(articles, marks)
    counts = recurrence.look_up(marks, recurring, np.array([articles])).of(slice(1), "courier")
    ((vote,),) = template.vote(Batch(votes=[[]], counts=[counts]))
    assert vote.why == told


@pytest.mark.parametrize(
    ("of_outlet", "is_often"), [(1_000, True), (1_001, False)], ids=["enough", "too few"]
)
def test_how_many_articles_an_outlet_has_decides(of_outlet: int, is_often: bool) -> None:
    marks = np.array(recurrence.marks(lines(FOOTER), "courier", None), recurrence.MARK)
    recurring = _counted_in(5, marks)
    assert recurrence.look_up(marks, recurring, np.array([of_outlet])).is_often.tolist() == [
        is_often
    ]
