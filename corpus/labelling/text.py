"""Labels of one text, without files and without a corpus."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from corpus.contract.article import Record, Span
from corpus.contract.labels import BOILERPLATE
from corpus.errors import UsageError
from corpus.identify.article import identify
from corpus.identify.canonical import original_stretches
from corpus.labelling.first_pass import Asked, ask_first_pass
from corpus.labelling.label_model import choose_spans
from corpus.language.detect import detect
from corpus.outlet.tables import Outlet, from_entry


def label_text(
    text: str,
    language: str | None = None,
    outlet: str | Mapping[str, Any] | None = None,
    title: str | None = None,
) -> list[Span]:
    """The boilerplate and furniture of one text.

    Voters that need counts over a corpus (templates, headlines of other articles) are not asked.

    Args:
        text: The text of an article or page, in any Unicode normalisation and with any newlines.
        language: Its language as a BCP 47 tag; detected if not given.
        outlet: The outlet that published it: its id, or an entry of an outlet table with
            `phrases` that the outlet repeats on every page.
        title: The title of the article.

    Returns:
        Spans sorted by start, without overlaps. Offsets are in code points of `text` as given.

    Raises:
        UsageError: A label of the outlet's phrases is unknown, or a text is not valid Unicode.
    """
    record = {"text": _valid("text", text)}
    if title is not None:
        record["title"] = _valid("title", title)
    article = identify(Record("", 1, record))
    asked = Asked(article, language or detect(article.text).tag, _outlet(outlet), ())
    for _ in ask_first_pass([asked]):
        pass
    spans = choose_spans(article.votes)
    stretches = original_stretches(text, article.text, [(span.start, span.end) for span in spans])
    return [
        span._replace(start=start, end=end)
        for span, (start, end) in zip(spans, stretches, strict=True)
    ]


def _valid(name: str, text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise UsageError(
            f"{name}: a lone surrogate at offset {error.start}; expected valid Unicode; decode the "
            "text with the encoding that it was written in"
        ) from None
    return text


def _outlet(outlet: str | Mapping[str, Any] | None) -> Outlet:
    if outlet is None or isinstance(outlet, str):
        return Outlet(outlet or "", None, None)
    entry = from_entry(outlet)
    unknown = sorted(set(entry.phrases) - set(BOILERPLATE))
    if unknown:
        expected = ", ".join(BOILERPLATE)
        raise UsageError(
            f'outlet: phrases of "{unknown[0]}", which is no label of boilerplate; expected one of '
            f"{expected}"
        )
    return entry
