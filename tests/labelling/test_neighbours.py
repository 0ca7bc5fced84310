from __future__ import annotations

import pytest

from corpus.labelling.lines import lines
from corpus.labelling.voters import rule
from corpus.labelling.voters.voter import Batch

PROSE = (
    "The ferry left the harbour at six, an hour late, with forty people and two goats aboard, and "
    "for the first time in nine years it had a band on deck."
)


def labelled(text: str) -> list[str]:
    """The lines on which rules vote."""
    votes = rule.vote(Batch(lines=[lines(text)]))[0]
    return list(dict.fromkeys(text[vote.start : vote.end] for vote in votes))


LIST = "Plums\nSearch\nA ladder\nJobs\nTwo goats\nContact"


def test_a_word_in_a_list_of_the_story_is_no_button() -> None:
    assert labelled(f"{PROSE}\n{LIST}\n{PROSE}") == []


@pytest.mark.parametrize("text", [f"{PROSE}\n{LIST}", f"{LIST}\n{PROSE}"])
def test_beside_the_story_it_is(text: str) -> None:
    assert labelled(text) == ["Search", "Jobs", "Contact"]


def test_a_menu_between_paragraphs_stays_one() -> None:
    menu = "Search\nContact\nJobs\nHome\nHelp"
    assert labelled(f"{PROSE}\n{menu}\n{PROSE}") == menu.split("\n")


def test_an_advertisement_in_a_list_stays_one() -> None:
    text = f"{PROSE}\n{LIST}\nAdvertisement\nHoney\n{PROSE}"
    assert labelled(text) == ["Advertisement"]


@pytest.mark.parametrize(
    "line",
    [
        "const lamp = document.body.lamp",
        "Price: $88.99 a month",
        "| Sallow | 54 | 15 |",
        "Rosa Quint  25  17  58  70,975",
        "and not one of them was better",
        "Best for: small kitchens",
    ],
)
def test_what_is_no_headline_is_no_link_below_a_heading(line: str) -> None:
    assert labelled(f"{PROSE}\nRelated articles\n{line}") == ["Related articles"]


def test_headlines_below_a_heading_are_links() -> None:
    links = "Related articles\nBaker moves to the old station\n面包房搬到新车站去了\n- Goats win"
    assert labelled(f"{PROSE}\n{links}") == links.split("\n")


def test_a_heading_in_the_middle_of_a_list_has_no_links() -> None:
    before, after = "The wind has come to stay", "The river is a mile of glass\nMy mother hums"
    text = f"{PROSE}\n{before}\nRelated articles\n{after}\n{PROSE}"
    assert labelled(text) == ["Related articles"]


def test_times_of_a_ticker_are_no_datelines() -> None:
    posts = "\n".join(f"1{n}:40\nThe water is still rising at the weir." for n in range(4))
    assert labelled(f"{PROSE}\n{posts}") == []
    assert labelled(f"17:40\n{PROSE}") == ["17:40"]
