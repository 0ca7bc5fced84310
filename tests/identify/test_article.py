from __future__ import annotations

from typing import Any

import pytest

from corpus.contract.article import Article, Record
from corpus.identify.article import digest, identify
from corpus.identify.canonical import derive_id, sha256

DATA: dict[str, Any] = {
    "text": "One.\r\nTwo.",
    "url": "https://a.example/1",
    "outlet": "a",
    "id": "x-1",
    "title": "Ne\u0301w",
    "authors": ["Ana Ruiz"],
    "published": "2026-11-20T01:00:00+01:00",
    "language": "pt-BR",
    "license": "CC0-1.0",
    "extra": {"a": 1},
}


def test_everything_the_record_says_is_carried() -> None:
    article = identify(Record("f.json", 1, DATA))
    assert (article.text, article.id, article.title) == ("One.\nTwo.", "x-1", "Néw")
    assert article.published == 1_795_132_800_000
    assert (article.authors, article.license, article.extra) == (["Ana Ruiz"], "CC0-1.0", {"a": 1})
    assert (article.claimed_outlet, article.claimed_language) == ("a", "pt-BR")


def digest_of(**changed: Any) -> bytes:
    data = {key: value for key, value in {**DATA, **changed}.items() if value is not None}
    return digest(identify(Record("f.json", 1, data)))


@pytest.mark.parametrize(
    "changed",
    [
        {"text": "One.\nThree."},
        {"url": "https://a.example/2"},
        {"outlet": "b"},
        {"id": "x-2"},
        {"title": "Old"},
        {"authors": ["Ana Ruiz", "Ben Ito"]},
        {"published": "2026-11-21"},
        {"language": "pt"},
        {"license": "CC-BY-4.0"},
        {"license": None},
        {"extra": {"a": 2}},
        {"rights": {"holder": "Ana Ruiz"}},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_a_change_of_any_field_changes_the_digest(changed: dict[str, Any]) -> None:
    assert digest_of(**changed) != digest_of()


def test_the_form_of_the_text_and_the_order_of_keys_do_not_change_the_digest() -> None:
    one, other = ({"extra": extra} for extra in ({"a": 1, "b": 2}, {"b": 2, "a": 1}))
    assert digest_of(**one) == digest_of(**other)
    assert digest_of(text="\ufeffOne.\nTwo.") == digest_of()


def test_the_derived_id_does_not_change_with_the_canonical_form() -> None:
    def made(text: str) -> Article:
        return identify(Record("f.json", 1, {"text": text, "url": "https://a.example/1"}))

    old, new = made("One.\u2028Two."), made("One.\nTwo.")
    assert (old.text, old.sha256) == (new.text, new.sha256)
    assert old.id == derive_id("https://a.example/1", sha256("One.\u2028Two."))
    assert new.id == derive_id("https://a.example/1", sha256("One.\nTwo."))
