"""The formats of pages, read as their users read them."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

import corpus as library
from corpus.export.export import export
from corpus.release.reader import Release
from tests.conftest import ROOT, Ran

HOSTILE = """<!doctype html><html lang="ar"><head><title>قطار</title>
<link rel="license" href="https://creativecommons.org/publicdomain/zero/1.0/">
<script>var a = "<p>no</p>";</script></head><body>
<nav><a href="/?a=1&amp;b=2" title='"'>الرئيسية</a><a href="/2">أخبار 😀</a></nav>
<article><h1>عودة القطار 👨‍👩‍👧 &amp; العبّارة</h1>
<p>عاد القطار يوم الاثنين بعد شهرين من التوقف، كما قال المكتب.<br>قال <b>المدير</b>: 1 &lt; 2.</p>
<pre>
a  b
c</pre><select><option>No</option></select><textarea>no</textarea><table>text<tr><td>cell</table></article>
<footer><p>© 2026 Manarat. All rights reserved.</p></footer></body></html>"""


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A release of pages with their HTML, and of one text without."""
    folder = tmp_path_factory.mktemp("pages")
    (folder / "raw").mkdir()
    for page in (ROOT / "examples" / "pages").glob("*.html"):
        (folder / "raw" / page.name).write_bytes(page.read_bytes())
    hostile = {"id": "hostile", "url": "https://manarat.example/1", "html": HOSTILE}
    (folder / "raw" / "hostile.json").write_text(json.dumps(hostile), "utf-8")
    text = {"url": "https://manarat.example/2", "text": "Ferry returns\nIt sails on Monday again."}
    (folder / "raw" / "text.json").write_text(json.dumps(text), "utf-8")
    return library.build(folder / "raw", out=folder / "out", keep_html=True, workers=1)


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def test_boilernet(release: Release, tmp_path: Path, corpus: Callable[..., Ran]) -> None:
    ran = corpus("export", release.path, "--to", "boilernet", "--out", tmp_path / "out")
    assert (ran.code, ran.out.splitlines()[1]) == (
        0,
        "  left out  1 article without HTML in the release",
    )
    lists = [(tmp_path / "out" / f"{name}_set.txt") for name in ("train", "dev", "test")]
    names = {name for file in lists for name in file.read_text().splitlines()}
    assert names == {path.name for path in (tmp_path / "out" / "html").iterdir()}
    pages = dict(release.html())
    assert len(pages) == len(names) == 4
    for row in release.rows():
        if row["id"] not in pages:
            continue
        page = (tmp_path / "out" / "html" / f"{row['id']}.html").read_text("utf-8")
        assert page.startswith('<!DOCTYPE html><meta charset="utf-8">')  # else readers guess
        said: dict[str, str] = {"0": "", "1": ""}
        for span in LexborHTMLParser(page).css("[__boilernet_label]"):
            said[span.attributes["__boilernet_label"] or ""] += f" {span.text(deep=False)}"
        assert words(said["1"]) == words(release.to_text(row))
        assert len(words(said["0"])) == len(words(row["text"])) - len(words(said["1"])) > 0


@pytest.mark.slow  # the parser of its `preprocess.py` comes with the extra `tools`
def test_boilernet_by_its_own_parser(release: Release, tmp_path: Path) -> None:
    from bs4 import BeautifulSoup

    export(release, "boilernet", tmp_path / "out")
    rows = {row["id"]: row for row in release.rows()}
    for file in (tmp_path / "out" / "html").iterdir():
        page = BeautifulSoup(file.read_bytes(), "html5lib").html
        texts = [text for text in page.find_all(string=True) if text.strip()]
        labels = [text.parent.attrs["__boilernet_label"] for text in texts]  # each has its own
        content = " ".join(text for text, label in zip(texts, labels, strict=True) if label == "1")
        assert set(labels) == {"0", "1"}
        assert words(content) == words(release.to_text(rows[file.stem]))


def test_wcxb(release: Release, tmp_path: Path, corpus: Callable[..., Ran]) -> None:
    assert corpus("export", release.path, "--to", "wcxb", "--out", tmp_path / "out").code == 0
    pages = dict(release.html())
    truths = {path.stem: path for path in tmp_path.glob("out/*/ground-truth/*.json")}
    assert truths.keys() == pages.keys()
    for row in release.rows():
        if row["id"] not in pages:
            continue
        file = truths[row["id"]]
        html = gzip.decompress((file.parents[1] / "html" / f"{row['id']}.html.gz").read_bytes())
        assert html.decode() == pages[row["id"]]
        said = json.loads(file.read_text("ascii"))
        truth = said["ground_truth"]
        assert (said["schema_version"], said["file_id"]) == ("2.0", row["id"])
        kept = release.to_text(row).split("\n")
        assert [line for line in kept if line in truth["main_content"].split("\n")]
        assert all(snippet in truth["main_content"] for snippet in truth["with"])
        assert not any(snippet in truth["main_content"] for snippet in truth["without"])


def test_a_release_without_html_is_told(
    sample: Path, tmp_path: Path, corpus: Callable[..., Ran]
) -> None:
    ran = corpus("export", sample, "--to", "wcxb", "--out", tmp_path / "out")
    assert ran.code == 2
    assert "has no html/, which the format wcxb is made from" in ran.err
    assert not any(tmp_path.iterdir())
