"""What is remarked on one article: cases of `remarks.toml`."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from corpus import validate
from corpus.contract.reasons.contributions import RULES
from tests.conftest import Raw

CASES = tomllib.loads((Path(__file__).parent / "remarks.toml").read_text("utf-8"))["case"]
STORY = (
    "The ferry left the harbour late on Monday, and the people of the island waited on the pier "
    "until a quarter past nine.\nThe company said that a pump had failed, that nobody was hurt, "
    "and that the boat would sail again as soon as the inspector had seen it."
)
TABLE = """country = "IE"
[[outlet]]
id = "echo"
name = "The Echo"
hosts = ["echo.example"]
[[outlet]]
id = "harbour-courier"
name = "The Harbour Courier"
hosts = ["harbour-courier.example"]
"""


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_remarks_on_an_article(
    case: dict[str, Any], raw: Raw, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(raw.folder.parent)
    raw.write("outlets/ie.toml", TABLE)
    text = case["article"].pop("text", "{story}").replace("{story}", STORY)
    raw.write("a.json", case["article"] | {"text": text})
    Path("corpus.toml").write_text(settings(case.get("policy", {})))
    found = validate("raw", config="corpus.toml")
    assert [problem.reason for problem in found] == case["rules"]


def settings(policy: dict[str, Any]) -> str:
    return "[validate]\n" + "".join(f"{name} = {value}\n" for name, value in policy.items())


def test_each_remark_has_a_case_that_is_told() -> None:
    told = {rule for case in CASES for rule in case["rules"]}
    of_corpora = {name for name, rule in RULES.items() if rule.code < "C72"}
    assert told == RULES.keys() - of_corpora


def test_a_secret_and_private_data_are_not_repeated(raw: Raw) -> None:
    text = f"{STORY} Write to mary.byrne@mail.example."
    raw.write("a.json", {"url": "https://a.example/1?api_key=hunter2", "text": text})
    found = validate(raw.folder, select=["secret_parameter", "private_data"])
    assert [problem.reason for problem in found] == ["secret_parameter", "private_data"]
    assert not any("hunter2" in f"{problem}" or "byrne" in f"{problem}" for problem in found)
