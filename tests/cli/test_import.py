from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import corpus as library
from tests.cli.test_other_tools import SAMPLES
from tests.conftest import Ran

FERRY = "body,link\nThe ferry left.,https://a.example/1\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def lines(file: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in Path(file).read_bytes().splitlines()]


def test_a_release_is_the_same_through_an_import(corpus: Callable[..., Ran]) -> None:
    shutil.copytree(SAMPLES, "crawl")
    ran = corpus("import", "crawl", "--outlet", "thrushdale-echo")
    assert ran.code == 0
    told, made = ran.out.splitlines()
    assert told.startswith("crawl/crawl.warc.gz: C205 no_pages: ")
    assert made == "raw/crawl.jsonl: 39 articles"
    assert "crawl/fundus.json: 2 Fundus records; in extra: free_access 2, topics 2\n" in ran.err
    places = [line["extra"]["imported_from"] for line in lines("raw/crawl.jsonl")]  # type: ignore[index]
    assert {
        "fundus.json: item 2",
        "cc-news.parquet: record 1",
        "scrapy.jl:2",
        "page.html:1",
    } <= set(places)
    assert corpus("build").code == 0
    assert corpus("build", "crawl", "--outlet", "thrushdale-echo", "--out", "direct").code == 0
    texts = [
        {(row["id"], row["text"]) for row in library.open_release(f"{out}/latest").rows()}
        for out in ("build", "direct")
    ]
    assert texts[0] == texts[1]
    assert not [path for path in Path("raw").iterdir() if path.name.startswith(".")]


def test_a_kind_and_a_mapping_that_are_said(corpus: Callable[..., Ran]) -> None:
    Path("a.csv").write_text("prose,page\nThe ferry left.,https://a.example/1\n")
    ran = corpus("import", "a.csv", "--from", "other", "--map", "prose=text,page=url", "--to", "in")
    assert ran == Ran(
        0, "in/a.jsonl: 1 article\n", "a.csv: 1 other record; text from prose, url from page\n"
    )
    assert lines("in/a.jsonl") == [
        {
            "text": "The ferry left.",
            "url": "https://a.example/1",
            "extra": {"imported_from": "a.csv: record 1"},
        }
    ]


def test_what_is_left_out_is_told(corpus: Callable[..., Ran]) -> None:
    Path("a.csv").write_text(FERRY + ",https://a.example/2\n")
    ran = corpus("import", "a.csv")
    assert ran.code == 1
    assert ran.out == (
        'a.csv: record 2: C104 bad_value: "text" is ""; expected the article as scraped, '
        "not empty; correct it\nraw/a.jsonl: 1 article\n"
    )


def test_nothing_is_overwritten(corpus: Callable[..., Ran]) -> None:
    Path("raw").mkdir()
    Path("raw/a.jsonl").write_text("mine")
    Path("a.csv").write_text(FERRY)
    ran = corpus("import", "a.csv")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        "corpus: raw/a.jsonl: is there already; expected no such file, as nothing is overwritten; "
        "move it away, or name another folder with --to\n"
    )
    assert Path("raw/a.jsonl").read_text() == "mine"


def test_a_file_that_appears_while_another_is_imported_is_not_overwritten() -> None:
    from corpus.api import start_imports
    from corpus.errors import CannotRunError

    Path("a.csv").write_text(FERRY)
    imports = start_imports(Path("raw"), None, (), None, None, [Path("a.csv")])
    Path("raw").mkdir()
    Path("raw/a.jsonl").write_text("mine")
    with pytest.raises(CannotRunError, match=r"raw/a\.jsonl: is there already"):
        list(imports.problems(Path("a.csv")))
    assert [path.read_text() for path in Path("raw").iterdir()] == ["mine"]


@pytest.mark.parametrize(
    ("files", "arguments", "code", "said"),
    [
        ({"a.csv": FERRY, "a.tsv": FERRY}, ["a.csv", "a.tsv"], 2, "both would be raw/a.jsonl"),
        ({"a.csv": FERRY}, ["a.csv", "--from", "goose"], 2, '--from: import.from is "goose"'),
        ({}, ["gone"], 2, "gone: no such file or folder"),
        ({"a.docx": ""}, ["a.docx"], 2, "a.docx: not a file of articles by its name"),
        ({"a.csv": "x\n1\n"}, ["a.csv"], 1, "raw/a.jsonl: not written: no article is left"),
        ({"raw": ""}, ["a.csv"], 2, "raw/a.jsonl: cannot be written (File exists)"),
    ],
    ids=["two of one name", "no kind", "no file", "no articles", "nothing left", "no folder"],
)
def test_an_import_that_cannot_be(
    corpus: Callable[..., Ran],
    files: dict[str, str],
    arguments: list[str],
    code: int,
    said: str,
) -> None:
    for name, content in {"a.csv": FERRY, **files}.items():
        Path(name).write_text(content)
    ran = corpus("import", *arguments)
    assert ran.code == code
    assert said in ran.out + ran.err
    assert not Path("raw/a.jsonl").exists()
    assert not list(Path().rglob("*.part"))


def test_show_finds_the_articles_of_a_file_of_another_tool(corpus: Callable[..., Ran]) -> None:
    Path("a.csv").write_text(FERRY.replace("body", "prose"))
    assert corpus("build", "a.csv", "--map", "prose=text").code == 0
    ran = corpus("show", "a.csv")
    assert ran.code == 0
    assert "a.csv: record 1\n" in ran.out
