"""The documents of a real release, read by those they are for: Hub, `datasets`, mlcroissant."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import yaml

from corpus.contract.labels import LABELS
from corpus.labelling.quality import unseen
from tests.conftest import ROOT
from tests.documents.test_croissant import text

# Croissant 1.1, "Dataset-level information": what must be there, and what should.
REQUIRED = (
    "@context @type conformsTo description license name url creator datePublished distribution"
)
RECOMMENDED = (
    "keywords publisher version dateCreated dateModified sdLicense inLanguage citeAs isLiveDataset"
)
# Its RAI extension, use case "Data labeling", and those of the life cycle that hold for every text.
RAI = (
    "dataAnnotationProtocol dataAnnotationPlatform dataAnnotationAnalysis annotationsPerItem "
    "dataCollection dataCollectionType dataCollectionRawData dataPreprocessingProtocol dataBiases "
    "dataUseCases dataLimitations personalSensitiveInformation dataReleaseMaintenancePlan"
)


@pytest.fixture
def croissant(sample: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((sample / "croissant.json").read_text("utf-8"))
    return content


def test_the_card_loads_it_offline_as_the_disk_does(sample: Path, tmp_path: Path) -> None:
    load = (
        "import sys; from datasets import load_dataset, load_from_disk\n"
        "hub, disk = load_dataset(sys.argv[1]), load_from_disk(sys.argv[1] + '/dataset')\n"
        "assert list(hub) == list(disk) == ['train', 'validation', 'test']\n"
        "assert all(hub[s].features == disk[s].features for s in disk)\n"
        "assert all(hub[s].to_list() == disk[s].to_list() for s in disk)\n"
    )
    offline = {"HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path)}
    command = [sys.executable, "-c", load, str(sample)]
    subprocess.run(command, env=os.environ | offline, check=True, capture_output=True)


def test_the_hub_and_datasets_parse_the_card(sample: Path) -> None:
    from datasets import DatasetInfo, Features
    from datasets.utils.metadata import MetadataConfigs
    from huggingface_hub import DatasetCard

    card = DatasetCard.load(sample / "README.md")
    data = card.data
    assert data.license == "cc0-1.0"
    assert data.pretty_name == "Sample of annotated news"
    assert "en" in data.language
    assert data.size_categories == ["n<1K"]
    configs = MetadataConfigs.from_dataset_card_data(data)
    assert configs.get_default_config_name() == "default"
    info = DatasetInfo._from_yaml_dict(data.dataset_info)
    schema = pq.read_schema(next(sample.glob("data/train-*.parquet")))
    assert info.features == Features.from_arrow_schema(schema)
    assert info.features["spans"].feature["label"].names == list(LABELS)
    assert {name: split.num_examples for name, split in info.splits.items()} == {
        split: pq.read_table(sample / f"data/{split}-00000-of-00001.parquet").num_rows
        for split in ("train", "validation", "test")
    }
    assert yaml.safe_load(card.data.to_yaml()) == data.to_dict()


def test_the_card_says_how_good_the_labels_are_in_this_very_release(sample: Path) -> None:
    from corpus.evaluate.evaluate import evaluate

    measured = evaluate(sample, ROOT / "raw")
    total = measured["total"]
    figures = [
        f"{total[name]:.2f} ({total[f'{name}_95'][0]:.2f} to {total[f'{name}_95'][1]:.2f})"
        for name in ("precision", "recall")
    ]
    row = f"| articles of this release that people judged | 42 | {figures[0]} | {figures[1]} |"
    body = (sample / "README.md").read_text("utf-8")
    assert row in body
    share = f"{100 * measured['kind_right']:.1f}%"
    assert f"{share} of the boilerplate that programs found has the same label" in body


def in_table(value: float | None, interval: Sequence[float] | None) -> str:
    """A figure as `docs/quality.md` writes it."""
    assert interval
    return f"{value:.3f} ({interval[0]:.2f} to {interval[1]:.2f})"


def test_what_the_package_says_of_unseen_pages_is_what_was_measured() -> None:
    measured = (ROOT / "docs/quality.md").read_text("utf-8")
    for figure in unseen():
        precision = in_table(figure.precision, figure.precision_95)
        recall = in_table(figure.recall, figure.recall_95)
        assert f"| {figure.articles} | {precision} | {recall} |" in measured
    assert len(unseen()) >= 4


def test_croissant_has_what_the_specification_asks_for(croissant: dict[str, Any]) -> None:
    wanted = [*REQUIRED.split(), *RECOMMENDED.split(), *(f"rai:{name}" for name in RAI.split())]
    assert [name for name in wanted if croissant.get(name) in (None, "", [])] == []
    assert croissant["@type"] == "sc:Dataset"
    assert "http://mlcommons.org/croissant/1.1" in croissant["conformsTo"]
    for item in croissant["distribution"]:
        assert item["encodingFormat"]
        if item["@type"] == "cr:FileObject":
            assert item["contentUrl"] == item["@id"]
            assert item["contentSize"]
    for records in croissant["recordSet"]:
        assert records["key"]["@id"].startswith(records["@id"] + "/")
        for field in records["field"]:
            assert field["@id"] == f"{records['@id']}/{field['name']}"
            assert field["description"]
            assert ("subField" in field) != ("dataType" in field)
            assert "data" in records or "subField" in field or "source" in field


def test_croissant_pins_every_file(sample: Path, croissant: dict[str, Any]) -> None:
    pinned = {
        item["@id"]: (int(item["contentSize"].removesuffix(" B")), item["sha256"])
        for item in croissant["distribution"]
        if item["@type"] == "cr:FileObject"
    }
    # What would hold its own hash, what lists that, and what is about inputs.
    later = {"croissant.json", "manifest.json", "rejected.jsonl"}
    later |= {path.relative_to(sample).as_posix() for path in sample.glob("origins/*")}
    on_disk = {
        path.relative_to(sample).as_posix(): path.read_bytes()
        for path in sample.rglob("*")
        if path.is_file()
    }
    assert pinned == {
        name: (len(content), hashlib.sha256(content).hexdigest())
        for name, content in on_disk.items()
        if name not in later
    }


def test_splits_are_croissant_splits(croissant: dict[str, Any]) -> None:
    splits, _, rows = croissant["recordSet"]
    assert splits["dataType"] == "cr:Split"
    assert [split["splits/url"] for split in splits["data"]] == [
        *("cr:TrainingSplit", "cr:ValidationSplit", "cr:TestSplit")
    ]
    assert rows["field"][0]["references"] == {"field": {"@id": "splits/name"}}
    spans = next(field for field in rows["field"] if field["name"] == "spans")
    assert (spans["isArray"], spans["arrayShape"]) == (True, "-1")
    assert [field["name"] for field in spans["subField"]] == [
        *("start", "end", "label", "source", "confidence")
    ]


def test_mlcroissant_validates_it_and_gives_the_rows(sample: Path) -> None:
    import mlcroissant

    command = [Path(sys.executable).parent / "mlcroissant", "validate", "--jsonld"]
    ran = subprocess.run(
        [*command, sample / "croissant.json"], capture_output=True, text=True, check=True
    )
    assert "Done." in ran.stderr
    assert "warning" not in ran.stderr.lower()
    records = mlcroissant.Dataset(jsonld=sample / "croissant.json").records("rows")
    by_id = {text(record["rows/id"]): record for record in records}
    count = 0
    for file in sample.glob("data/*.parquet"):
        for row in pq.read_table(file).to_pylist():
            record, count = by_id[row["id"]], count + 1
            assert text(record["rows/split"]) == file.name.split("-")[0]
            spans = [
                {name: text(span[f"rows/spans/{name}"]) for name in row["spans"][0]}
                for span in record["rows/spans"]
            ]
            assert spans == row.pop("spans")
            for name in ("authors", "outlet_languages"):
                values = [text(value) for value in record[f"rows/{name}"]]
                assert values == (row.pop(name) or [])
            confidence = float(record["rows/language_confidence"])
            assert confidence == pytest.approx(row.pop("language_confidence"))
            assert {name: text(record[f"rows/{name}"]) for name in row} == row
    assert count == len(by_id) == 42
