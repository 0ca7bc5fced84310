"""`croissant.json` of a release: Croissant 1.1 with its RAI extension, for loaders and catalogues.

The rows are read through one `FileSet` whose globs name the splits: mlcroissant joins sources
instead of appending them, so that a file set or record set per split could not give all rows. The
`FileObject` of every file stands beside it for its size and hash.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

from corpus.contract.columns import FEATURES
from corpus.contract.labels import LABELS, is_boilerplate
from corpus.documents.card import citation
from corpus.documents.croissant_rai import responsibly
from corpus.documents.facts import Facts
from corpus.documents.rights import for_croissant
from corpus.documents.statistics import counted, languages, outlets
from corpus.documents.wording import COLUMNS, MEANINGS, NAME, SPAN, TAGS
from corpus.release.formats import media_type
from corpus.release.formats.parquet import PARQUET
from corpus.release.layout import DATA, REJECTED
from corpus.release.manifest import File

_FILES = "parquet-files"
_MEANING = {
    "train": "cr:TrainingSplit",
    "validation": "cr:ValidationSplit",
    "test": "cr:TestSplit",
}
_TYPES = {"string": "sc:Text", "int32": "cr:Int32", "float32": "cr:Float32", "bool": "sc:Boolean"}


def croissant(facts: Facts, documents: Sequence[File] = ()) -> str:
    """The Croissant description as JSON; `documents` are the files that were written after `facts`.

    The context is the one that Croissant 1.1 recommends in its first appendix, and what mlcroissant
    warns of where it is missing.
    """
    context = files("corpus.documents") / "templates" / "croissant-context.json"
    content = {
        "@context": json.loads(context.read_text("utf-8")),
        "@type": "sc:Dataset",
        "conformsTo": [
            "http://mlcommons.org/croissant/1.1",
            "http://mlcommons.org/croissant/RAI/1.0",
        ],
        **_about(facts),
        **responsibly(facts),
        "distribution": _distribution(facts, documents),
        "recordSet": [_splits(facts), _labels(), _rows(facts)],
    }
    said = {key: value for key, value in content.items() if value not in (None, [])}
    return json.dumps(said, indent=2, ensure_ascii=False) + "\n"


def _about(facts: Facts) -> dict[str, Any]:
    makers = {"@type": "sc:Organization", "name": f"The makers of the {NAME.lower()}"}
    return {
        "name": NAME,
        "description": f"{counted(facts.total.rows)} of news, whose boilerplate is labelled as "
        f"character spans, from {len(outlets(facts.total)):,} outlets.",
        "version": facts.version,
        # A release is published by whoever builds it, at a place that it does not know.
        "url": f"urn:sha256:{facts.logical_digest}",
        "creator": makers,
        "publisher": makers,
        # A release is made, published and never changed: one date.
        **dict.fromkeys(("datePublished", "dateCreated", "dateModified"), facts.date),
        "license": for_croissant(facts.total),
        "sdLicense": "https://spdx.org/licenses/CC0-1.0.html",  # of this file alone
        "isLiveDataset": False,
        "citeAs": citation(facts),
        "keywords": list(TAGS),
        "inLanguage": languages(facts.total),
    }


def _distribution(facts: Facts, documents: Sequence[File]) -> list[dict[str, Any]]:
    data = [file for some in facts.data.values() for file in some]
    others = [file for file in facts.others if file.path != REJECTED]
    return [_file(file) for file in (*data, *others, *documents)] + [
        {
            "@type": "cr:FileSet",
            "@id": _FILES,
            "name": _FILES,
            "description": "The rows of all splits, one or more Parquet files a split.",
            "encodingFormat": PARQUET.media_type,
            "includes": [PARQUET.path(split, "*") for split in facts.splits],
        }
    ]


def _file(file: File) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": file.path,
        "name": file.path.rsplit("/", 1)[-1],
        "contentUrl": file.path,
        "contentSize": f"{file.bytes} B",
        "encodingFormat": media_type(file.path),
        "sha256": file.sha256,
    }


def _splits(facts: Facts) -> dict[str, Any]:
    data = [{"splits/name": split, "splits/url": _MEANING[split]} for split in facts.splits]
    return {
        "@type": "cr:RecordSet",
        "@id": "splits",
        "name": "splits",
        "description": "The splits: no leak group stands in two of them.",
        "dataType": "cr:Split",
        "key": {"@id": "splits/name"},
        "field": [
            _inline("splits", "name", "sc:Text", "Name of the split."),
            _inline("splits", "url", ["sc:URL", "cr:Split"], "What the split is for."),
        ],
        "data": data,
    }


def _labels() -> dict[str, Any]:
    data = [
        {
            "labels/code": code,
            "labels/name": label,
            "labels/description": f"A line that {MEANINGS[label]}.",
            "labels/boilerplate": is_boilerplate(label),
        }
        for code, label in enumerate(LABELS)
    ]
    return {
        "@type": "cr:RecordSet",
        "@id": "labels",
        "name": "labels",
        "description": "The labels of spans, by the code that the Parquet files hold.",
        "dataType": "sc:Enumeration",
        "key": {"@id": "labels/code"},
        "field": [
            _inline("labels", "code", "sc:Integer", "Code of the label."),
            _inline("labels", "name", "sc:Text", "Name of the label."),
            _inline("labels", "description", "sc:Text", "What it is given to."),
            _inline(
                "labels",
                "boilerplate",
                "sc:Boolean",
                "Whether a reader would not miss it; else it is furniture of the article.",
            ),
        ],
        "data": data,
    }


def _inline(records: str, name: str, kind: str | list[str], description: str) -> dict[str, Any]:
    return {
        "@type": "cr:Field",
        "@id": f"{records}/{name}",
        "name": name,
        "description": description,
        "dataType": kind,
    }


def _rows(facts: Facts) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": "rows",
        "name": "rows",
        "description": "The articles, one a record.",
        "key": {"@id": "rows/id"},
        "field": [_split(facts), *(_field(name, kind) for name, kind in FEATURES.items())],
    }


def _split(facts: Facts) -> dict[str, Any]:
    return {
        **_inline("rows", "split", "sc:Text", "Split of the article, from its file's name."),
        # mlcroissant knows references in the form of Croissant 1.0 only.
        "references": {"field": {"@id": "splits/name"}},
        "source": {
            "fileSet": {"@id": _FILES},
            "extract": {"fileProperty": "fullpath"},
            # mlcroissant applies it twice where a field has references: what it gives matches too.
            "transform": {"regex": f"(?:{DATA}/)?({'|'.join(facts.splits)})(?:-.+[.]parquet)?$"},
        },
    }


def _field(name: str, kind: dict[str, Any]) -> dict[str, Any]:
    inner = kind["feature"] if kind["_type"] == "List" else kind
    field = _inline("rows", name, _type(inner), COLUMNS[name])
    source = {"fileSet": {"@id": _FILES}, "extract": {"column": name}}
    if "_type" not in inner:
        del field["dataType"]
        field["subField"] = [_sub_field(name, of, inner[of], source) for of in inner]
    else:
        field["source"] = source
    return field if inner is kind else field | {"isArray": True, "arrayShape": "-1"}


def _sub_field(
    column: str, name: str, kind: dict[str, Any], source: dict[str, Any]
) -> dict[str, Any]:
    field = _inline(f"rows/{column}", name, _type(kind), SPAN[name])
    field["source"] = source | {"transform": {"jsonPath": name}}
    if kind["_type"] == "ClassLabel":
        field["dataType"] = ["sc:Integer", "cr:Label"]
        field["references"] = {"field": {"@id": "labels/code"}}
    return field


def _type(kind: dict[str, Any]) -> str:
    dtype = str(kind.get("dtype", ""))
    return "sc:DateTime" if dtype.startswith("timestamp") else _TYPES.get(dtype, "sc:Text")
