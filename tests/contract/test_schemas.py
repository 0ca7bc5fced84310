"""The schemas as editors use them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest

from corpus.contract import schemas
from tests.conftest import ROOT, Ran, Raw, rows

NAMES = ("article", "labels", "manifest", "outlets", "problems")
PAGE = (ROOT / "docs" / "contributions.md").read_text("utf-8")


def block(language: str) -> str:
    """The block of a language on the page on contributions."""
    (found,) = re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.M | re.S)
    return str(found)


def test_every_id_stands_for_a_file_of_the_package() -> None:
    found = {
        json.loads(file.read_text("utf-8"))["$id"]: file.name
        for file in files(schemas).iterdir()
        if file.name.endswith(".json")
    }
    assert found == {f"urn:corpus:schema:{name}:1": f"{name}.schema.json" for name in NAMES}
    for name in NAMES:
        assert schemas.schema(name)["$id"] == f"urn:corpus:schema:{name}:1"


def test_the_schema_that_a_file_names_is_ignored(raw: Raw, corpus: Callable[..., Ran]) -> None:
    """In an article, its labels and a record of another tool."""
    folder = ROOT / "raw" / "harbour-courier"
    found = []
    for said in ({}, {"$schema": "../../schemas/some.schema.json"}):
        for name in ("lifeboat-appeal.json", "lifeboat-appeal.labels.json"):
            raw.write(name, {**said, **json.loads((folder / name).read_bytes())})
        other = {"body": "The ferry left the quay at noon.", "link": "https://a.example/1"}
        raw.write("other.json", {**said, **other})
        out = raw.folder.parent / f"build{len(found)}"
        ran = corpus("build", raw.folder, "--out", out)
        assert (ran.code, "0 rejected" in ran.out) == (0, True), ran.err
        found.append(rows(out / "latest"))
    assert found[0] == found[1]
    assert len(found[1]) == 2
    assert any(row["human_labelled"] for row in found[1].values())


def test_the_settings_of_vs_code_match_every_file_once() -> None:
    """And each file is valid by the schema that they name."""
    from jsonschema import Draft202012Validator

    settings = json.loads(block("json"))["json.schemas"]
    articles, labels = (ROOT.joinpath(one["url"]) for one in settings)
    matched = [
        set(ROOT.glob(one["fileMatch"][0]))
        - {path for pattern in one["fileMatch"][1:] for path in ROOT.glob(pattern[1:])}
        for one in settings
    ]
    assert not matched[0] & matched[1]
    assert matched[0] | matched[1] == {*(ROOT / "raw").rglob("*.json")}
    for path, those in ((articles, matched[0]), (labels, matched[1])):
        validator = Draft202012Validator(json.loads(path.read_bytes()))
        for file in those:
            validator.validate(json.loads(file.read_bytes()))


@pytest.mark.parametrize("mistake", [None, ("hosts", "hots"), ('"IE"', '"Ireland"')])
def test_taplo_checks_outlet_tables(tmp_path: Path, mistake: tuple[str, str] | None) -> None:
    """The real one, by the settings of this repository, which are those of the page."""
    settings = (ROOT / ".taplo.toml").read_text("utf-8")
    assert tomllib.loads(settings) == tomllib.loads(block("toml"))
    (tmp_path / ".taplo.toml").write_text(settings)
    shutil.copytree(ROOT / "schemas", tmp_path / "schemas")
    shutil.copytree(ROOT / "raw" / "outlets", tmp_path / "raw" / "outlets")
    table = tmp_path / "raw" / "outlets" / "ie.toml"
    table.write_text(table.read_text("utf-8").replace(*(mistake or ("", ""))), "utf-8")
    taplo = Path(sys.executable).with_name("taplo")
    ran = subprocess.run([taplo, "lint"], cwd=tmp_path, capture_output=True, text=True)
    assert ran.returncode == bool(mistake), ran.stderr
    assert ("ie.toml" in ran.stderr) is bool(mistake), ran.stderr
