"""Where problems stand in their files."""

from __future__ import annotations

import gzip
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import validate
from corpus.contract.place import Row, numbered
from corpus.contract.problems import Problem
from corpus.contract.span import json_path
from corpus.read import locate
from corpus.read.json_places import inside
from corpus.read.locate import Locator
from corpus.read.toml_places import place_of_error
from tests.conftest import Raw

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


@given(st.text(max_size=30), st.data(), st.booleans())
def test_a_stretch_of_a_text_is_found_however_it_is_written(
    text: str, data: st.DataObject, is_ascii: bool
) -> None:
    text = text.encode(errors="replace").decode()  # JSON in UTF-8 has no lone surrogates
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    string = json.dumps(text, ensure_ascii=is_ascii).encode()
    first, last = inside(string, start, end)
    if start == end:
        assert start == len(text) or (first, last) != (0, 0)
    else:
        assert json.loads(b'"' + string[first:last] + b'"') == text[start:end]


def test_damage_is_told_where_it_stands_in_the_text(raw: Raw) -> None:
    text = "Schön \U0001f600 war\nthe &quot;ferry&quot;."
    raw.write("a.json", json.dumps({"text": text, "url": "https://a.example/1"}))
    (found,) = validate(raw.folder, select=["markup"])
    line = (raw.folder / "a.json").read_text()
    assert found.span is not None
    assert line[found.span.column - 1 : found.span.end_column - 1] == "&quot;"
    assert "\\ud83d\\ude00" in line
