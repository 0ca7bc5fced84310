"""Pages that are broken, misnamed or made to do harm, and what each must come to.

Each is made by a small function, since many are megabytes; `ARTICLE` means that it is read, else a
reason and some words of its message are expected.
"""

from __future__ import annotations

import base64
import gzip
import random
from collections.abc import Callable
from typing import NamedTuple

ARTICLE = ""
STORY = "The ferry to Skarvholm sails again from Monday, the harbour board said on Wednesday."
LIMIT = 10_000_000


class Hostile(NamedTuple):
    """One page."""

    make: Callable[[], bytes | str]
    reason: str  # ARTICLE, or of REASONS
    told: str = ""  # in the message; of an article, in its text


def body(html: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html><head><title>Ferry</title>{head}</head><body>{html}</body></html>"


def around(start: str, times: int, end: str = "", text: str = STORY) -> Callable[[], str]:
    """A story inside as many tags."""
    return lambda: body(start * times + f"<p>{text}</p>" + end * times)


def beside(flood: str, times: int) -> Callable[[], str]:
    """A story before a flood."""
    return lambda: body(f"<p>{STORY}</p>{flood * times}")


def attributes(times: int) -> str:
    return " ".join(f"a{number}=1" for number in range(times))


HOSTILE = {
    # no pages
    "empty": Hostile(lambda: b"", "not_a_page", "is empty"),
    "white space": Hostile(lambda: b" \n" * 99, "not_a_page", "white space"),
    "PNG": Hostile(lambda: b"\x89PNG\r\n\x1a\n" + bytes(99), "not_a_page", "a PNG image"),
    "PDF": Hostile(lambda: b"%PDF-1.7\n" + bytes(99), "not_a_page", "a PDF file"),
    "gzip": Hostile(lambda: gzip.compress(body(STORY).encode()), "misnamed_file", "gzip"),
    "random bytes": Hostile(lambda: random.Random(0).randbytes(9999), "not_a_page", "binary data"),
    "NULs": Hostile(lambda: bytes(9999), "not_a_page", "binary data"),
    "JSON": Hostile(lambda: '{"html": "<p>Ferry</p>"}', "not_a_page", "is JSON"),
    "RSS": Hostile(lambda: '<?xml version="1.0"?><rss><item><p>a', "not_a_page", "an RSS feed"),
    "base64": Hostile(lambda: base64.encodebytes(body(STORY).encode()), "not_a_page", "is base64"),
    "text": Hostile(lambda: STORY, "not_a_page", "text without any tag"),
    "script": Hostile(lambda: "!function(){document.write('<p>a')}()", "not_a_page", "a script"),
    # nothing to read
    "only a script": Hostile(lambda: body("<script>a('<p>Ferry</p>')</script>"), "no_text"),
    "frameset": Hostile(
        lambda: "<html><head></head><frameset cols=1><frame src=a></frameset></html>", "no_text"
    ),
    "a page in a template": Hostile(lambda: f"<template>{body(STORY)}</template>", "no_text"),
    "a page in a textarea": Hostile(lambda: f"<textarea>{body(STORY)}", "no_text"),
    "an open comment": Hostile(lambda: f"<html><!-- {STORY}" + "<p>a" * 9999, "no_text"),
    "an open script": Hostile(lambda: f"<html><script>{STORY}" + "<p>a" * 9999, "no_text"),
    "an open style": Hostile(lambda: f"<html><style>{STORY}" + "<p>a" * 9999, "no_text"),
    "an open title": Hostile(lambda: f"<html><title>{STORY}" + "<p>a" * 9999, "no_text"),
    "a million empty tags": Hostile(lambda: body("<i></i>" * 1_000_000), "too_large", "page_tags"),
    # too much
    "50 MB": Hostile(lambda: body(STORY + " " * 50_000_000), "too_large", "page_bytes"),
    "100,000 levels": Hostile(around("<div>", 100_000), "too_large", "page_depth"),
    "100,000 attributes": Hostile(
        lambda: body(f"<p {attributes(100_000)}>{STORY}</p>"), "too_large", "page_attributes"
    ),
    "attributes of many html elements": Hostile(
        lambda: body(STORY) + "".join(f"<html a{n}=1>" for n in range(100_000)),
        "too_large",
        "page_attributes",
    ),
    "attributes of two body elements": Hostile(
        lambda: body(STORY) + f'<body a=b" c="> " {attributes(100_000)}>',
        "too_large",
        "page_attributes",
    ),
    "nested tables": Hostile(around("<table><tr><td>", 9_000), "too_large", "page_depth"),
    "nested lists": Hostile(around("<ul><li>", 9_000), "too_large", "page_depth"),
    "nested spans": Hostile(around("<span>", 9_000), "too_large", "page_depth"),
    "nested svg": Hostile(around("<svg><g>", 9_000), "too_large", "page_depth"),
    "200,000 letters in tags": Hostile(
        lambda: body("<i>a</i>" * 200_000), "too_large", "page_tags"
    ),
    # articles all the same
    "nested forms": Hostile(around("<form>", 90_000), ARTICLE),
    "an attribute of 5 MB": Hostile(lambda: body(f"<p title='{'a' * 5_000_000}'>{STORY}"), ARTICLE),
    "lone NULs": Hostile(lambda: body(f"<p>{STORY}</p>").replace("s", "s\0"), ARTICLE, "Wednes"),
    "the wrong charset": Hostile(
        lambda: body("<p>Die Fähre fährt.", "<meta charset=utf-8>").encode("cp1252"),
        ARTICLE,
        "Fähre",
    ),
    "UTF-16": Hostile(lambda: body(f"<p>{STORY}</p>").encode("utf-16"), ARTICLE),
    "UTF-16 without a mark": Hostile(lambda: body(f"<p>{STORY}").encode("utf-16-be"), ARTICLE),
    "XHTML with prefixes": Hostile(
        lambda: (
            '<?xml version="1.0" encoding="iso-8859-1"?><html xmlns="http://www.w3.org/1999/'
            f'xhtml" xmlns:fb="x"><body><fb:like/><p>{STORY}</p></body></html>'
        ),
        ARTICLE,
    ),
    "AMP": Hostile(
        lambda: f"<!doctype html><html ⚡><body><amp-img src=a></amp-img><p>{STORY}</p>", ARTICLE
    ),
    "bidirectional controls": Hostile(lambda: body(f"<p>\u202e{STORY}\u202c"), ARTICLE),
    "entities": Hostile(beside("&amp;", 1_000_000), ARTICLE),
    "half entities": Hostile(beside("&notit;&#x110000;&#0;", 100_000), ARTICLE),
    "plaintext": Hostile(lambda: f"<html><plaintext>{STORY}</plaintext><p>a", ARTICLE),
    "a page in noscript": Hostile(lambda: f"<noscript>{body(STORY)}</noscript>", ARTICLE),
    "misnested tags": Hostile(around("<b><p>", 9_000), ARTICLE),
    "two documents": Hostile(lambda: body(f"<p>{STORY}") + body("<p>Another one."), ARTICLE),
    "end tags": Hostile(beside("</p>", 90_000), ARTICLE),
    "lesser-than signs": Hostile(beside("< ", 90_000), ARTICLE),
    "combining marks": Hostile(beside("\u0301", 1_000_000), ARTICLE),
    "line breaks": Hostile(beside("<br>", 90_000), ARTICLE),
    "options": Hostile(beside("<select><option>a", 90_000), ARTICLE),
    "style attributes": Hostile(beside(f"<i style='{'display:' * 500}'></i>", 2_000), ARTICLE),
    "JSON-LD of a million brackets": Hostile(
        lambda: body(f"<p>{STORY}", f"<script type=application/ld+json>{'[' * 1_000_000}</script>"),
        ARTICLE,
    ),
    "meta elements": Hostile(
        lambda: body(f"<p>{STORY}", "<meta property=og:title content=a>" * 90_000), ARTICLE
    ),
    "links": Hostile(beside("<a href=x rel=license>a</a>", 40_000), ARTICLE),
    "microdata": Hostile(
        beside("<b itemscope itemtype=http://schema.org/Article itemprop=author>a</b>", 40_000),
        ARTICLE,
    ),
}

# A pattern that goes back over what it read would take hours for any of these.
FLOODS = (
    "<!-",
    "<!--",
    "<",
    "<a",
    "<x ",
    " ",
    "/*",
    "[",
    "a: b\n",
    "A",
    "<!DOCTYPE",
    "<?xml",
    "\0",
)


def flood(part: str) -> Callable[[], str]:
    return lambda: part * (LIMIT // len(part))


HOSTILE |= {f"10 MB of {part!r}": Hostile(flood(part), "not_a_page") for part in FLOODS}
