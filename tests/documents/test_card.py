"""The card: what the Hub reads of it, what people read, and that `datasets` loads by it."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import yaml

from corpus.contract.columns import FEATURES, ROW
from corpus.contract.labels import CODE
from corpus.documents.card import card, plain
from corpus.documents.facts import Changes, Facts
from corpus.documents.statistics import Outlet, Rights, SpanKind, Statistics
from corpus.release.formats import FORMATS
from corpus.release.manifest import describe

STORY = "Harbour ferry returns\nThe ferry sails again on Monday.\nSign up for our briefing"


def row(number: int, text: str = STORY, **fields: Any) -> dict[str, Any]:
    """A row whose first line is the headline and whose last line asks for an address."""
    first, last = len(text.split("\n")[0]), len(text) - len(text.split("\n")[-1])
    defaults: dict[str, Any] = {
        "id": f"article-{number}",
        "url": f"https://courier.example/{number}",
        "outlet": "courier",
        "outlet_name": "The Courier",
        "outlet_country": "IE",
        "title": text.split("\n")[0],
        "authors": ["Ana Ruiz"],
        "published": datetime(2026, 1, number, tzinfo=UTC),
        "language": "en",
        "language_confidence": 0.99,
        "text": text,
        "spans": [
            span(0, first, "headline", "titles:v1", 0.875),
            span(last, len(text), "newsletter_signup", "rule:newsletter_signup.v1", 0.75),
        ],
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "near_duplicate_of": None,
        "group": f"g{number}",
        "human_labelled": False,
        "license": None,
        "added_in": "1.0.0",
        "extra": None,
    }
    return defaults | fields


def span(start: int, end: int, label: str, source: str, confidence: float) -> dict[str, Any]:
    """A span as the rows of a release hold it."""
    return {
        "start": start,
        "end": end,
        "label": CODE[label],
        "source": source,
        "confidence": confidence,
    }


ROWS = {
    "train": [
        row(1),
        row(2, "عودة العبّارة\nتبحر العبّارة يوم الاثنين.\nاشترك في نشرتنا", language="ar"),
        row(3, language="und", outlet="unknown.example", outlet_name=None, outlet_country=None),
    ],
    "validation": [row(4, near_duplicate_of="article-1", human_labelled=True, license="CC0-1.0")],
    "test": [row(5, "渡船が再開\n月曜に出ます。\nメール登録はこちら", language="ja", authors=None)],
}
ROWS["validation"][0]["spans"][1]["source"] = "human:ana"
ROWS["test"][0]["spans"] = []


def counted(rows: list[dict[str, Any]]) -> Statistics:
    """The statistics of rows, counted row by row."""
    statistics = Statistics(rows=len(rows), characters=sum(len(row["text"]) for row in rows))
    statistics.human_labelled = sum(row["human_labelled"] for row in rows)
    statistics.near_duplicates = sum(row["near_duplicate_of"] is not None for row in rows)
    for row in rows:
        statistics.outlets[Outlet(row["outlet"], row["outlet_name"], row["outlet_country"])] += 1
        statistics.languages[row["language"]] += 1
        statistics.by_programs[row["language"]] += not row["human_labelled"]
        statistics.rights[Rights(row["outlet"], row["license"], None)] += 1
        for span in row["spans"]:
            label = next(name for name, code in CODE.items() if code == span["label"])
            key = SpanKind(label, span["source"], row["outlet"], row["language"])
            statistics.spans[key] += 1
            statistics.span_characters[key] += span["end"] - span["start"]
    return statistics


def release(folder: Path, rows: dict[str, list[dict[str, Any]]] = ROWS) -> Facts:
    """A release without documents in `folder`, train in two shards, and the facts of it."""
    for split, split_rows in rows.items():
        shards = [split_rows[:1], split_rows[1:]] if split == "train" else [split_rows]
        for number, shard in enumerate(shards):
            name = f"{number:05d}-of-{len(shards):05d}"
            table = pa.Table.from_pylist(shard, ROW)
            for form in FORMATS:
                form.write_shard(table, folder, split, name)
    return Facts(
        version="1.1.0",
        builder="0.1.0",
        date="2026-02-03",
        libraries={"pyarrow": "26.0.1"},
        config={"split": {"by": "story", "sizes": (0.8, 0.1, 0.1), "key": "corpus"}},
        input_files=[],
        by_split={split: counted(split_rows) for split, split_rows in rows.items()},
        data_files={split: describe(folder, folder.glob(f"data/{split}-*")) for split in rows},
        other_files=describe(folder, folder.glob("dataset/*/*.arrow")),
        logical_digest="ab" * 32,
        groups=4,
        largest_group=2,
        links_refused=1,
        rejected={"not_json": 2, "withheld_bridge": 1},
        unknown_outlets=["unknown.example"],
        changes=Changes("1.0.0", 3, 0, 1, 0),
        samples=[row for split_rows in rows.values() for row in split_rows],
    )


@pytest.fixture
def facts(tmp_path: Path) -> Facts:
    return release(tmp_path)


def front(facts: Facts) -> dict[str, Any]:
    """The card's front matter, parsed."""
    loaded: dict[str, Any] = yaml.safe_load(card(facts).split("---\n")[1])
    return loaded


def rights(*licenses: str | None) -> Counter[Rights]:
    """Rows of one outlet with these licences."""
    return Counter(Rights("courier", license, None) for license in licenses)


def licensed(facts: Facts, *licenses: str | None) -> dict[str, Any]:
    """The front matter of a release whose rows have these licences."""
    part = Statistics(rows=len(licenses), characters=1, rights=rights(*licenses))
    return front(replace(facts, by_split={"train": part}))


def test_the_hub_is_told_everything(facts: Facts) -> None:
    metadata = front(facts)
    assert list(metadata) == [
        *("language", "license", "license_name", "annotations_creators", "language_creators"),
        *("multilinguality", "size_categories", "source_datasets", "task_categories", "task_ids"),
        *("pretty_name", "tags", "configs", "dataset_info"),
    ]
    assert metadata["language"] == ["ar", "en", "ja"]
    assert metadata["multilinguality"] == ["multilingual"]
    assert metadata["annotations_creators"] == ["machine-generated", "expert-generated"]
    assert metadata["size_categories"] == ["n<1K"]
    assert metadata["task_categories"] == ["token-classification"]
    config, votes = metadata["configs"]
    assert (config["config_name"], config["default"]) == ("default", True)
    assert config["data_files"][0] == {
        "split": "train",
        "path": "data/train-*.parquet",
    }
    assert votes["config_name"] == "votes"
    assert votes["data_files"][0] == {"split": "train", "path": "votes/train-*.parquet"}


def test_features_and_sizes_are_said_as_datasets_says_them(facts: Facts) -> None:
    from datasets import DatasetInfo, Features, SplitDict

    info = front(facts)["dataset_info"]
    features = Features.from_dict(FEATURES)
    theirs = DatasetInfo(
        config_name="default",
        features=features,
        splits=SplitDict.from_split_dict(info["splits"]),
        download_size=info["download_size"],
        dataset_size=info["dataset_size"],
    )
    assert info == yaml.safe_load(yaml.safe_dump(theirs._to_yaml_dict()))
    assert Features._from_yaml_list(info["features"]) == features
    assert [split["num_examples"] for split in info["splits"]] == [3, 1, 1]
    assert info["download_size"] == sum(
        f.bytes for files in facts.data_files.values() for f in files
    )
    assert info["dataset_size"] == sum(file.bytes for file in facts.other_files) > 0


def test_the_folder_loads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setattr("datasets.config.HF_HUB_OFFLINE", True)
    from datasets import Features, load_dataset

    folder = tmp_path / "release"
    (folder / "votes").mkdir(parents=True)
    (folder / "votes" / "train-00000-of-00001.parquet").write_bytes(b"not read")
    text = card(release(folder))
    (folder / "README.md").write_text(text, "utf-8")
    loaded = load_dataset(str(folder), cache_dir=str(tmp_path / "cache"))
    assert list(loaded) == list(ROWS)
    for split, rows in ROWS.items():
        assert loaded[split].features == Features.from_dict(FEATURES)
        assert [row["text"] for row in loaded[split]] == [row["text"] for row in rows]
        assert loaded[split][0]["spans"] == rows[0]["spans"]


OGL = {
    "license": "other",
    "license_name": "ogl-uk-3.0",
    "license_link": "https://spdx.org/licenses/OGL-UK-3.0.html",
}


@pytest.mark.parametrize(
    ("licenses", "expected"),
    [
        ([None, None], {"license": "unknown"}),
        (["CC-BY-4.0"], {"license": "cc-by-4.0"}),
        (["ODC-By-1.0"], {"license": "odc-by"}),
        (["OGL-UK-3.0"], OGL),
        (["All rights reserved"], {"license": "other", "license_name": "all-rights-reserved"}),
        (["© Ferry"], {"license": "other", "license_name": "ferry"}),
        (["版权所有"], {"license": "other", "license_name": "see-column-license"}),
        (["LicenseRef-Ferry"], {"license": "other", "license_name": "licenseref-ferry"}),
        (["CC-BY-4.0", None], {"license": "other", "license_name": "see-column-license"}),
        (["MIT", "CC0-1.0"], {"license": "other", "license_name": "see-column-license"}),
    ],
)
def test_no_licence_is_promised_that_is_not_known(
    facts: Facts, licenses: list[str | None], expected: dict[str, str]
) -> None:
    metadata = licensed(facts, *licenses)
    assert {key: metadata[key] for key in metadata if key.startswith("license")} == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [(999, "n<1K"), (1000, "1K<n<10K"), (9_999_999, "1M<n<10M"), (10**12, "n>1T")],
)
def test_size_categories(facts: Facts, rows: int, expected: str) -> None:
    many = replace(facts, by_split={"train": Statistics(rows=rows)})
    assert front(many)["size_categories"] == [expected]


def test_the_prose_has_the_numbers(facts: Facts) -> None:
    text = card(facts)
    assert "5 news articles from 2 outlets, with the boilerplate marked" in text
    assert (
        "| `newsletter_signup` | boilerplate | asks readers to subscribe to a mailing list or "
        "alert | 4 | 87 | rule 3, human 1 |" in text
    )
    assert (
        "| `headline` | furniture | is the title of the article, at its top | 4 | 76 | titles 4 |"
        in text
    )
    assert "People labelled the whole text of 1 of 5 articles." in text
    assert "that no id, URL, text or passage of 25 or more words of content is in two" in text
    assert "no near-duplicate is (Jaccard similarity of 0.6 or more, as MinHash estim" in text
    assert "the check compares 98.8% of the pairs with this similarity" in text
    assert "1 article was left out because it would connect two splits." in text
    assert "| not known | 4 |" in text
    assert "Since 1.0.0: 3 articles added, 0 removed, 1 changed, 0 moved" in text
    assert (
        "`rejected.jsonl` lists 3 problems with inputs, articles that were left out among them"
        in text
    )
    assert "year = {2026}" in text


def test_limits_admit_that_no_person_judged(facts: Facts) -> None:
    part = replace(facts.total, human_labelled=0)
    text = card(replace(facts, by_split={"train": part}))
    assert "- No person labelled a whole text of this release" in text


def test_nothing_is_said_that_is_not_known() -> None:
    empty = Facts(
        version="1.0.0",
        builder="0.1.0",
        date=None,
        libraries={},
        config={"split": {"by": "time"}},
        input_files=[],
        by_split={"train": Statistics(rows=1, characters=4, human_labelled=1)},
        data_files={"train": []},
        other_files=[],
        logical_digest="00",
        groups=1,
        largest_group=1,
        links_refused=0,
        rejected={},
        unknown_outlets=[],
        changes=None,
        samples=[],
    )
    metadata, text = front(empty), card(empty)
    assert "language" not in metadata
    assert "multilinguality" not in metadata
    assert metadata["annotations_creators"] == ["expert-generated"]
    assert "year" not in text
    assert "None" not in text
    assert "`rejected.jsonl` lists" not in text
    assert "left out because" not in text
    assert "This is the first release." in text
    assert "No text of this release has a labelled span." in text


def test_names_from_outside_stay_text(facts: Facts) -> None:
    evil = "<script>alert(1)</script> | [x](javascript:y)\n# T"
    part = Statistics(rows=1, characters=1)
    part.outlets[Outlet("evil", evil, None)] += 1
    part.rights[Rights("evil", evil, evil)] += 1
    body = card(replace(facts, by_split={"train": part})).split("---\n", 2)[2]
    assert "<script>" not in body.replace(r"\<script\>", "")
    assert "\n# T" not in body
    assert plain("a|b\n<c>\u202e") == r"a\|b \<c\>\\u202e"


def test_same_facts_same_bytes(facts: Facts) -> None:
    turned = {split: replace(part) for split, part in facts.by_split.items()}
    for part in turned.values():
        for name in ("outlets", "languages", "rights", "spans", "span_characters"):
            counter = getattr(part, name)
            setattr(part, name, Counter(dict(reversed(counter.items()))))
    assert card(replace(facts, by_split=turned)) == card(facts)
