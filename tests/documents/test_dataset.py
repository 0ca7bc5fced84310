"""The table [dataset]: what may stand in it, and where it comes out."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

import corpus as library
from corpus.contract.dataset import Creator, Dataset
from corpus.documents.render import DOCUMENTS
from corpus.errors import SettingError
from corpus.pipeline.dataset_settings import read_dataset
from corpus.release.reader import Release
from tests.conftest import Ran, Raw

NAMED = """
[dataset]
name = "strait-news"
title = "News of the Strait & its islands"
description = "Seven papers of the strait, with their boilerplate marked."
creators = [
  "Ana Ruiz",
  { name = "Strait Lab", organization = true, url = "https://strait.example" },
  { name = "Bo Lindqvist", orcid = "0000-0002-1825-0097" },
]
homepage = "https://strait.example/corpus"
contact = "data@strait.example"
license = "CC BY 4.0"
doi = "https://doi.org/10.1234/strait.1"
"""
TEXT = "Ferry returns\nThe ferry sails again on Monday, the harbour office said on Friday."
PAGE = "<html><body><nav><a href='/'>Home</a></nav><p>Ferry sails on Monday.</p></body></html>"
STORY = {"url": "https://strait.example/1", "text": TEXT}


def read(text: str) -> Dataset:
    return read_dataset(tomllib.loads(text).get("dataset", {}), Path("corpus.toml"))


def test_what_is_read_comes_back_from_a_manifest() -> None:
    dataset = read(NAMED)
    assert dataset.creators[1] == Creator("Strait Lab", None, "https://strait.example", True)
    assert dataset.creators[2].orcid == "https://orcid.org/0000-0002-1825-0097"
    assert (dataset.license, dataset.doi) == ("CC-BY-4.0", "10.1234/strait.1")
    assert Dataset.of(json.loads(json.dumps(dataset.recorded()))) == dataset
    assert read("") == Dataset.of(None) == Dataset()
    assert Dataset().recorded() is None


@pytest.mark.parametrize(
    ("setting", "found"),
    [
        ("title = ''", 'dataset.title is ""'),
        ("title = 3", 'dataset.title is "3"'),
        ("name = 'a b'", 'dataset.name is "a b"'),
        ("homepage = 'strait.example'", 'dataset.homepage is "strait.example"'),
        ("contact = 'Ana'", 'dataset.contact is "Ana"'),
        ("license = 'free to use'", 'dataset.license is "free to use"'),
        ("doi = '11.1/x'", 'dataset.doi is "11.1/x"'),
        ("creators = 'Ana'", 'dataset.creators is "Ana"'),
        ("creators = [3]", 'dataset.creators.0 is "3"'),
        ("creators = [{ orcid = '0000-0002-1825-0097' }]", 'dataset.creators.0 is "orcid"'),
        ("creators = [{ name = 'A', mail = 'b' }]", 'dataset.creators.0 is "name, mail"'),
        ("creators = [{ name = 'A', orcid = '12' }]", 'dataset.creators.0.orcid is "12"'),
        (
            "creators = [{ name = 'A', organization = 'yes' }]",
            'dataset.creators.0.organization is "yes"',
        ),
    ],
)
def test_what_cannot_be_is_told(setting: str, found: str) -> None:
    with pytest.raises(SettingError) as error:
        read(f"[dataset]\n{setting}")
    assert error.value.found == found
    assert error.value.expected
    assert str(error.value).startswith("corpus.toml: ")


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A release of one article and one page, with a name of its own."""
    folder = tmp_path_factory.mktemp("named")
    raw = Raw(folder / "raw")
    raw.write("a.json", STORY)
    raw.write("b.json", {"url": "https://strait.example/2", "html": PAGE})
    config = raw.write("../corpus.toml", NAMED)
    return library.build(raw.folder, out=folder / "out", config=config, workers=1)


def test_every_document_has_the_name(named: Release) -> None:
    files = {name: (named.path / name).read_text("utf-8") for name in DOCUMENTS}
    card = files["README.md"]
    assert yaml.safe_load(card.split("---")[1])["pretty_name"] == "News of the Strait & its islands"
    assert r"# News of the Strait \& its islands 1.0.0" in card
    assert "labels and its selection are under CC-BY-4.0" in card
    assert r"author = {Ana Ruiz and {Strait Lab} and Bo Lindqvist}" in card
    assert "<h1>News of the Strait &amp; its islands 1.0.0</h1>" in files["report.html"]
    croissant = json.loads(files["croissant.json"])
    assert [maker["@type"] for maker in croissant["creator"]] == [
        "sc:Person",
        "sc:Organization",
        "sc:Person",
    ]
    assert croissant["url"] == "https://strait.example/corpus"
    assert croissant["sameAs"] == "https://doi.org/10.1234/strait.1"
    assert named.manifest.config["dataset"]["name"] == "strait-news"
    cited: dict[str, Any] = yaml.safe_load(files["CITATION.cff"])
    assert cited["authors"][2]["orcid"] == "https://orcid.org/0000-0002-1825-0097"
    assert (cited["type"], cited["license"], cited["doi"]) == (
        "dataset",
        "CC-BY-4.0",
        "10.1234/strait.1",
    )
    labels = json.loads(files["labels.json"])
    assert labels[0] == {
        "code": 0,
        "label": "related_links",
        "family": "boilerplate",
        "meaning": "a line that leads to other articles",
    }
    assert labels[-1]["family"] == "furniture"


def test_mlcroissant_takes_the_makers(named: Release) -> None:
    import mlcroissant

    dataset = mlcroissant.Dataset(named.path / "croissant.json")
    assert [creator.name for creator in dataset.metadata.creators] == [
        "Ana Ruiz",
        "Strait Lab",
        "Bo Lindqvist",
    ]
    assert not dataset.metadata.issues.errors


def test_a_new_name_is_a_patch_and_a_release_verifies(
    named: Release, tmp_path: Path, corpus: Callable[..., Ran]
) -> None:
    out = named.path.parent
    config = tmp_path / "corpus.toml"
    config.write_text('[dataset]\ntitle = "Strait"\n', "utf-8")
    build = ("build", out.parent / "raw", "--out", out, "--workers", "1", "--config", config)
    assert corpus(*build).code == 0
    assert library.open_release(out / "latest").version == "1.0.1"
    assert "holds exactly this" in corpus(*build).out
    assert corpus("verify", out / "latest").code == 0


def test_validate_tells_where_a_setting_is_wrong(
    tmp_path: Path, corpus: Callable[..., Ran]
) -> None:
    config = tmp_path / "corpus.toml"
    config.write_text('[dataset]\ntitle = "Strait"\ndoi = "none"\n', "utf-8")
    ran = corpus("validate", config)
    assert ran.code == 1
    assert f"{config}:3" in ran.out.replace("\n", "")


def test_votes_and_lines_are_configurations(named: Release, tmp_path: Path) -> None:
    from datasets import load_dataset

    for name, column in ("votes", "why"), ("lines", "path"):
        splits = load_dataset(str(named.path), name, cache_dir=str(tmp_path))
        assert list(splits) == list(named.splits)
        assert column in splits[named.splits[0]].features
