"""The word lists are those of `wordfreq`, without its import."""

from __future__ import annotations

import subprocess
import sys

import pytest
from wordfreq import get_frequency_dict

from corpus.linking.wordlist import word_list


@pytest.mark.parametrize("language", ["en", "de", "ru", "hi", "zh", "fil"])
def test_a_list_is_what_wordfreq_says(language: str) -> None:
    said = get_frequency_dict(language, "small")
    found = word_list(language)
    expected = {word: frequency for word, frequency in said.items() if word.isalnum()}
    words = found.words.split("\n")
    assert list(zip(words, found.frequencies, strict=True)) == list(expected.items())


def test_a_language_without_a_list_has_no_words() -> None:
    assert word_list("xx").words == ""


def test_wordfreq_is_not_imported() -> None:
    program = (
        "import sys; from corpus.linking.stories import terms; from corpus.linking.tokens import "
        "read_texts; terms(read_texts(['a']), 'en'); assert 'wordfreq' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
