"""What the grammar of a line shows."""

from __future__ import annotations

import pytest

from corpus.labelling.grammar import is_sentence, tells_story
from corpus.labelling.lines import normal

SPEECH = [
    "The list must not leave the vault before the sale, the notary said.",
    "The chapel has no roof that keeps the snow off, said Ann Dole.",
    "By signing the lease they give up the well, the brothers were told.",
    "According to the mayor, the discussion is closed.",
    "Our site uses cookies, says a neighbour of the bakery.",
    "„Der Beitrag ist geschlossen“, sagte der Bürgermeister.",
    "Tous droits réservés, a dit le juge en riant.",
    "Todos los derechos reservados, dijo el juez.",
    "Alle rechten voorbehouden, zei de rechter.",
    "Все права защищены, заявил судья.",
    "Sva prava pridržana, rekla je sutkinja.",
    "Всички права запазени, каза съдията.",
    "Tots els drets reservats, va dir la jutgessa.",
    "Με επιφύλαξη παντός δικαιώματος, είπε ο δικαστής.",
    "כל הזכויות שמורות, אמר השופט.",
    "Haki zote zimehifadhiwa, jaji alisema.",
]
NO_SPEECH = [
    "© 2026 Isle Media. All rights reserved.",
    "This site uses cookies to improve your visit.",
    "We sadly cannot answer every letter.",
    "Tell us what you think: log in to comment",
    "Sag uns deine Meinung",
]


@pytest.mark.parametrize("line", SPEECH)
def test_a_report_of_speech_is_recognised(line: str) -> None:
    assert tells_story(normal(line))


@pytest.mark.parametrize("line", NO_SPEECH)
def test_a_notice_reports_no_speech(line: str) -> None:
    assert not tells_story(normal(line))


@pytest.mark.parametrize(
    ("line", "whole"),
    [
        ("The ferry was late.", True),
        ("“The ferry was late.”", True),
        ("Was the ferry late?", True),
        ("The ferry was late", False),
        ("Read more here.", False),
        ("船晚点了，没有人知道原因。", True),
        ("阅读更多", False),
        ("نامت القرية بعد العاصفة۔", True),
        ("ድልድዩ ለሦስት ቀናት ተዘግቷል።", True),
    ],
)
def test_a_sentence_ends_with_a_stop_and_has_some_words(line: str, whole: bool) -> None:
    assert is_sentence(normal(line)) == whole
