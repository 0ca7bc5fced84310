from __future__ import annotations

from corpus.contract.article import Record
from corpus.identify.article import identify


def test_everything_the_record_says_is_carried() -> None:
    data = {
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
    article = identify(Record("f.json", 1, data))
    assert (article.text, article.id, article.title) == ("One.\nTwo.", "x-1", "Néw")
    assert article.published == 1_795_132_800_000
    assert (article.authors, article.license, article.extra) == (["Ana Ruiz"], "CC0-1.0", {"a": 1})
    assert (article.claimed_outlet, article.claimed_language) == ("a", "pt-BR")
