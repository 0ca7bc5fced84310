"""Out to a tool and back, with the commands."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.parquet as pq
import pytest

from corpus.annotate.tools import TOOLS
from tests.annotate.people import LET_STAND
from tests.cli.releases import made
from tests.conftest import Ran, rows

TEXTS = {
    "emoji": "Fähre 🛳️ liegt still 👨‍👩‍👧\n📣 Jetzt anmelden: Newsletter abonnieren!\n"
    "Der Motor ist hin.\nMehr zum Thema\n🔗 Lesen Sie auch: Der Fahrplan 🗓️",
    "rtl": "العبّارة متوقفة 😀 في الميناء\nاقرأ أيضا: مواعيد السفر 🗓️\nالمحرك معطل.\nشارك المقال",
}
Records = list[dict[str, Any]]
Import = Callable[..., Ran]


class Made(NamedTuple):
    release: Path
    raw: Path
    spans: dict[str, list[tuple[int, int, str]]]  # by article


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("annotate")
    for name, text in TEXTS.items():
        (folder / "raw" / name).mkdir(parents=True)
        article = {"id": name, "url": f"https://{name}.example/a", "text": text}
        (folder / "raw" / name / "a.json").write_text(json.dumps(article))
    release = made(folder / "raw", folder / "build")
    return Made(release, folder / "raw", spans_of(release))


@pytest.fixture
def corpora(once: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Made:
    """The release of two articles, and a copy of its raw folder as `raw`."""
    monkeypatch.chdir(tmp_path)
    return once._replace(raw=Path(shutil.copytree(once.raw, "raw")))


@pytest.fixture
def records(corpora: Made, corpus: Callable[..., Ran]) -> Callable[[str], Records]:
    """What a tool exports when people let all labels stand."""

    def export(tool: str) -> Records:
        out = Path(f"{tool}.tasks")
        ran = corpus("annotate", "export", corpora.release, "--tool", tool, "--out", out)
        assert ran.out.splitlines()[0] == f"{out}: 2 tasks"
        text = out.read_text("utf-8")
        lines = text.splitlines() if TOOLS[tool].is_lines else []
        tasks = map(json.loads, lines) if lines else json.loads(text)
        return [LET_STAND[tool](task) for task in tasks]

    return export


@pytest.fixture
def import_(corpora: Made, corpus: Callable[..., Ran]) -> Import:
    def run(tool: str, answers: Records, file: str = "ana.json") -> Ran:
        Path(file).write_text(as_exported(tool, answers), "utf-8")
        return corpus("annotate", "import", file, "--tool", tool, "--release", corpora.release)

    return run


def as_exported(tool: str, records: Records) -> str:
    return "\n".join(map(json.dumps, records)) if TOOLS[tool].is_lines else json.dumps(records)


def spans_of(release: Path) -> dict[str, list[tuple[int, int, str]]]:
    return {
        name: [(span["start"], span["end"], span["label"]) for span in row["spans"]]
        for name, row in rows(release).items()
    }


def labels(name: str) -> Any:
    return json.loads(Path(f"raw/{name}/a.labels.json").read_text("utf-8"))


@pytest.mark.parametrize("tool", TOOLS)
def test_what_people_let_stand_comes_back(
    tool: str, corpora: Made, records: Callable[[str], Records], import_: Import
) -> None:
    ran = import_(tool, records(tool))
    assert (ran.code, ran.out) == (0, "raw: 2 annotations in 2 labels files\n")
    for name, text in TEXTS.items():
        annotation = labels(name)
        assert corpora.spans[name] == [
            (span["start"], span["end"], span["label"]) for span in annotation["spans"]
        ]
        assert all(text[s["start"] : s["end"]] == s["text"] for s in annotation["spans"])
        assert (annotation["complete"], annotation["tool"]["name"]) == (True, tool)


def test_the_next_release_has_it(records: Callable[[str], Records], import_: Import) -> None:
    answers = records("doccano")
    answers[0]["label"].pop()
    assert import_("doccano", answers).code == 0
    after = rows(made(Path("raw"), Path("again")))
    for answer in answers:
        row = after[answer["article"]]
        assert (row["human_labelled"], len(row["spans"])) == (True, len(answer["label"]))
        assert {span["source"] for span in row["spans"]} <= {"human:ana"}


def test_a_later_answer_takes_the_place_of_the_same_person_s(
    records: Callable[[str], Records], import_: Import
) -> None:
    answers = records("doccano")
    import_("doccano", answers)
    import_("doccano", answers, "ben.json")
    for answer in answers:
        answer["label"] = []
    ran = import_("doccano", answers)
    assert ran.code == 1  # Ana and Ben disagree now
    assert "C603 overlapping_labels" in ran.out
    assert [(a["annotator"], bool(a["spans"])) for a in labels("emoji")] == [
        ("ana", False),
        ("ben", True),
    ]


def test_an_answer_takes_the_place_of_one_on_the_text_of_before(
    records: Callable[[str], Records], import_: Import
) -> None:
    import_("doccano", records("doccano"))
    before = labels("emoji")
    old = {**before, "sha256": "0" * 64}
    of_ben = {**old, "annotator": "ben", "spans": []}
    Path("raw/emoji/a.labels.json").write_text(json.dumps([old, of_ben]))
    for file in ("doccano.tasks", "doccano-labels.json"):
        Path(file).unlink()
    import_("doccano", records("doccano"))
    assert [each["annotator"] for each in labels("emoji")] == ["ana", "ben"]
    assert labels("emoji")[0]["spans"] == before["spans"]


def test_an_answer_is_placed_anew_where_the_text_changed_or_told(
    records: Callable[[str], Records], import_: Import
) -> None:
    answers = records("label-studio")
    article = json.loads(Path("raw/emoji/a.json").read_text("utf-8"))
    article["text"] = "🆕 " + article["text"].replace("Der Fahrplan 🗓️", "Der Plan")
    Path("raw/emoji/a.json").write_text(json.dumps(article))
    ran = import_("label-studio", answers)
    assert ran.code == 1
    assert ran.out.count("C608 orphaned_span") == 1
    assert "Der Fahrplan" in ran.out
    row = rows(made(Path("raw"), Path("again")))["emoji"]
    of_people = [s for s in row["spans"] if s["source"].startswith("human:")]
    assert of_people
    assert not row["human_labelled"]


def test_what_cannot_be_used_is_told(records: Callable[[str], Records], import_: Import) -> None:
    gone, odd = records("doccano")
    gone["article"] = "gone"
    odd["label"] = [[0, 5, "headlines"], [3, 999, "other"], [0, 5, "headline"]]
    ran = import_("doccano", [gone, odd], "ana.jsonl")
    assert ran.code == 1
    assert "ana.jsonl:1:1: C609 lost_answer: an answer for the article gone" in ran.out
    assert ran.out.count("ana.jsonl:2:1: C601 bad_labels") == 2
    (span,) = labels(odd["article"])["spans"]
    assert (span["start"], span["end"], span["label"]) == (0, 5, "headline")
    assert labels(odd["article"])["complete"] is False


def test_a_raw_file_that_is_gone_and_labels_that_are_wrong(
    records: Callable[[str], Records], import_: Import
) -> None:
    answers = records("doccano")
    Path("raw/rtl/a.json").unlink()
    ran = import_("doccano", answers)
    assert (ran.code, ran.out.count("C607 orphaned_labels")) == (1, 1)
    assert not Path("raw/rtl/a.labels.json").exists()
    Path("raw/emoji/a.labels.json").write_text('[{"annotator": "ana"}]')
    ran = import_("doccano", answers)
    assert (ran.code, "raw/emoji/a.labels.json: no labels by their schema" in ran.err) == (2, True)


def test_what_is_selected_over_lines_is_labelled_line_by_line(
    records: Callable[[str], Records], import_: Import
) -> None:
    (answer,) = [each for each in records("prodigy") if each["article"] == "emoji"]
    text = TEXTS["emoji"]
    start = text.index("\nMehr")
    answer["spans"] = [{"start": start, "end": len(text), "label": "related_links"}]
    import_("prodigy", [answer])
    assert [span["text"] for span in labels("emoji")["spans"]] == text[start:].strip().split("\n")


def test_files_of_persons_in_a_zip_file(
    corpora: Made, records: Callable[[str], Records], corpus: Callable[..., Ran]
) -> None:
    with zipfile.ZipFile("export.zip", "w") as archive:
        for person in ("ana", "Ben Ochs"):
            archive.writestr(f"{person}.jsonl", as_exported("doccano", records("doccano")))
            Path("doccano.tasks").unlink()
            Path("doccano-labels.json").unlink()
    ran = corpus(
        "annotate", "import", "export.zip", "--tool", "doccano", "--release", corpora.release
    )
    assert (ran.code, ran.out) == (0, "raw: 4 annotations in 2 labels files\n")
    assert [annotation["annotator"] for annotation in labels("rtl")] == ["ana", "Ben-Ochs"]


@pytest.mark.parametrize(
    ("tool", "text", "told"),
    [
        ("doccano", "[", "ana.json: no JSON Lines"),
        ("argilla", "{}", "ana.json: one record; expected a list"),
        ("label-studio", '[{"text": "a"}]', "ana.json: item 1: no record of label-studio"),
        ("doccano", '{"text": "a"}', "ana.json:1: no record of doccano"),
        ("prodigy", "7", "ana.json:1: no record of prodigy"),
    ],
)
def test_a_file_that_the_tool_did_not_export(
    tool: str, text: str, told: str, corpora: Made, corpus: Callable[..., Ran]
) -> None:
    Path("ana.json").write_text(text)
    ran = corpus("annotate", "import", "ana.json", "--tool", tool, "--release", corpora.release)
    assert (ran.code, told in ran.err) == (2, True), ran.err


def test_a_release_of_before_pages(corpora: Made, corpus: Callable[..., Ran]) -> None:
    release = Path(shutil.copytree(corpora.release, "1.0.0"))
    for file in (release / "data").iterdir():
        table = pq.read_table(file)
        pq.write_table(table.drop_columns(["page_confidence"]), file)
    ran = corpus("annotate", "export", release, "--tool", "prodigy", "--out", "tasks.jsonl")
    assert (ran.code, ran.out.splitlines()[0]) == (0, "tasks.jsonl: 2 tasks")


def test_nothing_is_overwritten(corpora: Made, corpus: Callable[..., Ran]) -> None:
    out = Path("tasks.json")
    out.touch()
    ran = corpus("annotate", "export", corpora.release, "--tool", "argilla", "--out", out)
    assert (ran.code, "tasks.json: cannot be written" in ran.err) == (2, True)
