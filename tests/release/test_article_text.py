"""The article of a page's text: how the rest is joined."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.release.article_text import without

# Cases: what is in brackets is cut.
CASES = {
    "nothing to cut": ("One.\n\nTwo.\n", "One.\n\nTwo."),
    "a line": ("One.\n[Advertisement]\nTwo.", "One.\nTwo."),
    "a paragraph": ("One.\n\n[Advertisement]\n\nTwo.", "One.\n\nTwo."),
    "a block of lines": ("One.\n\n[Menu]\n[Home]\n\n[Login]\n\nTwo.", "One.\n\nTwo."),
    "one span over lines": ("One.\n\n[Menu\nHome\n\nLogin]\n\nTwo.", "One.\n\nTwo."),
    "the wider gap stays": ("One.\n[Ad]\n\n\nTwo.", "One.\n\n\nTwo."),
    "gaps that were there": ("One.\n\n\nTwo.\n[Ad]\nThree.", "One.\n\n\nTwo.\nThree."),
    "at the ends": ("[Home]\n\nOne.\n\n[Follow us]\n", "One."),
    "everything": ("[Home]\n\n[Follow us]", ""),
    "within a line": ("One. [Read more: ferry] Two.", "One. Two."),
    "before a sentence": ("[READ:] One.\nTwo.", "One.\nTwo."),
    "behind a sentence": ("One. [Read more]\nTwo.", "One.\nTwo."),
    "two in a line": ("[A] One. [B] Two. [C]", "One. Two."),
    "across a line end": ("One. [Ad\nAd] Two.", "One.\nTwo."),
    "white space of untouched lines": ("  One.  \n[Ad]\n\tTwo.\t", "  One.  \n\tTwo.\t"),
    "blank lines with blanks": ("One.\n \n[Ad]\n \nTwo.", "One.\n\nTwo."),
    "no blanks": ("記事です。[続きを読む]以上。", "記事です。以上。"),
    "right to left": ("خبر.\n\n[اشترك]\n\nنهاية 😀.", "خبر.\n\nنهاية 😀."),
}


def parse(marked: str) -> tuple[str, list[tuple[int, int]]]:
    text, cuts, start = "", [], 0
    for letter in marked:
        if letter == "[":
            start = len(text)
        elif letter == "]":
            cuts.append((start, len(text)))
        else:
            text += letter
    return text, cuts


@pytest.mark.parametrize("name", CASES)
def test_what_is_left(name: str) -> None:
    marked, expected = CASES[name]
    assert without(*parse(marked)) == expected


LETTERS = "aé😀ب字\u0301 \u00a0\n"
PIECES = st.lists(st.tuples(st.text(LETTERS, max_size=9), st.booleans()), max_size=9)


@given(PIECES)
def test_letters_stay_and_nothing_else_comes(pieces: list[tuple[str, bool]]) -> None:
    text, cuts = "", []
    for piece, is_cut in pieces:
        if is_cut and piece:
            cuts.append((len(text), len(text) + len(piece)))
        text += piece
    left = without(text, cuts)
    kept = "".join(piece for piece, is_cut in pieces if not is_cut)
    assert "".join(left.split()) == "".join(kept.split())
    assert not left or (left.split("\n")[0].strip() and left.split("\n")[-1].strip())
    assert without(left, []) == left
    gaps = max(map(len, _gaps(text)))
    assert not left or max(map(len, _gaps(left))) <= gaps


def _gaps(text: str) -> list[list[str]]:
    """Runs of blank lines."""
    runs: list[list[str]] = [[]]
    for line in text.split("\n"):
        if line.strip():
            runs.append([])
        else:
            runs[-1].append(line)
    return runs
