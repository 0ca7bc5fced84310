"""In a language that is unknown, only layout, repetition and words of other languages count."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from corpus.labelling.label_model import choose_spans
from corpus.labelling.languages import Standing, standing
from corpus.labelling.voters import first_pass, template
from corpus.labelling.voters.voter import ask
from corpus.language.detect import detect
from tests.labelling.batches import batch, model_votes
from tests.labelling.voters.test_template import cast

TEXTS = tomllib.loads(Path(__file__).with_name("unknown_languages.toml").read_text("utf-8"))
AROUND = ["Facebook", "WhatsApp", "© 2026 Isle Media"]  # the same words in every language


def labelled(text: str, language: str) -> list[str]:
    """What the first pass labels of a text."""
    asked = batch(text, language=language)
    ask(first_pass(), asked)
    return [text[span.start : span.end] for span in choose_spans(asked.votes[0])]


def page(tag: str) -> str:
    """A whole page: the same menus above and below a story."""
    menus = TEXTS[tag]["menu"] * 4
    return "\n".join([*menus, *TEXTS[tag]["story"], *menus])


def in_other_letters(text: str) -> str:
    """Other words of the same shape: every letter is the next one of its kind."""
    return "".join(
        following
        if (following := chr(ord(letter) + 1)).isalpha()
        and (letter.isalpha(), letter.isupper(), letter.islower())
        == (True, following.isupper(), following.islower())
        else letter
        for letter in text
    )


@pytest.mark.parametrize("tag", TEXTS)
def test_the_language_is_told_and_unknown(tag: str) -> None:
    assert detect("\n".join(TEXTS[tag]["story"])).tag == tag
    assert standing(tag) is Standing.UNKNOWN


@pytest.mark.parametrize("tag", TEXTS)
def test_a_story_without_its_page_keeps_every_line(tag: str) -> None:
    first, *story = TEXTS[tag]["story"]
    text = "\n".join([first, *AROUND[:2], *story, AROUND[2]])
    assert labelled(text, tag) == AROUND
    assert model_votes(batch(text, language=tag)) == [[]]


@pytest.mark.parametrize("tag", TEXTS)
def test_a_page_keeps_every_line_of_its_story(tag: str) -> None:
    assert set(labelled(page(tag), tag)).isdisjoint(TEXTS[tag]["story"])


# Of the pages in Latin and in Ethiopic script the model is less sure: there only repetition tells.
@pytest.mark.parametrize("tag", ["ka", "ta"])
def test_menus_of_a_page_are_told_by_their_shape(tag: str) -> None:
    assert len(labelled(page(tag), tag)) >= 20


@pytest.mark.parametrize("tag", ["ka", "is"])
def test_words_of_an_unknown_language_do_not_count(tag: str) -> None:
    ours, others = page(tag), in_other_letters(page(tag))
    assert len(ours) == len(others)
    assert ours != others

    def votes(text: str, language: str) -> list[tuple[int, float, str]]:
        cast = model_votes(batch(text, language=language))[0]
        return [(vote.start, vote.weight, vote.label) for vote in cast]

    assert votes(ours, tag) == votes(others, tag) != []
    assert votes(ours, "en") != votes(others, "en")


@pytest.mark.parametrize("tag", TEXTS)
def test_a_line_that_recurs_is_a_template(tag: str) -> None:
    story, footer = TEXTS[tag]["story"], TEXTS[tag]["footer"]
    texts = [f"{line}\n{footer}" for line in story[:3]]
    assert cast(texts, 1) == [(footer, "other", template.SOURCE)]
