from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.labelling.line_model import model
from corpus.labelling.line_model.reasons import MOST, reasons
from corpus.labelling.lines import lines
from corpus.labelling.voters import rule
from corpus.labelling.voters.voter import Batch
from tests.labelling.line_model.test_model import MENU, STORY

HEAD, *REST = STORY.split("\n")


def reasons_of(text: str, reads_words: bool = True) -> dict[str, list[str]]:
    its = lines(text)
    (votes,) = rule.vote(Batch(lines=[its]))
    found = reasons(its, votes, model.weights(), reads_words)
    return {line.raw: of_line for line, of_line in zip(its, found, strict=True)}


def test_a_line_that_a_rule_knows_says_so() -> None:
    said = reasons_of("\n".join((HEAD, "Sign up for our newsletter", *REST)))
    assert "the vote of a rule" in said["Sign up for our newsletter"]
    assert "the vote of a rule" not in said[HEAD]


def test_a_line_that_its_company_gives_away_says_so() -> None:
    odd = "Ferries"
    among_links = reasons_of(f"{MENU}\n{odd}\n{MENU}\n{STORY}")[odd]
    assert set(among_links) & {"the lines around it", "votes of rules near it"}


def test_the_words_that_say_most_are_named() -> None:
    found = reasons_of(f"{STORY}\nFollow us on Facebook and subscribe to our newsletter today")
    *_, (_, last) = found.items()
    named = [reason for reason in last if reason.startswith("its words")]
    assert any(word in named[0] for word in ("Follow", "Facebook", "subscribe", "newsletter"))


def test_where_no_words_are_read_none_is_a_reason() -> None:
    page = "\n".join([*[MENU] * 5, STORY, *[MENU] * 5])
    said = {
        reason for of_line in reasons_of(page, reads_words=False).values() for reason in of_line
    }
    assert said >= {"its length and signs", "the lines around it"}
    assert not [reason for reason in said if "words" in reason]


@given(st.lists(st.sampled_from([HEAD, "Share", "Read more", "12", "»"]), max_size=8))
def test_reasons_are_few(drawn: list[str]) -> None:
    its = lines("\n".join(drawn))
    (votes,) = rule.vote(Batch(lines=[its]))
    found = reasons(its, votes, model.weights(), reads_words=True)
    assert len(found) == len(its)
    assert all(len(of_line) <= MOST and len(set(of_line)) == len(of_line) for of_line in found)


@pytest.mark.parametrize("text", ["", "x", "\n"])
def test_nothing_has_no_reasons(text: str) -> None:
    its = lines(text)
    assert len(reasons(its, [], model.weights(), reads_words=True)) == len(its)
