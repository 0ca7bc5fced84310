"""From a valid record to an article with its canonical text, hash and id."""

from __future__ import annotations

import hashlib
from typing import Any

import orjson

from corpus.contract.article import Article, Record
from corpus.contract.line_ends import unify_line_ends
from corpus.contract.page import Page
from corpus.identify.canonical import canonicalise, derive_id, former_form, sha256
from corpus.validation.article import milliseconds


def identify(record: Record, page: Page | None = None) -> Article:
    """The article of a record in which `corpus.validation.article.check` found no problem.

    Args:
        record: The record.
        page: Where its text was made from one. The id then comes from the HTML, so that a better
            text of the page renames nothing.
    """
    data = record.data
    former = former_form(data["text"])
    text = unify_line_ends(former)
    text_sha256 = sha256(text)
    former_sha256 = text_sha256 if former == text else sha256(former)
    url = data.get("url")
    return Article(
        file=record.file,
        line=record.line,
        text=text,
        sha256=text_sha256,
        former_sha256=former_sha256,
        id=data.get("id") or derive_id(url, page.sha256 if page else former_sha256),
        url=url,
        title=canonicalise(data["title"]) if "title" in data else None,
        authors=data.get("authors", []),
        published=milliseconds(data["published"]) if "published" in data else None,
        retrieved=milliseconds(data["retrieved"]) if "retrieved" in data else None,
        license=data.get("license"),
        extra=_extra(data),
        claimed_language=data.get("language"),
        claimed_outlet=data.get("outlet"),
        page=page,
    )


def _extra(data: dict[str, Any]) -> dict[str, Any] | None:
    """What has no column of its own: `extra`, with the statement of rights in it."""
    if "rights" not in data:
        return data.get("extra")
    return {**data.get("extra", {}), "rights": data["rights"]}


def digest(article: Article) -> bytes:
    """16 bytes of SHA-256 over all fields of a record: equal where the content is equal."""
    fields = (
        article.id,
        article.url,
        article.title,
        article.authors,
        article.published,
        article.retrieved,
        article.license,
        article.extra,
        article.claimed_language,
        article.claimed_outlet,
        article.sha256,
    )
    return hashlib.sha256(orjson.dumps(fields, option=orjson.OPT_SORT_KEYS)).digest()[:16]
