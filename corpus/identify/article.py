"""From a valid record to an article with its canonical text, hash and id."""

from __future__ import annotations

from corpus.contract.article import Article, Record
from corpus.identify.canonical import canonicalise, derive_id, sha256
from corpus.validate.article import milliseconds


def identify(record: Record) -> Article:
    """The article of a record that `corpus.validate.article.check` found no problem in."""
    data = record.data
    text = canonicalise(data["text"])
    digest = sha256(text)
    url = data.get("url")
    return Article(
        file=record.file,
        line=record.line,
        text=text,
        sha256=digest,
        id=data.get("id") or derive_id(url, digest),
        url=url,
        title=canonicalise(data["title"]) if "title" in data else None,
        authors=data.get("authors", []),
        published=milliseconds(data["published"]) if "published" in data else None,
        license=data.get("license"),
        extra=data.get("extra"),
        claimed_language=data.get("language"),
        claimed_outlet=data.get("outlet"),
    )
