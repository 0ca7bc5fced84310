from __future__ import annotations

import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.linking.tokens import FIRST, INNER, SMALL, content, runs, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The FERRY left, at 9:30.", ["the", "ferry", "left", "at", "9", "30"]),
        ("Straße no_one’s", ["strasse", "no", "one", "s"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("x𝐀y 👩\u200d👧", ["x𝐀y"]),
        ("東京2020大会", ["東", "京", "2020", "大", "会"]),
        ("مرحبا بالعالم", ["مرحبا", "بالعالم"]),
        ("ꀀꀁ ㄅㄆ ﬀa", ["ꀀꀁ", "ㄅㄆ", "ffa"]),  # scripts next to those without spaces
        ("🎉 …", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    result = words(text)
    assert result.folded_words(slice(None)) == expected


@pytest.mark.parametrize(
    ("first", "last"),
    ["\u0e01\u0e5b", "\u3041\u30ff", "\u3400\u4dbf", "\u4e00\u9fff", "\uf900\ufad9"],
    ids=lambda char: f"{ord(char):X}",
)
def test_every_character_of_a_script_without_spaces_is_a_word(first: str, last: str) -> None:
    """The first and last letters of each range, each a word of its own."""
    assert words(first * 2 + last * 2).folded_words(slice(None)) == [first, first, last, last]


@pytest.mark.parametrize(
    ("text", "case"),
    [
        ("Old Kaba left. He did", [FIRST, INNER, SMALL, FIRST, SMALL]),
        ("a\nBrackwater O'Neill", [SMALL, FIRST, INNER, INNER]),
        ("weiße Straße in İzmir", [SMALL, INNER, SMALL, INNER]),
        ("ẞ ﬁn Ǆo", [FIRST, SMALL, INNER]),
        ("東A हिन्दी \U00010400", [SMALL, FIRST, SMALL, INNER]),
        ("", []),
    ],
)
def test_how_words_begin(text: str, case: list[int]) -> None:
    result = words(text)
    assert result.case().tolist() == case
    assert result.folded == text.casefold()


def test_no_character_beyond_the_first_plane_folds_to_two() -> None:
    """Of such characters words would begin at wrong places."""
    beyond = map(chr, range(0x10000, sys.maxunicode + 1))
    assert [char for char in beyond if len(char.casefold()) > 1] == []


def test_content_is_what_is_not_boilerplate() -> None:
    text = "Title\nAdvertisement\nStory.\nShare"
    spans = [(0, 5, "headline"), (6, 19, "advertisement"), (27, 32, "share_follow")]
    assert content(text, spans) == "Title\n\nStory.\n"


@given(st.lists(st.sampled_from("abcd"), max_size=30), st.integers(1, 8))
def test_equal_runs_have_equal_hashes(tokens: list[str], n: int) -> None:
    result = runs(words(" ".join(tokens)).hashes, n)
    n = min(n, len(tokens))
    expected_runs = (
        ["".join(tokens[start : start + n]) for start in range(len(tokens) - n + 1)]
        if tokens
        else []
    )
    assert len(result) == len(expected_runs)
    assert len(np.unique(result)) == len(set(expected_runs))
