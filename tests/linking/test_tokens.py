from __future__ import annotations

import sys
import unicodedata
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.contract.columns import ROW
from corpus.contract.labels import LABELS
from corpus.contract.scripts import UNSPACED
from corpus.linking import tokens
from corpus.linking.tokens import (
    FIRST,
    INNER,
    SMALL,
    content,
    groups,
    read_texts,
    runs,
    runs_of,
    words,
)


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


def test_which_characters_words_are_made_of() -> None:
    surrogates = range(0xD800, 0xE000)
    characters = [chr(code) for code in range(0x11000) if code not in surrogates]
    expected = [
        char.casefold()
        for char in characters
        if char.isalnum()
        or unicodedata.category(char)[0] == "M"
        or any(low <= ord(char) <= high for low, high in UNSPACED)
    ]
    assert words(" ".join(characters)).folded_words(slice(None)) == expected


def test_every_character_is_folded_as_python_folds_it() -> None:
    """Those that fold to several too, whatever stands around them."""
    characters = [chr(code) for code in range(0x20000) if chr(code).isalnum()]
    for first in range(0, len(characters), 1 << 12):
        part = characters[first : first + (1 << 12)]
        found = words("-".join(part))
        folded = "".join(found.folded_words(slice(None)))
        assert folded == "".join(part).casefold()


@given(st.lists(st.text("ab ÄßİA.,1\n日😀𐐀ﬃʼn\uffff", max_size=8), min_size=1, max_size=5))
def test_texts_read_together_have_the_words_that_each_has_alone(texts: list[str]) -> None:
    together = read_texts(texts)
    case = np.split(together.words.case(), together.ends[:-1])
    of_texts = zip(texts, together.hashes(), case, together.capitals(), strict=True)
    for text, hashes, cases, capitals in of_texts:
        (alone,) = read_texts([text]).capitals()
        assert hashes.tolist() == words(text).hashes.tolist()
        assert cases.tolist() == words(text).case().tolist()
        assert capitals == alone


@given(st.lists(st.text("ab ä", max_size=9)), st.integers(4, 12))
def test_every_text_is_in_one_group_of_its_kind(texts: list[str], most: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tokens, "_TOGETHER", most)
        found = list(groups(texts, ["de" if "b" in text else "en" for text in texts]))
    assert sorted(place for group in found for place in group) == list(range(len(texts)))
    for group in found:
        assert len({(texts[place].isascii(), "b" in texts[place]) for place in group}) == 1
        assert len(group) == 1 or sum(len(texts[place]) for place in group) <= most


@given(st.lists(st.lists(st.sampled_from("abcd"), max_size=9)), st.integers(1, 6))
def test_runs_of_articles_are_those_of_each(articles: list[list[str]], n: int) -> None:
    hashes = [words(" ".join(of_article)).hashes for of_article in articles]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tokens, "_WORDS_TOGETHER", 12)
        found = runs_of(hashes, n)
    assert [each.tolist() for each in found] == [runs(each, n).tolist() for each in hashes]


def test_no_character_beyond_the_first_plane_folds_to_two() -> None:
    """Of such characters words would begin at wrong places."""
    beyond = map(chr, range(0x10000, sys.maxunicode + 1))
    assert [char for char in beyond if len(char.casefold()) > 1] == []


def test_content_is_what_is_not_boilerplate() -> None:
    text = "Title\nAdvertisement\nStory.\nShare"
    spans = [(0, 5, "headline"), (6, 19, "advertisement"), (27, 32, "share_follow")]
    assert content(text, spans) == "Title\n\nStory.\n"


@given(st.lists(st.tuples(st.text(max_size=30), st.lists(st.integers(0, 30), max_size=6))))
def test_contents_of_rows_are_those_of_each(drawn: list[tuple[str, list[int]]]) -> None:
    names = [field.name for field in ROW.field("spans").type.value_type]
    rows = [
        {
            "text": text,
            "spans": [
                dict.fromkeys(names) | {"start": start, "end": end, "label": number % len(LABELS)}
                for number, (start, end) in enumerate(pairwise(sorted(edges)))
            ],
        }
        for text, edges in drawn
    ]
    schema = pa.schema([ROW.field("text"), ROW.field("spans")])
    batch = pa.RecordBatch.from_pylist(rows, schema)

    for part in (batch, batch[len(batch) // 2 :]):
        assert tokens.row_contents(part) == [*map(tokens.row_content, part.to_pylist())]


@given(st.lists(st.sampled_from("abcd"), max_size=30), st.integers(1, 8))
def test_equal_runs_have_equal_hashes(names: list[str], n: int) -> None:
    result = runs(words(" ".join(names)).hashes, n)
    n = min(n, len(names))
    expected_runs = (
        ["".join(names[start : start + n]) for start in range(len(names) - n + 1)] if names else []
    )
    assert len(result) == len(expected_runs)
    assert len(np.unique(result)) == len(set(expected_runs))
