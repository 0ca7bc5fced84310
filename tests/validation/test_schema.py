from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpus.contract.labels import BOILERPLATE, LABELS
from corpus.contract.schemas import schema
from corpus.validation.schema import explain, explained_problems, is_valid
from tests.validation.mutations import mutated_records

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
dates = st.sampled_from(
    [
        "2026-02-28",
        "2026-02-30",
        "2026-13-01",
        "2026-02-28T10:00:00Z",
        "2026-02-28T10:00:00.123+02:00",
        "2026-02-28T10:00:00",
        "2026-02-28t10:00:00z",
        "28.2.2026",
        "",
    ]
)
urls = st.sampled_from(
    [
        "https://a.example/x",
        "http://a.example",
        "ftp://a.example",
        "https:///x",
        "a.example",
        "http://[::1",
        "https://a.example/a b",
        "https://ä.example/ü",
    ]
)
values: dict[str, st.SearchStrategy[Any]] = {
    "text": st.sampled_from(["x", "", "  ", "\n", "über"]) | scalars,
    "html": st.just("<p>x") | scalars,
    "url": urls | scalars,
    "outlet": st.sampled_from(["a", "A", "a.example", ""]) | scalars,
    "id": st.sampled_from(["a", "a b", "x" * 128, "x" * 129]) | scalars,
    "title": st.sampled_from(["x", ""]) | scalars,
    "authors": st.lists(scalars, max_size=2) | scalars,
    "published": dates | scalars,
    "retrieved": dates | scalars,
    "language": st.sampled_from(["en", "pt-BR", "english", "e"]) | scalars,
    "license": st.sampled_from(["CC0-1.0", ""]) | scalars,
    "rights": st.sampled_from(["x", ""]) | scalars,
    "extra": st.dictionaries(st.text(max_size=3), scalars | st.lists(scalars), max_size=2),
    "titel": scalars,
}
records = st.fixed_dictionaries({}, optional=values)


@given(records | scalars | st.lists(scalars))
@example({"text": "x", "url": "https://a.example/", "published": "2026-02-28T23:59:60Z"})
def test_the_one_that_decides_and_the_one_that_explains_agree(data: Any) -> None:
    assert bool(explained_problems("article", data, "f", 1, 20)) is not is_valid("article", data)


@pytest.mark.parametrize("name", ["article", "labels", "outlets"])
def test_the_schemas_are_schemas(name: str) -> None:
    from jsonschema import Draft202012Validator

    Draft202012Validator.check_schema(schema(name))


def test_the_label_set_is_the_same_everywhere() -> None:
    span = schema("labels")["$defs"]["annotation"]["properties"]["spans"]["items"]
    assert tuple(span["properties"]["label"]["enum"]) == LABELS
    phrases = schema("outlets")["properties"]["outlet"]["items"]["properties"]["phrases"]
    assert tuple(phrases["propertyNames"]["enum"]) == BOILERPLATE


@pytest.mark.parametrize("is_list", [False, True], ids=["one annotation", "a list of them"])
def test_of_the_alternatives_the_one_that_the_data_is_nearest_to_is_explained(
    is_list: bool,
) -> None:
    spans = [{"start": 0, "end": 5, "label": "advert", "text": "Share"}]
    entry = {"sha256": "0" * 64, "annotator": "ana", "date": "2026-11-20", "spans": spans}
    problems = explain("labels", [entry] if is_list else entry, "f", 1)
    assert [problem.reason for problem in problems] == ["bad_value"]
    path = '"[0].spans[0].label"' if is_list else '"spans[0].label"'
    assert path in problems[0].message


@pytest.mark.parametrize("name", ["article", "outlets", "manifest"])
def test_patterns_end_with_what_means_the_end_in_every_engine(name: str) -> None:
    assert [pattern for pattern in _patterns(schema(name)) if pattern.endswith("$")] == []


def _patterns(node: Any) -> list[str]:
    if isinstance(node, list):
        return [pattern for inner in node for pattern in _patterns(inner)]
    if not isinstance(node, dict):
        return []
    own = [node["pattern"]] if isinstance(node.get("pattern"), str) else []
    return own + [pattern for inner in node.values() for pattern in _patterns(inner)]


def test_what_the_explainer_does_not_see_is_a_problem_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("corpus.validation.schema.is_valid", lambda name, data: False)
    (problem,) = explain("article", {"text": "x", "outlet": "a"}, "f", 1)
    assert problem.reason == "unexplained"
    assert "article.schema.json" in problem.message


@pytest.mark.parametrize(
    ("count", "seed"), [(500, 1), pytest.param(10_000, 2, marks=pytest.mark.slow)]
)
def test_decider_and_explainer_agree_on_mutated_records(count: int, seed: int) -> None:
    disagreements = [
        record
        for record in mutated_records(count, seed)
        if bool(explained_problems("article", record, "f", 1, 20)) is is_valid("article", record)
    ]
    assert disagreements == []
