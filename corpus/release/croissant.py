"""`croissant.json` of a release: Croissant 1.1 with its RAI extension, for loaders and catalogues.

The rows are read through one `FileSet` whose globs name the splits: mlcroissant joins sources
instead of appending them, so that a file set or record set per split could not give all rows. The
`FileObject` of every file stands beside it for its size and hash.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from corpus.contract.columns import FEATURES
from corpus.contract.labels import LABELS, is_boilerplate
from corpus.release.card import (
    COLUMNS,
    HUB_LICENSES,
    NAME,
    SPAN,
    TAGS,
    citation,
    counted,
    languages,
    limits,
    outlets,
)
from corpus.release.facts import Facts, File

_PARQUET = "application/x-parquet"
_FILES = "parquet-files"
_MEANING = {
    "train": "cr:TrainingSplit",
    "validation": "cr:ValidationSplit",
    "test": "cr:TestSplit",
}
_TYPES = {"string": "sc:Text", "int32": "cr:Int32", "float32": "cr:Float32", "bool": "sc:Boolean"}
# As Croissant 1.1 recommends it in its first appendix; mlcroissant warns where a key is missing.
_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "name": {"@container": "@language"},
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def croissant(facts: Facts) -> str:
    """The Croissant description as JSON."""
    content = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": [
            "http://mlcommons.org/croissant/1.1",
            "http://mlcommons.org/croissant/RAI/1.0",
        ],
        **_about(facts),
        **_responsibly(facts),
        "distribution": _distribution(facts),
        "recordSet": [_splits(facts), _labels(), _rows(facts)],
    }
    said = {key: value for key, value in content.items() if value not in (None, [])}
    return json.dumps(said, indent=2, ensure_ascii=False) + "\n"


def _about(facts: Facts) -> dict[str, Any]:
    return {
        "name": NAME,
        "description": f"{counted(facts.total.rows)} of news, whose boilerplate is labelled as "
        f"character spans, from {len(outlets(facts.total)):,} outlets.",
        "version": facts.version,
        # A release is published by whoever builds it, at a place that it does not know.
        "url": f"urn:sha256:{facts.logical_digest}",
        "creator": {"@type": "sc:Organization", "name": f"The makers of the {NAME.lower()}"},
        "datePublished": facts.date,
        "license": _licenses(facts.total.licenses),
        "citeAs": citation(facts),
        "keywords": list(TAGS),
        "inLanguage": languages(facts),
    }


def _licenses(held: Counter[str | None]) -> list[Any]:
    """The licence as a URL where all rows have one that is known, else what holds for which."""
    names = sorted(held, key=lambda name: (-held[name], name or ""))
    if len(names) == 1 and names[0] is not None and (url := _url(names[0])):
        return [url]
    return [_work(name) for name in names]


def _work(name: str | None) -> dict[str, str]:
    if name is None:
        return {
            "@type": "sc:CreativeWork",
            "name": "Not known",
            "description": "The source names no licence; the text belongs to its publisher.",
        }
    said = {
        "@type": "sc:CreativeWork",
        "name": name,
        "description": f"Of the rows whose license is {name}.",
    }
    return said | {"url": url} if (url := _url(name)) else said


def _url(name: str) -> str | None:
    if name in HUB_LICENSES:
        return f"https://spdx.org/licenses/{name}.html"
    return name if name.startswith(("http://", "https://")) else None


def _responsibly(facts: Facts) -> dict[str, Any]:
    held = facts.total
    sources = Counter[str]()
    for key, spans in held.spans.items():
        sources[key[1]] += spans
    programs = sorted(source for source in sources if not source.startswith("human:"))
    protocol = [
        "Every label is the most probable of the votes of its sources; what a person said stands "
        "above all. `source` and `confidence` of each span say who chose the label and how sure "
        "it is.",
        f"A person judged the whole text of {held.human_labelled:,} of {counted(held.rows)}.",
    ]
    return {
        "rai:dataCollection": f"{counted(held.rows)} from the sites of {len(outlets(held)):,} "
        "outlets, as text that was scraped.",
        "rai:dataCollectionType": "Web Scraping",
        "rai:dataPreprocessingProtocol": [
            "Texts have no byte order mark, the newline \\n and Unicode NFC; nothing else is "
            "touched. Boilerplate is labelled, never removed."
        ],
        "rai:dataAnnotationProtocol": " ".join(protocol) if sources else None,
        "rai:machineAnnotationTools": programs,
        "rai:dataUseCases": ["Training and evaluation of models that find boilerplate in news."],
        "rai:dataLimitations": limits(facts),
        "rai:personalSensitiveInformation": [
            "News texts name people; the column `authors` names the writers."
        ],
    }


def _distribution(facts: Facts) -> list[dict[str, Any]]:
    return [_file(file) for files in facts.data.values() for file in files] + [
        {
            "@type": "cr:FileSet",
            "@id": _FILES,
            "name": _FILES,
            "description": "The rows of all splits, one or more Parquet files a split.",
            "encodingFormat": _PARQUET,
            "includes": [f"data/{split}-*.parquet" for split in facts.splits],
        }
    ]


def _file(file: File) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": file.path,
        "name": file.path.rsplit("/", 1)[-1],
        "contentUrl": file.path,
        "contentSize": f"{file.bytes} B",
        "encodingFormat": _PARQUET,
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
            _inline("splits", "url", "sc:URL", "What the split is for."),
        ],
        "data": data,
    }


def _labels() -> dict[str, Any]:
    data = [
        {
            "labels/code": code,
            "labels/name": label,
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
            _inline(
                "labels",
                "boilerplate",
                "sc:Boolean",
                "Whether a reader would not miss it; else it is furniture of the article.",
            ),
        ],
        "data": data,
    }


def _inline(records: str, name: str, kind: str, description: str) -> dict[str, Any]:
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
        "references": {"field": {"@id": "splits/name"}},
        "source": {
            "fileSet": {"@id": _FILES},
            "extract": {"fileProperty": "fullpath"},
            # mlcroissant applies it twice where a field has references: what it gives matches too.
            "transform": {"regex": f"(?:data/)?({'|'.join(facts.splits)})(?:-.+[.]parquet)?$"},
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
