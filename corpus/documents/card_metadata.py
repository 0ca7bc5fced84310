"""The YAML at the top of a dataset card: what the Hub and `datasets` read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from corpus.documents import rights
from corpus.documents.facts import Facts
from corpus.documents.statistics import HUMAN, Statistics
from corpus.documents.wording import TAGS
from corpus.release.formats.dataset_dict import DATASET_DICT
from corpus.release.layout import VOTES, Shard

_SIZES = ("1K", "10K", "100K", "1M", "10M", "100M", "1B", "10B", "100B", "1T")


def metadata(facts: Facts) -> dict[str, Any]:
    """The metadata of a card, keys in the order that cards have them."""
    languages = facts.total.named_languages
    multilingual = "multilingual" if len(languages) > 1 else "monolingual"
    keys = {
        "language": languages,
        **rights.hub_license(facts.total),
        "annotations_creators": _annotators(facts.total),
        "language_creators": ["found"],
        "multilinguality": [multilingual] if languages else [],
        "size_categories": [_size(facts.total.rows)],
        "source_datasets": ["original"],
        "task_categories": ["token-classification"],
        "task_ids": [],  # the Hub has none for boilerplate
        "pretty_name": facts.dataset.title,
        "tags": list(TAGS),
        "configs": configs(facts.by_split, facts.of_pages),
        "dataset_info": _info(facts),
    }
    return {key: value for key, value in keys.items() if value != [] or key == "task_ids"}


def configs(splits: Iterable[str], of_pages: Iterable[str]) -> list[dict[str, Any]]:
    """What `load_dataset` opens: the files of each split, as patterns inside the release.

    Args:
        splits: Their names.
        of_pages: Which of the folders `layout.OF_PAGES` the release has: each is one more.
    """
    whole = [Shard(split, "*") for split in splits]
    paths = {
        "default": [shard.data for shard in whole],
        VOTES: [shard.votes for shard in whole],
        **{folder: [shard.of_pages(folder) for shard in whole] for folder in of_pages},
    }
    found: list[dict[str, Any]] = [
        {
            "config_name": name,
            "data_files": [
                {"split": shard.split, "path": path}
                for shard, path in zip(whole, of_config, strict=True)
            ],
        }
        for name, of_config in paths.items()
    ]
    found[0]["default"] = True
    return found


def _annotators(statistics: Statistics) -> list[str]:
    sources = statistics.sources
    machine = any(not source.startswith(HUMAN) for source in sources)
    human = statistics.human_labelled or any(source.startswith(HUMAN) for source in sources)
    return ["machine-generated"] * machine + ["expert-generated"] * bool(human)


def _size(rows: int) -> str:
    above = next((n for n in range(len(_SIZES)) if rows < 10 ** (n + 3)), len(_SIZES))
    if above == 0:
        return f"n<{_SIZES[0]}"
    return f"{_SIZES[above - 1]}<n<{_SIZES[above]}" if above < len(_SIZES) else f"n>{_SIZES[-1]}"


def _info(facts: Facts) -> dict[str, Any]:
    splits = [
        {
            "name": split,
            "num_bytes": _arrow_bytes(facts, split),
            "num_examples": statistics.rows,
        }
        for split, statistics in facts.by_split.items()
    ]
    return {
        "config_name": "default",
        "features": _features(facts.features),
        "splits": splits,
        "download_size": sum(file.bytes for files in facts.data_files.values() for file in files),
        "dataset_size": sum(split["num_bytes"] for split in splits),
    }


def _arrow_bytes(facts: Facts, split: str) -> int:
    return sum(file.bytes for file in facts.other_files if DATASET_DICT.matches(file.path, split))


def _features(features: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"name": name, **_feature(feature)} for name, feature in features.items()]


def _feature(feature: dict[str, Any]) -> dict[str, Any]:
    """A feature in the form of cards, which differs from that of the JSON files of `datasets`."""
    if feature["_type"] == "ClassLabel":
        names = {str(code): name for code, name in enumerate(feature["names"])}
        return {"dtype": {"class_label": {"names": names}}}
    if feature["_type"] == "List":
        inner = feature["feature"]
        return {"list": inner["dtype"] if "_type" in inner else _features(inner)}
    return {"dtype": feature["dtype"]}
