"""Keys that are taken are those that would be made, and are taken for their content alone."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.contract.article import Span
from corpus.linking import content_keys
from corpus.linking.content_keys import CONTENT_KEYS, KnownKeys, content_hash, keys_in
from corpus.linking.near_duplicates import BANDS
from corpus.linking.tokens import words
from corpus.pipeline.sketch import Kept, sketch, sketch_rows

# Words of several scripts, with those that folding makes longer; 0 to 90 of them.
WORDS = ["ferry", "Straße", "İstanbul", "ΛΌΓΟΣ", "昨日下午本市东区", "كلمة", "\n", "1,5", "😀"]
CONTENTS = st.builds(
    lambda some, times: " ".join(some * times), st.lists(st.sampled_from(WORDS)), st.integers(0, 9)
)


def made_of(contents: list[str]) -> list[tuple[bytes, ...]]:
    """The keys of contents of which none are known, each by itself."""
    return [next(zip(*KnownKeys([]).of([content]), strict=True)) for content in contents]


def labelled(contents: list[str], languages: list[str]) -> pa.RecordBatch:
    """What labelling keeps of articles with a boilerplate line each, and of a duplicate."""
    ad = "Advertisement\n"
    span = Span(0, len(ad), "advertisement", "rule:advertisement.v1", 0.9)
    articles = [
        Kept("a.jsonl", number, True, [span], ad + content, language, None, 0, 0, 0)
        for number, (content, language) in enumerate(zip(contents, languages, strict=True))
    ]
    duplicate = articles[0]._replace(is_kept=False, text=f"{ad}ferry")
    return sketch_rows(sketch([*articles, duplicate]))[1]


@given(
    st.lists(st.tuples(CONTENTS, st.sampled_from(["en", "de", "zh"])), min_size=1),
    st.lists(CONTENTS, min_size=1),
)
def test_keys_that_labelling_made_are_those_of_the_content(
    articles: list[tuple[str, str]], others: list[str]
) -> None:
    contents = [content for content, _ in articles]
    rows = labelled(contents, [language for _, language in articles])
    asked = [*others, *contents, "ferry"]
    assert [*zip(*KnownKeys([rows]).of(asked), strict=True)] == made_of(asked)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The contents whose words are read."""
    found: list[str] = []
    real = content_keys.hashes_of

    def noted(contents: list[str]) -> list[np.ndarray]:
        found.extend(contents)
        return real(contents)

    monkeypatch.setattr(content_keys, "hashes_of", noted)
    return found


def test_the_words_of_known_contents_are_not_read(read: list[str]) -> None:
    known = KnownKeys([labelled(["The ferry left", "on time"], ["en", "en"])])
    known.of(["on time", "on Time", "The ferry left", "on Time", ""])
    assert read == ["on Time"]


NEARLY = ["ferry ", " ferry", "Ferry", "ferr", "ferry\n", "ferry\0", "fërry", ""]


@pytest.mark.parametrize("other", NEARLY)
def test_nothing_is_taken_of_another_content(other: str, read: list[str]) -> None:
    wrong = [[content_hash("ferry")], [b"wrong..."], [b""]]
    rows = pa.RecordBatch.from_arrays(
        [*map(pa.array, wrong, CONTENT_KEYS.types)], CONTENT_KEYS.names
    )
    known = KnownKeys([rows])
    assert [*known.of(["ferry"])] == [(b"wrong...",), (b"",)]
    assert [*zip(*known.of([other]), strict=True)] == made_of([other])
    assert read == [other, other]


def test_keys_stand_with_their_contents() -> None:
    long = " ".join(f"w{n}" for n in range(40))
    bands, fingerprints = KnownKeys([]).of(["", "ferry", long])
    articles, _ = keys_in(bands)
    assert np.bincount(articles, minlength=3).tolist() == [0, BANDS, BANDS]
    articles, prints = keys_in(fingerprints)
    assert set(articles.tolist()) == {2}
    assert len(words(long).hashes) > len(prints) > 1
    assert [len(part) for part in keys_in([])] == [0, 0]
