"""`--statistics`: how often each rule was broken, in place of the problems."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from corpus.cli.formats import FORMATS, STATISTICS
from tests.cli.formats.readers import OURS
from tests.conftest import Ran, Raw

GOOD = {"text": "The ferry left on time.", "url": "https://good.example/1"}
SAID = "1 articles are valid, 1,202 problems and 1 warning found\n"
TABLE = """\
1,200  C101 unknown_field  error     has a field that the schema does not know
    2  C014 not_json       error     is not JSON
    1  C111 blank_field    warning   has an optional field of white space or invisible characters \
alone; it counts as absent
"""


@pytest.fixture
def problems(raw: Raw, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(raw.folder.parent)
    raw.write("a.jsonl", [{**GOOD, "publised": "soon"}] * 1200)
    raw.write("b.json", {**GOOD, "title": " "})
    raw.write("c.jsonl", "{]\n{]\n")


@pytest.mark.usefixtures("problems")
def test_the_table(corpus: Callable[..., Ran]) -> None:
    said = SAID.replace("\n", "; 1,201 of them can be fixed with --fix\n")
    assert corpus("validate", "--statistics") == Ran(1, TABLE, said)


@pytest.mark.usefixtures("problems")
def test_the_document(corpus: Callable[..., Ran]) -> None:
    ran = corpus("validate", "--statistics", "--format", "json")
    document = json.loads(ran.out)
    OURS.validate(document)
    assert (ran.code, ran.err) == (1, SAID)
    assert document["articles"] == 1
    assert document["counts"] == {"error": 1202, "warning": 1, "note": 0, "left_out": 0}
    assert [(rule["count"], rule["code"]) for rule in document["statistics"]] == [
        (1200, "C101"),
        (2, "C014"),
        (1, "C111"),
    ]


def test_nothing_to_count(
    raw: Raw, corpus: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(raw.folder.parent)
    raw.write("a.json", GOOD)
    assert corpus("validate", "--statistics").out == ""


@pytest.mark.parametrize("form", sorted(set(FORMATS) - set(STATISTICS)))
def test_other_formats_have_none(form: str, corpus: Callable[..., Ran]) -> None:
    ran = corpus("validate", "--statistics", "--format", form)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.splitlines()[-1] == (
        f"Error: --statistics is written as text or json, not as {form}"
    )
