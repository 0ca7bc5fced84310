"""Pages through whole builds: what of them stands in the release, and that it is checked."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import datasets
import pyarrow.parquet as pq
import pytest

from corpus.page import text_model
from corpus.release.layout import Shard
from tests.conftest import ROOT, Ran

PAGES = ROOT / "examples" / "pages"
SHARD = Shard.numbered("train", 0, 1)
MORE = """<html><head><link rel=canonical href="https://a.example/1"></head><body><h1>Title</h1>
<p>A sentence of a story that nobody else tells.</p></body></html>"""


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import corpus

    return corpus.build(PAGES, out=tmp_path_factory.mktemp("build"), keep_html=True).path


def test_lines_and_html_are_configurations_of_their_own(release: Path, tmp_path: Path) -> None:
    rows = datasets.load_dataset(str(release), cache_dir=str(tmp_path), split="train")
    lines = datasets.load_dataset(str(release), "lines", cache_dir=str(tmp_path), split="train")
    pages = datasets.load_dataset(str(release), "html", cache_dir=str(tmp_path), split="train")
    texts = dict(zip(rows["id"], rows["text"], strict=True))
    title = next(line for line in lines if line["tag"] == "h1")
    assert title["path"].endswith("/h1")
    assert texts[title["id"]][title["start"] : title["end"]] in rows["title"]
    assert pages["id"] == rows["id"]
    assert {row["charset"]: row["charset_source"] for row in rows} == {
        "utf-8": "meta",
        "windows-1252": "meta",
    }


def test_the_html_of_a_page_without_a_licence_is_not_kept(tmp_path: Path) -> None:
    import corpus

    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.html").write_text(MORE, "utf-8")
    built = corpus.build(tmp_path / "raw", out=tmp_path / "build", keep_html=True).path
    assert (built / "lines").is_dir()
    assert not (built / "html").exists()


def test_no_page_no_lines(tmp_path: Path) -> None:
    import corpus

    (tmp_path / "raw").mkdir()
    record = {"text": "A sentence.", "url": "https://a.example/1"}
    (tmp_path / "raw" / "a.json").write_text(json.dumps(record), "utf-8")
    built = corpus.build(tmp_path / "raw", out=tmp_path / "build").path
    assert not (built / "lines").exists()


def test_the_manifest_names_the_text_model(release: Path) -> None:
    named = json.loads((release / "manifest.json").read_bytes())["text_model"]
    assert named == {"version": text_model.VERSION, "digest": text_model.digest()}


def test_the_id_comes_from_address_and_html(
    release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, corpus: Callable[..., Ran]
) -> None:
    """Another text model makes other texts; ids stay, and `diff` says what happened."""
    import corpus as library

    def shouting(tree: object) -> text_model.PageText:
        text, lines = made(tree)
        return text_model.PageText(text.upper(), lines)

    made = text_model.page_text
    monkeypatch.setattr("corpus.page.page.page_text", shouting)
    monkeypatch.setattr("corpus.pipeline.articles.VERSION", text_model.VERSION + 1)
    other = library.build(PAGES, out=tmp_path, workers=1, keep_html=True).path
    ids = [pq.read_table(path / SHARD.data)["id"].to_pylist() for path in (release, other)]
    assert sorted(ids[0]) == sorted(ids[1])
    ran = corpus("diff", release, other)
    assert f"text model {text_model.VERSION} -> {text_model.VERSION + 1}: 3 rows" in ran.out
    assert "changed " not in ran.out.split("spans")[1]


@pytest.mark.parametrize("folder", ["lines", "html"])
def test_a_line_or_page_that_is_not_the_row_s_is_found(
    release: Path, tmp_path: Path, corpus: Callable[..., Ran], folder: str
) -> None:
    from shutil import copytree

    from tests.cli.test_verify import reseal

    copy = tmp_path / release.name
    copytree(release, copy)
    file = copy / SHARD.of_pages(folder)
    table = pq.read_table(file)
    pq.write_table(table.slice(1), file) if folder == "lines" else pq.write_table(
        table.set_column(1, table.schema.field(1), [["<p>Other"] * len(table)]), file
    )
    reseal(copy)
    ran = corpus("verify", copy)
    assert ran.code == 1
    assert f"{file}: wrong_rows" in ran.out + ran.err
