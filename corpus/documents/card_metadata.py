"""The YAML at the head of a dataset card: what the Hub and `datasets` read."""

from __future__ import annotations

from typing import Any

from corpus.contract.columns import FEATURES
from corpus.documents import rights
from corpus.documents.facts import Facts
from corpus.documents.statistics import Statistics, languages
from corpus.documents.wording import NAME, TAGS
from corpus.release.formats.dataset_dict import DATASET_DICT
from corpus.release.formats.parquet import PARQUET

_SIZES = ("1K", "10K", "100K", "1M", "10M", "100M", "1B", "10B", "100B", "1T")


def front(facts: Facts) -> dict[str, Any]:
    """The front matter, keys in the order that cards have them."""
    spoken = languages(facts.total)
    said = {
        "language": spoken,
        **rights.for_hub(facts.total),
        "annotations_creators": _annotators(facts.total),
        "language_creators": ["found"],
        "multilinguality": ["multilingual" if len(spoken) > 1 else "monolingual"] if spoken else [],
        "size_categories": [_size(facts.total.rows)],
        "source_datasets": ["original"],
        "task_categories": ["token-classification"],
        "task_ids": [],  # the Hub has none for boilerplate
        "pretty_name": NAME,
        "tags": list(TAGS),
        "configs": [
            {
                "config_name": "default",
                "default": True,
                "data_files": [
                    {"split": split, "path": PARQUET.path(split, "*")} for split in facts.splits
                ],
            }
        ],
        "dataset_info": _info(facts),
    }
    return {key: value for key, value in said.items() if value != [] or key == "task_ids"}


def _annotators(held: Statistics) -> list[str]:
    human = {key[1].startswith("human:") for key in held.spans}
    made = ["machine-generated"] if False in human else []
    return made + (["expert-generated"] if True in human or held.human_labelled else [])


def _size(rows: int) -> str:
    below = next((n for n in range(len(_SIZES)) if rows < 10 ** (n + 3)), len(_SIZES))
    if below == 0:
        return f"n<{_SIZES[0]}"
    return f"{_SIZES[below - 1]}<n<{_SIZES[below]}" if below < len(_SIZES) else f"n>{_SIZES[-1]}"


def _info(facts: Facts) -> dict[str, Any]:
    splits = [
        {"name": split, "num_bytes": _arrow_bytes(facts, split), "num_examples": held.rows}
        for split, held in facts.splits.items()
    ]
    return {
        "config_name": "default",
        "features": _features(FEATURES),
        "splits": splits,
        "download_size": sum(file.bytes for files in facts.data.values() for file in files),
        "dataset_size": sum(split["num_bytes"] for split in splits),
    }


def _arrow_bytes(facts: Facts, split: str) -> int:
    return sum(file.bytes for file in facts.others if DATASET_DICT.matches(file.path, split))


def _features(features: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"name": name, **_feature(kind)} for name, kind in features.items()]


def _feature(kind: dict[str, Any]) -> dict[str, Any]:
    """A feature as cards say it, which is not how `datasets` says it in its JSON files."""
    if kind["_type"] == "ClassLabel":
        names = {str(code): name for code, name in enumerate(kind["names"])}
        return {"dtype": {"class_label": {"names": names}}}
    if kind["_type"] == "List":
        inner = kind["feature"]
        return {"list": inner["dtype"] if "_type" in inner else _features(inner)}
    return {"dtype": kind["dtype"]}
