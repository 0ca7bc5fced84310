from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.identify.canonical import canonicalise
from corpus.label.lines import lines, normal

# What real pages hold: emoji beyond the BMP, combining marks, CRLF, CJK, right to left, spaces.
ODD = st.sampled_from(
    [
        "\n",
        "\r\n",
        " ",
        "\u00a0",
        "\t",
        "👩\u200d👧",
        "🇮🇪",
        "e\u0301",
        "שלום",
        "مرحبا",
        "漢字",
        "- ",
        "•",
    ]
)
TEXTS = st.lists(ODD | st.text(max_size=8), max_size=40).map("".join)


@given(TEXTS)
def test_lines_are_the_text_without_the_space_around(raw: str) -> None:
    text = canonicalise(raw)
    split = lines(text)
    raws = [text[line.start : line.end] for line in split]
    assert raws == [part.strip() for part in text.split("\n") if part.strip()]
    assert all(a.end < b.start for a, b in zip(split, split[1:], strict=False))


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        ("READ MORE: Ferry", "read more: ferry"),
        ("• ‘Quoted’ – “twice”…", "'quoted' - \"twice\"..."),
        ("📧 Sign up »", "sign up"),
        ("a\u00a0 \tb", "a b"),
        ("new\u00adsletter", "newsletter"),
        ("→", ""),
        ("© 2026 Courier", "© 2026 courier"),
        ("Η ΟΔΟΣ’ ΤΗΣ", "η οδος' της"),
        ("İZMİR’DE", "izmir'de"),
        ("(Reporting by Ana Ruiz)", "(reporting by ana ruiz)"),
    ],
)
def test_normal_form(raw: str, key: str) -> None:
    assert normal(raw) == key


def test_bullets_and_gaps() -> None:
    split = lines("One\n\n- two\nthree")
    assert [(line.bullet, line.after_gap) for line in split] == [
        (False, True),
        (True, True),
        (False, False),
    ]
