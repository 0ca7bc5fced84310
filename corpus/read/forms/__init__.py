"""Forms of files: one row each in the table of forms, with the reader of its records."""

from __future__ import annotations

import re

from corpus.read.forms.form import Form
from corpus.read.forms.json import is_lines, is_no_list

_ARROW = (".arrow", ".arrows", ".feather", ".ipc")
_JSON = Form(
    "JSON", (".json",), "json:read_named_json", may_be_own=True, is_utf8=True, is_lines=is_lines
)
_JSON_LINES = Form(
    "JSON lines",
    (".jsonl", ".jl", ".ndjson"),
    "json:read_named_lines",
    may_be_own=True,
    is_utf8=True,
    is_lines=is_no_list,
)
# How a file begins that is named as text and is JSON.
_JSON_START = re.compile(rb'(?:\xef\xbb\xbf)?\s*(?:\[\s*)?\{\s*"')

FORMS = (
    _JSON,
    _JSON_LINES,
    Form("CSV", (".csv", ".tsv"), "delimited:read_delimited", is_utf8=True),
    Form("Parquet", (".parquet",), "columns:read_parquet", magic=(b"PAR1",), may_be_packed=False),
    Form("Arrow", _ARROW, "columns:read_arrow_file", magic=(b"ARROW1\0\0",), may_be_packed=False),
    Form(
        "Arrow",
        _ARROW,
        "columns:read_arrow_stream",
        magic=(b"\xff\xff\xff\xff",),
        may_be_packed=False,
    ),
    Form("XML", (".xml",), "markup:read_xml"),
    Form("HTML", (".html", ".htm", ".xhtml"), "page:read_html", kind="page"),
    Form("WARC", (".warc",), "warc:read_warc", kind="warc", unpacks_itself=True),
    Form("WET", (".wet",), "warc:read_warc", kind="wet", unpacks_itself=True),
    Form("text", (".txt", ".md"), "plain:read_plain", kind="text", is_utf8=True),
)
SUFFIXES = tuple(dict.fromkeys(suffix for form in FORMS for suffix in form.suffixes))
PACKED_SUFFIXES = tuple(suffix for form in FORMS if form.may_be_packed for suffix in form.suffixes)


def named_form(suffix: str) -> Form:
    """The form that a name says, by its suffix in lower case; where it says several, the first."""
    return next(form for form in FORMS if suffix in form.suffixes)


def form_of(suffix: str, start: bytes) -> Form:
    """The form of a file, by its first bytes, and where these do not tell, by its name.

    Args:
        suffix: Of its name, in lower case.
        start: Its first bytes, unpacked.
    """
    for form in FORMS:
        if form.magic and start.startswith(form.magic):
            return form
    named = named_form(suffix)
    is_json = named.is_utf8 and not named.may_be_own and _JSON_START.match(start)
    return _JSON if is_json else named
