"""Where problems stand in their files."""

from __future__ import annotations

import gzip
import tomllib
from pathlib import Path
from typing import Any

import pytest

from corpus.contract.place import Row, numbered
from corpus.contract.problems import Problem
from corpus.contract.span import json_path
from corpus.read import locate
from corpus.read.locate import Locator
from corpus.read.toml_places import place_of_error

CASES = tomllib.loads((Path(__file__).parent / "places.toml").read_text("utf-8"))["case"]


def finding(file: Path, case: dict[str, Any]) -> Problem:
    line = case.get("line", None if case["file"].endswith(".toml") else 1)
    if isinstance(line, str):
        unit, number = line.split()
        line = numbered(int(number), unit)
    path = tuple(case["path"]) if "path" in case else None
    return Problem(file.as_posix(), line, case["reason"], "", "", path)


def write(folder: Path, case: dict[str, Any]) -> Path:
    file = folder / case["file"]
    if "text" in case:
        file.parent.mkdir(exist_ok=True)
        data = case["text"].encode()
        file.write_bytes(gzip.compress(data) if file.suffix == ".gz" else data)
    return file


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_places(case: dict[str, Any], tmp_path: Path) -> None:
    locator = Locator()
    found = locator.locate(finding(write(tmp_path, case), case))
    if "place" not in case:
        assert found.span is None
        return
    assert found.span is not None
    line, column, end_line, end_column = found.span
    assert f"{line}:{column}-{end_line}:{end_column}" == case["place"]
    text = locator.text(found)
    assert text is not None
    shown = text.line(line).removeprefix("\ufeff")
    assert shown[column - 1 : end_column - 1] == case["marked"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a = [\n  1,\n\n", (2, 4)),  # it breaks off: its last character
        ("a =", (1, 3)),
        ("a = 1\nb = = 2\n", (2, 5)),
        ("a = 1\na = 2\n", (2, 6)),
    ],
)
def test_where_toml_cannot_be_read(text: str, place: tuple[int, int], tmp_path: Path) -> None:
    file = tmp_path / "ie.toml"
    file.write_text(text)
    with pytest.raises(tomllib.TOMLDecodeError) as caught:
        tomllib.loads(text)
    line, column = place
    assert place_of_error(caught.value, file) == (line, column, line, column + 1)


def test_lines_may_be_asked_for_in_any_order(tmp_path: Path) -> None:
    files = [tmp_path / "a.jsonl", tmp_path / "b.jsonl"]
    for file in files:
        file.write_text('{"text": "a", "n": 1}\n' * 9)
    locator = Locator()
    for number in (3, 9, 9, 2):
        for file in files:
            problem = Problem(str(file), number, "wrong_type", "", "", ("n",))
            assert locator.locate(problem).span == (number, 20, number, 21)


def test_what_is_too_large_is_not_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locate, "_MOST", 100)
    file = tmp_path / "a.json"
    file.write_text('{"text": "' + "a" * 100 + '",\n"n": 1}')
    problem = Problem(str(file), 1, "wrong_type", "", "", ("n",))
    assert Locator().locate(problem) == problem


def test_a_file_that_cannot_be_unpacked_has_no_columns(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl.gz"
    file.write_bytes(gzip.compress(b'{"text": "a"}\n' * 9)[:20])
    problem = Problem(str(file), 3, "truncated_file", "", "")
    assert Locator().locate(problem) == problem


def test_only_files_with_lines_have_columns(tmp_path: Path) -> None:
    problem = Problem(str(tmp_path / "a.parquet"), Row(1), "wrong_type", "", "", ("n",))
    assert Locator().locate(problem) == problem


@pytest.mark.parametrize(
    ("steps", "shown"),
    [
        ((), "$"),
        (("spans", 2, "label"), "$.spans[2].label"),
        (("a b", 'c"'), '$["a b"]["c\\""]'),
    ],
)
def test_json_path(steps: tuple[str | int, ...], shown: str) -> None:
    assert json_path(steps) == shown
