"""The row of a release, declared once: Arrow schemas and their `datasets` features."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from corpus.contract.labels import LABELS

_SPAN = {
    "start": "int32",  # code point of `text` where the span begins
    "end": "int32",  # one past its last code point
    "label": LABELS,
    "source": "string",  # who chose the label, with its version
    "confidence": "float32",  # 0..1
}
_ROW: dict[str, Any] = {
    "id": "string",
    "url": "string",
    "outlet": "string",  # id of raw/outlets, else the registrable domain
    "outlet_name": "string",
    "outlet_country": "string",  # ISO 3166-1 alpha-2
    "title": "string",
    "authors": ["string"],
    "published": "timestamp[ms, tz=UTC]",
    "language": "string",  # BCP 47; `und` where nothing can be said
    "language_confidence": "float32",  # 0..1
    "text": "string",  # canonical: no BOM, \n, NFC
    "spans": [_SPAN],  # sorted, not overlapping
    "sha256": "string",  # of the UTF-8 bytes of `text`
    "near_duplicate_of": "string",  # id of the copy that stands for all of them
    "group": "string",  # leak group: never in two splits
    "human_labelled": "bool",  # a person judged the whole text
    "license": "string",
    "added_in": "string",  # version of the release that brought the row
    "extra": "string",  # JSON object of scalars
    "retrieved": "timestamp[ms, tz=UTC]",  # when the source was scraped
    "claimed_language": "string",  # BCP 47, as the source claims it
    "outlet_languages": ["string"],  # BCP 47, as the outlet table lists them
    "outlet_parent": "string",  # the company that owns the outlet
    # of articles that came as pages; null where the record brought a text
    "html_sha256": "string",  # of the UTF-8 bytes of the decoded HTML
    "charset": "string",  # that the page's bytes were decoded with; null where it came decoded
    "charset_source": "string",  # who named it: `bom`, `http`, `meta` or `detected`
    "text_model": "int32",  # version of what makes a page's text
    "page_confidence": "float32",  # expected F1 of the row's labels; 0..1
    "page_sources": "string",  # JSON object: column that the page filled -> where on the page
}
# Behind the others, in a release whose [release] asks for them; release.optional_columns makes them
_OPTIONAL: dict[str, Any] = {
    "text_clean": "string",  # `text` without its boilerplate
}
_VOTE: dict[str, Any] = {
    "id": "string",  # the row
    "start": "int32",
    "end": "int32",
    "label": LABELS,
    "source": "string",
    "weight": "float32",  # 0..1
    "why": "string",
}
_LINE: dict[str, Any] = {
    "id": "string",  # the row
    "start": "int32",  # code point of the row's text where the line begins
    "end": "int32",
    "path": "string",  # of the element that the line stands in, as XPath
    "tag": "string",  # of this element
    "link_share": "float32",  # of the line's characters, those inside links; 0..1
    "hidden": "bool",  # by an attribute or a style
    "collapsed": "bool",  # in a closed `details`
    "preformatted": "bool",
}
_PAGE: dict[str, Any] = {
    "id": "string",  # the row
    "html": "string",
}
_ORIGIN: dict[str, Any] = {
    "id": "string",  # the row
    "file": "string",  # POSIX path relative to the raw folder
    "line": "int64",  # 1-based
    "unit": "string",  # what `line` counts, of contract.place.UNITS
}


def _arrow(kind: Any) -> pa.DataType:
    if isinstance(kind, tuple):
        return pa.int64()  # ClassLabel
    if isinstance(kind, list):
        return pa.list_(_arrow(kind[0]))
    if isinstance(kind, dict):
        return pa.struct([(name, _arrow(of)) for name, of in kind.items()])
    if kind.startswith("timestamp"):
        return pa.timestamp("ms", tz="UTC")
    return {
        "string": pa.string(),
        "int32": pa.int32(),
        "int64": pa.int64(),
        "float32": pa.float32(),
        "bool": pa.bool_(),
    }[kind]


def _feature(kind: Any) -> dict[str, Any]:
    if isinstance(kind, tuple):
        return {"names": list(kind), "_type": "ClassLabel"}
    if isinstance(kind, list):
        return {"feature": _feature(kind[0]), "_type": "List"}
    if isinstance(kind, dict):
        return {name: _feature(of) for name, of in kind.items()}
    return {"dtype": kind, "_type": "Value"}


def _portable(feature: dict[str, Any]) -> Any:
    """A feature as every `datasets` since 2.14 reads it: a list is written `[feature]`.

    `datasets` before 4 does not know the type `List`, and makes objects of lists of a `Sequence` of
    objects. From 4 on it reads `[feature]` as `List`.
    """
    if "_type" not in feature:
        return {name: _portable(of) for name, of in feature.items()}
    return [_portable(feature["feature"])] if feature["_type"] == "List" else feature


def optional_among(names: Iterable[str]) -> tuple[str, ...]:
    """The optional columns among some names, in the order in which releases have them."""
    given = frozenset(names)
    return tuple(name for name in OPTIONAL if name in given)


def row_schema(optional: Iterable[str] = ()) -> pa.Schema:
    """The schema of the rows of a release.

    Args:
        optional: The columns of OPTIONAL that it has.
    """
    return _schema(_columns(optional))


def row_features(optional: Iterable[str] = ()) -> dict[str, Any]:
    """The `datasets` features of these rows, as the manifest has them; arguments the same."""
    return _feature(_columns(optional))


def stated_features(schema: pa.Schema) -> Any:
    """The features that a schema of this module states, as the files for `datasets` have them."""
    return json.loads(schema.metadata[b"huggingface"])["info"]["features"]


def _columns(optional: Iterable[str]) -> dict[str, Any]:
    return _ROW | {name: _OPTIONAL[name] for name in optional_among(optional)}


def _schema(columns: dict[str, Any]) -> pa.Schema:
    features = _portable(_feature(columns))
    metadata = {"huggingface": json.dumps({"info": {"features": features}})}
    return pa.schema([(n, _arrow(kind)) for n, kind in columns.items()], metadata=metadata)


OPTIONAL = tuple(_OPTIONAL)
FEATURES: dict[str, Any] = row_features()  # of rows without optional columns, as ROW
ROW: pa.Schema = row_schema()
VOTE: pa.Schema = _schema(_VOTE)
LINE: pa.Schema = _schema(_LINE)
PAGE: pa.Schema = _schema(_PAGE)
ORIGIN: pa.Schema = _schema(_ORIGIN)
