"""Files of other tools, through the commands."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import corpus as library
from tests.cli.test_build import rejected, told
from tests.conftest import Ran, Raw

SAMPLES = Path(__file__).parent.parent / "read" / "samples"
ROW = {"headline": "Ferry", "link": "https://a.example/1"}


@pytest.fixture(autouse=True)
def here(raw: Raw, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(raw.folder.parent)


def rows(count: int, **fields: object) -> list[dict[str, object]]:
    return [{**ROW, "link": f"https://a.example/{n}", **fields} for n in range(count)]


def test_all_samples_become_one_release(corpus: Callable[..., Ran]) -> None:
    shutil.copytree(SAMPLES, "crawl")
    ran = corpus("build", "crawl", "--outlet", "thrushdale-echo")
    assert ran.code == 0
    notes = [line for line in ran.err.splitlines() if line.split(";")[0].endswith(" records")]
    assert [line.split(";")[0] for line in notes] == [
        "2 files (crawl/news-please-0.json, crawl/news-please-1.json): 2 news-please records",
        "3 files (crawl/trafilatura.jsonl, crawl/trafilatura.tei.xml, crawl/trafilatura.xml): "
        "4 trafilatura records",
        "crawl/newspaper4k.json: 2 newspaper4k records",
        "crawl/fundus.json: 2 Fundus records",
        "5 files (crawl/cc-news.arrow, crawl/cc-news.feather, crawl/cc-news.parquet, ...): "
        "10 CC-News records",
        "2 files (crawl/datatrove.jsonl.gz, crawl/dolma.json.gz): 4 Dolma records",
        "crawl/crawl.warc.gz: 2 WARC records",
        "crawl/crawl.wet: 2 WET records",
        "2 files (crawl/trafilatura.md, crawl/trafilatura.txt): 2 plain-text records",
        "3 files (crawl/scrapy.csv, crawl/scrapy.jl, crawl/scrapy.json): 6 other records",
    ]
    assert "in extra: description 2" in notes[0]
    assert "2 dates without a zone, read as UTC" in notes[0]
    assert "not kept: raw_text (the text again, without lines) 2" in notes[1]
    origins = {str(origin) for origin in library.open_release("build/latest").origins()}
    assert {"fundus.json: item 1", "fundus.json: item 2"} <= origins
    lost = rejected(Path("build"))
    reasons = {line["reason"] for line in lost}
    assert reasons == {"duplicate_id", "duplicate_record", "ignored_file", "no_pages"}
    units = {line["unit"] for line in lost}
    assert units == {None, "line", "item", "record", "record at byte"}
    assert corpus("verify", "build/latest").code == 0


@pytest.mark.parametrize(
    ("fields", "reason", "line"),
    [
        (
            {"prose": "It left on time.", "body_html": 3, "headline": 1},
            "unmapped_field",
            '1,200 x C401 unmapped_field: no "text" among its fields headline, link, prose, '
            "body_html; expected the article's text; if prose has it: --map prose=text "
            "(at raw/a.jl:1:1, raw/a.jl:2:1, raw/a.jl:3:1, ...)",
        ),
        (
            {"body": "It left on time.", "date": "02/11/2026"},
            "kept_in_extra",
            '1,200 x C402 kept_in_extra: "date" is …; expected a date with one reading; it is '
            'kept in "extra"; say which: dates = "day-first" or "month-first" in the table '
            "[import] of the configuration (at raw/a.jl:1:90, raw/a.jl:2:90, raw/a.jl:3:90, ...)",
        ),
    ],
    ids=["a problem", "a warning"],
)
def test_what_all_records_of_a_tool_have_is_one_line(
    raw: Raw, corpus: Callable[..., Ran], fields: dict[str, object], reason: str, line: str
) -> None:
    raw.write("a.jl", "".join(json.dumps(row) + "\n" for row in rows(1200, **fields)))
    ran = corpus("validate", "--ignore", "copied_text")
    assert ran.out == line + "\n"
    assert ran.code == (reason == "unmapped_field")
    assert len(corpus("validate", "--all", "--ignore", "C7").out.splitlines()) == 1200


def test_a_mapping_on_the_command_line_and_in_the_configuration(
    raw: Raw, corpus: Callable[..., Ran]
) -> None:
    raw.write("a.csv", "prose,href,day\nThe ferry left.,https://a.example/1,02/11/2026\n")
    Path("corpus.toml").write_text(
        '[import]\nmap = { prose = "title", href = "url", day = "published" }\n'
        'dates = "day-first"\noutlet = "echo"\n'
    )
    ran = corpus("build", "--config", "corpus.toml", "--map", "prose=text")
    assert ran.code == 0
    assert told(ran.err).startswith(
        "raw/a.csv: 1 other record; published from day, text from prose, url from href\n"
    )
    (row,) = library.open_release("build/latest").rows()
    assert (row["text"], row["outlet"], str(row["published"])[:10]) == (
        "The ferry left.",
        "echo",
        "2026-11-02",
    )
    recorded = library.open_release("build/latest").manifest.config["import"]
    assert recorded["map"] == {"prose": "text", "href": "url", "day": "published"}


def test_a_mapping_that_fits_no_record_is_told(raw: Raw, corpus: Callable[..., Ran]) -> None:
    raw.write("a.jl", [{**ROW, "body": "It left."}])
    for command in ("build", "validate"):
        said = corpus(command, "--map", "bdy=text,link=url").err
        assert "bdy=text of the mapping: no record has the field bdy\n" in said
        assert "no record has the field link" not in said


def test_an_outlet_is_said_of_our_own_records_without_one(
    raw: Raw, corpus: Callable[..., Ran]
) -> None:
    raw.write("a.jsonl", [{"text": "It left.", "title": "Ferry"}, {**ROW, "body": "It came."}])
    assert corpus("build", "--outlet", "echo").code == 0
    assert {row["outlet"] for row in library.open_release("build/latest").rows()} == {"echo"}


def test_several_files_and_folders_at_once(raw: Raw, corpus: Callable[..., Ran]) -> None:
    text = {"text": "The ferry left on time.", "outlet": "echo"}
    raw.write("a/one.json", {**text, "id": "one"})
    raw.write("a/left-out.json", {**text, "id": "left-out", "text": "It did not leave."})
    raw.write("b/two.jsonl", [{**text, "id": "two", "text": "The bus left on time."}])
    raw.write("three.csv", "body,outlet\nThe train left.,echo\n")
    echo = 'id = "echo"\nname = "Echo"\nhosts = ["echo.example"]\n'
    raw.write("outlets/ie.toml", f'country = "IE"\n[[outlet]]\n{echo}')
    ran = corpus("build", "raw/a/one.json", "raw/b", "raw/three.csv")
    assert ran.out.startswith("raw/a/one.json, raw/b, raw/three.csv -> build/1.0.0\n")
    release = library.open_release("build/latest")
    assert {str(origin) for origin in release.origins()} == {
        "a/one.json:1",
        "b/two.jsonl:1",
        "three.csv: record 1",
    }
    assert {row["outlet_name"] for row in release.rows()} == {"Echo"}
    again = corpus("build", "raw/a/one.json", "--out", "alone")
    assert again.out.startswith("raw/a/one.json -> alone/1.0.0\n")


def test_a_file_beside_the_output_folder(raw: Raw, corpus: Callable[..., Ran]) -> None:
    Path("a.csv").write_text(
        "body,link\nThe ferry left.,https://a.example/1\n,https://a.example/2\n"
    )
    ran = corpus("build", "a.csv")
    assert ran.code == 0
    assert told(ran.err).startswith('a.csv: record 2: C104 bad_value: "text" is ""; ')


def test_labels_of_a_text_that_changed_are_for_no_item_of_a_list(
    raw: Raw, corpus: Callable[..., Ran]
) -> None:
    other = {"body": "It left.\nShare this", "link": "https://a.example/2"}
    raw.write("a.json", [{**ROW, "body": "The ferry left.\nShare this"}, other])
    span = {"start": 0, "end": 10, "label": "share_follow", "text": "Share this"}
    judgement = {"annotator": "ana", "date": "2026-11-20", "spans": [span]}
    raw.write("a.labels.json", {**judgement, "sha256": "0" * 64})
    ran = corpus("validate")
    assert ran.out.startswith("raw/a.labels.json:1:137: C607 orphaned_labels: ")


def test_labels_of_people_stand_beside_a_file_of_another_tool(
    raw: Raw, corpus: Callable[..., Ran]
) -> None:
    from corpus.identify.canonical import sha256

    text = "The ferry left.\nShare this"
    raw.write(
        "a.json", [{"body": text, "link": "https://a.example/1"}, {**ROW, "body": "It left."}]
    )
    span = {"start": 16, "end": 26, "label": "share_follow", "text": "Share this"}
    judgement = {"annotator": "ana", "date": "2026-11-20", "complete": True, "spans": [span]}
    raw.write("a.labels.json", {**judgement, "sha256": sha256(text)})
    assert corpus("build").code == 0
    human = [row["human_labelled"] for row in library.open_release("build/latest").rows()]
    assert sorted(human) == [False, True]
