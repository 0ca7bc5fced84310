from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from corpus.contract.article import Span
from corpus.errors import UsageError
from corpus.identify.canonical import canonicalise
from corpus.labelling.text import label_text

STORY = "The ferry left the harbour at six, an hour late, with forty people and two goats aboard."
TITLE = "Ferry sails again"
# What changes when a text is canonicalised, or takes more than one unit in other encodings.
PIECES = st.sampled_from(
    [
        "\r\n",
        "\r",
        "\u2028",
        "\x85",
        "\v",
        "\f",
        "\n",
        "\n\n",
        " ",
        "\ufeff",
        "e\u0301",
        "l\u0304\u0323",
        "\u1112\u1161\u11ab",
        "\u212b",
        "\u0958",
        "\u0344",
        "👩\u200d👧",
        "שלום",
        "مرحبا",
        "Advertisement",
        "\nRead more: Re\u0301sume\u0301 of the storm\r\n",
        "\r\nAdvertisement\r\n",
        "\u2028Advertisement\u2029",
        "\x0bAdvertisement\x0c",
        "\x85Advertisement\x85",
        f"\n{STORY} The post Cafe\u0301 sails again appeared first on The Courier.",
    ]
)


@given(st.booleans(), st.lists(PIECES, max_size=12))
def test_offsets_are_those_of_the_text_as_given(has_mark: bool, pieces: list[str]) -> None:
    text = "\ufeff" * has_mark + "".join(pieces)
    canonical = canonicalise(text)
    assume(not canonical.startswith("\ufeff"))  # only the first mark is taken off
    spans, expected = label_text(text, "en"), label_text(canonical, "en")
    assert [(s.label, s.source, s.confidence) for s in spans] == [
        (s.label, s.source, s.confidence) for s in expected
    ]
    assert [canonicalise(text[: s.start]) for s in spans] == [
        canonical[: s.start] for s in expected
    ]
    assert [canonicalise("|" + text[s.start : s.end])[1:] for s in spans] == [
        canonical[s.start : s.end] for s in expected
    ]


def test_one_span_in_a_text_with_everything_in_it() -> None:
    text = f"\ufeff👩\u200d👧 Cafe\u0301\r\n{STORY}\r\nAdvertisement\r\n{STORY}"
    (span,) = (span for span in label_text(text) if span.label == "advertisement")
    assert text[span.start : span.end] == "Advertisement"


def test_the_outlets_phrases_and_the_title_are_used() -> None:
    text = f"{TITLE}\n{STORY}\nThe Tide Table lands at six."
    phrases = {"newsletter_signup": ["the tide table lands"]}
    start = text.index("The Tide")
    spans = label_text(
        text, outlet={"id": "courier", "phrases": phrases}, title="Ferry sails again"
    )
    assert spans[0][:4] == (0, 17, "headline", "rule:title.v1")
    assert spans[-1][:4] == (start, len(text), "newsletter_signup", "rule:outlet_phrases.v1")
    plain = label_text(text, outlet="courier")
    assert all(span.source not in (spans[0].source, spans[-1].source) for span in plain)


def test_the_language_is_detected_or_the_one_given() -> None:
    text = f"Home\nNews\nSport\nThe Courier\n{STORY}\n{STORY}\nBook a ferry\nMore on ferries\nGoats"
    assert label_text(text) == label_text(text, "en")
    assert label_text(text, "tlh") != label_text(text, "en")


@pytest.mark.parametrize("text", ["", "\ufeff", "\r\n\r\n", " \u00a0"])
def test_no_lines_no_spans(text: str) -> None:
    assert label_text(text) == []


def test_spans_are_spans() -> None:
    assert all(isinstance(span, Span) for span in label_text("Advertisement\nShare"))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"text": "a\ud800"}, "text: a lone surrogate at offset 1"),
        ({"text": "a", "title": "\udfff"}, "title: a lone surrogate at offset 0"),
        (
            {"text": "a", "outlet": {"phrases": {"headline": ["x"]}}},
            'outlet: phrases of "headline", which is no label',
        ),
    ],
)
def test_what_cannot_be_labelled(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        label_text(**arguments)  # type: ignore[arg-type]
