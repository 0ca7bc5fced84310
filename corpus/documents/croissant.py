"""`croissant.json` of a release: Croissant 1.1 with its RAI extension, for loaders and catalogues.

All rows are read through one `FileSet` with a pattern for each split. A file set or record set for
each split would not give all rows, because mlcroissant joins sources and does not append them. Each
file has a `FileObject` beside it, for its size and hash.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

from corpus.contract.dataset import Creator
from corpus.contract.labels import LABELS, is_boilerplate
from corpus.documents.citation import bibtex
from corpus.documents.croissant_rai import rai_properties
from corpus.documents.facts import Facts
from corpus.documents.rights import croissant_licenses
from corpus.documents.wording import COLUMNS, MEANINGS, SPAN, TAGS, contents
from corpus.release.formats import media_type
from corpus.release.formats.parquet import PARQUET
from corpus.release.layout import DATA, names_raw_files
from corpus.release.manifest import File

_FILES = "parquet-files"
_SPLIT_TYPES = {
    "train": "cr:TrainingSplit",
    "validation": "cr:ValidationSplit",
    "test": "cr:TestSplit",
}
_TYPES = {"string": "sc:Text", "int32": "cr:Int32", "float32": "cr:Float32", "bool": "sc:Boolean"}


def croissant(facts: Facts, documents: Sequence[File] = ()) -> str:
    """The Croissant description as JSON; `documents` are the files that were written from `facts`.

    The context is the one of the first appendix of Croissant 1.1; mlcroissant warns without it.
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
        **rai_properties(facts),
        "distribution": _distribution(facts, documents),
        "recordSet": [_splits(facts), _labels(), _rows(facts)],
    }
    known = {key: value for key, value in content.items() if value not in (None, [])}
    return json.dumps(known, indent=2, ensure_ascii=False) + "\n"


def _about(facts: Facts) -> dict[str, Any]:
    total, dataset = facts.total, facts.dataset
    makers = [_maker(creator) for creator in dataset.makers]
    return {
        "name": dataset.title,
        "description": " ".join(filter(None, (dataset.description, contents(total)))),
        "version": facts.version,
        # Whoever builds a release publishes it, at an address that the build may not know.
        "url": dataset.homepage or f"urn:sha256:{facts.logical_digest}",
        "sameAs": dataset.doi_url,
        "creator": makers,
        "publisher": makers,
        # A release never changes after it was made.
        **dict.fromkeys(("datePublished", "dateCreated", "dateModified"), facts.date),
        "license": croissant_licenses(total, dataset.license),
        "sdLicense": "https://spdx.org/licenses/CC0-1.0.html",  # the licence of this file only
        "isLiveDataset": False,
        "citeAs": bibtex(facts),
        "keywords": list(TAGS),
        "inLanguage": total.named_languages,
    }


def _maker(creator: Creator) -> dict[str, Any]:
    kind = "sc:Organization" if creator.organization else "sc:Person"
    given = {"@type": kind, "name": creator.name, "url": creator.orcid or creator.url}
    return {name: value for name, value in given.items() if value is not None}


def _distribution(facts: Facts, documents: Sequence[File]) -> list[dict[str, Any]]:
    data = [file for files in facts.data_files.values() for file in files]
    # The bytes of this document must not depend on the names of raw files.
    others = [file for file in facts.other_files if not names_raw_files(file.path)]
    return [_file(file) for file in (*data, *others, *documents)] + [
        {
            "@type": "cr:FileSet",
            "@id": _FILES,
            "name": _FILES,
            "description": "The rows of all splits; a split has one or more Parquet files.",
            "encodingFormat": PARQUET.media_type,
            "includes": [PARQUET.path(split, "*") for split in facts.by_split],
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
    data = [{"splits/name": split, "splits/url": _SPLIT_TYPES[split]} for split in facts.by_split]
    return {
        "@type": "cr:RecordSet",
        "@id": "splits",
        "name": "splits",
        "description": "The splits; all articles of a leak group are in the same one.",
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
            _inline("labels", "description", "sc:Text", "What a line with this label does."),
            _inline(
                "labels",
                "boilerplate",
                "sc:Boolean",
                "Whether it marks boilerplate; if not, it marks a part of the article itself.",
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
        "description": "The articles, one in each record.",
        "key": {"@id": "rows/id"},
        "field": [_split(facts), *(_field(name, kind) for name, kind in facts.features.items())],
    }


def _split(facts: Facts) -> dict[str, Any]:
    return {
        **_inline("rows", "split", "sc:Text", "Split of the article, from the name of its file."),
        # mlcroissant reads references only in the form of Croissant 1.0.
        "references": {"field": {"@id": "splits/name"}},
        "source": {
            "fileSet": {"@id": _FILES},
            "extract": {"fileProperty": "fullpath"},
            # mlcroissant applies it twice if a field has references: it must match its own result.
            "transform": {"regex": f"(?:{DATA}/)?({'|'.join(facts.by_split)})(?:-.+[.]parquet)?$"},
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
