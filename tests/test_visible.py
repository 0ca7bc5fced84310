"""Hidden characters are seen, and words and emoji keep their form."""

from __future__ import annotations

import json
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.visible import visible, visible_lines

HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
# Format characters that are seen: signs around Arabic, Syriac and Kaithi numbers, and what places
# hieroglyphs.
SEEN = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD} | {
    *range(0x13430, 0x13440)
}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\n::error::b", r"a\n::error::b"),
        ("a\rb\tc\x00d\x7f", r"a\rb\tc\u0000d\u007f"),
        ("\x1b[31mred\x1b[0m \x9b2J", r"\u001b[31mred\u001b[0m \u009b2J"),
        ("a\x85b\u2028c\u2029d\x0be\x0cf", r"a\u0085b\u2028c\u2029d\u000be\ff"),
        ("user\u202egpj.exe", r"user\u202egpj.exe"),
        ("\u2066a\u2069 \u200eb\u200f \u061cc", r"\u2066a\u2069 \u200eb\u200f \u061cc"),
        ("\ufeffa\u200bb\u2060c\xadd", r"\ufeffa\u200bb\u2060c\u00add"),
        ("a\udcff.json", r"a\udcff.json"),
        ("a\U000e0041", r"a\udb40\udc41"),
        # joiners that join nothing
        ("te-\u200d1", r"te-\u200d1"),
        ("\u200cname", r"\u200cname"),
        ("name\u200d", r"name\u200d"),
        ("na\u200d\u200dme", r"na\u200d\u200dme"),
        ("1\u200c2 \u200d", r"1\u200c2 \u200d"),
    ],
)
def test_what_is_hidden_is_seen(text: str, shown: str) -> None:
    assert visible(text) == shown
    assert json.loads(f'"{shown}"') == text


@pytest.mark.parametrize(
    "text",
    [
        "Plain words: C:\\temp, 100%, \u201cquoted\u201d \u2013 a\u00a0b, 新\u3000聞",
        "השר אמר היום",
        "قال الوزير اليوم \u06dd\u0661\u0662",
        "می\u200cخواهم نامه\u200cای بنویسم، ۱۲\u200cساله",
        "سنة 1447 ه\u200d.",
        "क्\u200dष क्\u200c ക്\u200d, അവന്\u200d പറഞ്ഞു",
        "e\u0301te\u0301 và Tiê\u0301ng Viê\u0323t",
        "Auf\u200clage",
        "👩\u200d👩\u200d👧 👩🏽\u200d🚒 ❤\ufe0f\u200d🔥 🏳\ufe0f\u200d🌈 🇮🇪 1\ufe0f\u20e3",
        "🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f 2-0",
    ],
)
def test_what_is_seen_stays(text: str) -> None:
    assert visible(text) == text


def test_every_hidden_character_of_unicode_is_known() -> None:
    characters = map(chr, range(sys.maxunicode + 1))
    hidden = {c for c in characters if unicodedata.category(c) in HIDDEN and ord(c) not in SEEN}
    assert {c for c in hidden if visible(c) == c} == set()


@given(st.text(st.characters(codec=None)))
def test_nothing_is_made_visible_twice(text: str) -> None:
    assert visible(visible(text)) == visible(text)
    assert visible_lines(text).split("\n") == [visible(line) for line in text.split("\n")]
