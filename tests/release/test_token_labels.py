"""Labels of tokens: by offsets, for any tokenizer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, pre_tokenizers, processors, trainers

from corpus.errors import UsageError
from corpus.release.reader import Release
from corpus.release.token_labels import holders

Span = dict[str, Any]


def span(start: int, end: int, label: str = "other") -> Span:
    return {"start": start, "end": end, "label": label}


#                     0         1         2
#                     0123456789012345678901
TEXT = "Ferry. Read more: bus\n"
SPANS = [span(7, 21, "related_links")]


@pytest.mark.parametrize(
    ("place", "is_held"),
    [
        ((0, 6), False),
        ((7, 11), True),
        ((6, 11), True),  # with the blank before, as byte-level tokenizers have it
        ((5, 11), True),  # 4 of 5 letters
        ((4, 8), False),  # 1 of 3
        ((5, 8), True),  # 1 of 2: the span
        ((6, 7), False),  # a blank
        ((11, 12), True),  # a blank within
        ((18, 22), True),  # with the line end
    ],
)
def test_who_holds_a_token(place: tuple[int, int], is_held: bool) -> None:
    assert list(holders(TEXT, SPANS, [place])) == [SPANS[0] if is_held else None]


def test_the_span_with_most_letters() -> None:
    spans = [span(0, 2, "byline"), span(2, 6, "dateline")]
    (held,) = holders("abcdef", spans, [(0, 6)])
    assert held is spans[1]


def tokenizer(kind: str, texts: list[str]) -> Tokenizer:
    """A small tokenizer, trained on the texts."""
    special = ["[UNK]", "[CLS]", "[SEP]"]
    if kind == "byte-level":
        made = Tokenizer(models.BPE())
        made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        alphabet = pre_tokenizers.ByteLevel.alphabet()
        trainer: Any = trainers.BpeTrainer(
            vocab_size=600, special_tokens=special, initial_alphabet=alphabet, show_progress=False
        )
    elif kind == "metaspace":
        made = Tokenizer(models.Unigram())
        lines = pre_tokenizers.Split("\n", "isolated")  # else a token may be of two lines
        made.pre_tokenizer = pre_tokenizers.Sequence([lines, pre_tokenizers.Metaspace()])
        trainer = trainers.UnigramTrainer(
            vocab_size=2000, special_tokens=special, unk_token="[UNK]", show_progress=False
        )
    else:
        made = Tokenizer(models.WordPiece(unk_token="[UNK]"))
        made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
        trainer = trainers.WordPieceTrainer(
            vocab_size=600, special_tokens=special, show_progress=False
        )
    made.train_from_iterator(texts, trainer)
    ends = [(name, made.token_to_id(name)) for name in special[1:]]
    made.post_processor = processors.BertProcessing(ends[1], ends[0])
    return made


@pytest.mark.parametrize("kind", ["byte-level", "metaspace", "word-piece"])
def test_real_tokenizers_give_the_spans_back(kind: str, sample: Path) -> None:
    release = Release.open(sample)
    rows = list(release.rows())
    trained = tokenizer(kind, [row["text"] for row in rows[::4]])
    tags = release.tags
    assert tags[:3] == ("O", "B-related_links", "I-related_links")
    for row in rows:
        encoded = trained.encode(row["text"])
        codes = release.token_labels(row, encoded.offsets)
        assert codes[0] == codes[-1] == -100  # [CLS] and [SEP]
        found: list[list[Any]] = []
        for code, (start, end) in zip(codes, encoded.offsets, strict=True):
            if code > 0 and tags[code].startswith("B-"):
                found.append([tags[code][2:], start, end])
            elif code > 0:
                assert tags[code][2:] == found[-1][0]
                found[-1][2] = end
        assert [(label, row["text"][start:end].split()) for label, start, end in found] == [
            (span["label"], row["text"][span["start"] : span["end"]].split())
            for span in row["spans"]
        ]


def test_rows_of_datasets_have_numbers_for_labels(sample: Path) -> None:
    import datasets

    release = Release.open(sample)
    theirs = datasets.load_from_disk(str(sample / "dataset"))["test"]
    for ours, row in zip(release.rows("test"), theirs, strict=True):
        places = [(start, start + 1) for start in range(len(row["text"]))]
        assert release.token_labels(row, places) == release.token_labels(ours, places)
        assert release.to_text(row) == release.to_text(ours) != row["text"]


def test_a_token_outside_of_the_text_is_told(sample: Path) -> None:
    release = Release.open(sample)
    row = next(release.rows("test"))
    with pytest.raises(UsageError, match="token 1 is"):
        release.token_labels(row, [(0, 1), (0, len(row["text"]) + 1)])


@given(st.text("aé😀ب字\u0301 \n", max_size=40), st.data())
def test_every_character_has_the_label_of_its_span(text: str, data: st.DataObject) -> None:
    edges = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=8)))
    spans = [span(*pair) for pair in zip(edges[::2], edges[1::2], strict=False)]
    held = list(holders(text, spans, [(index, index + 1) for index in range(len(text))]))
    for index, found in enumerate(held):
        inside = [each for each in spans if each["start"] <= index < each["end"]]
        assert found is (inside[0] if inside else None)
