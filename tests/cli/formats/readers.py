"""Reads what the formats write, and judges it by their schemas."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jsonschema import Draft4Validator, Draft202012Validator, FormatChecker
from lxml import etree

from corpus.contract.schemas import schema

OFFICIAL = Path(__file__).with_name("official")
SARIF = Draft4Validator(
    json.loads((OFFICIAL / "sarif-schema-2.1.0.json").read_bytes()), format_checker=FormatChecker()
)
OURS = Draft202012Validator(schema("problems"))
JUNIT = etree.XMLSchema(etree.parse(OFFICIAL / "junit-10.xsd"))

Read = Callable[[str], list[Any]]  # the problems, in the form that the format has for one


def of_document(out: str) -> list[Any]:
    assert out.isascii()  # whatever the locale is
    document = json.loads(out)
    OURS.validate(document)
    problems: list[Any] = document["problems"]
    assert document["counts"].items() >= Counter(one["severity"] for one in problems).items()
    assert sum(document["counts"].values()) == len(problems)
    return problems


def of_lines(out: str) -> list[Any]:
    assert out.isascii()  # whatever the locale is
    problems = [json.loads(line) for line in out.splitlines()]
    for problem in problems:
        OURS.validate(problem)
    return problems


def of_sarif(out: str) -> list[Any]:
    assert out.isascii()  # whatever the locale is
    document = json.loads(out)
    SARIF.validate(document)
    (run,) = document["runs"]
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    assert {rule["id"] for rule in rules} == {result["ruleId"] for result in run["results"]}
    results: list[Any] = run["results"]
    return results


def of_junit(out: str) -> list[Any]:
    """The lines of each problem, behind the name of the test case."""
    assert out.isascii()  # whatever the locale is
    document = etree.fromstring(out.encode())
    JUNIT.assertValid(document)
    cases = list(document.iter("testcase"))
    failures = list(document.iter("failure"))
    for suite in (document, *document):
        assert int(suite.get("tests")) == len(cases)
        assert int(suite.get("failures")) == len(failures)
    names = [case.get("name") for case in cases]
    assert len(set(names)) == len(names)
    return [
        (case.get("name"), line)
        for case in cases
        for told in case
        for line in told.text.strip("\n").split("\n")
    ]


def of_annotations(out: str) -> list[Any]:
    """The lines, as annotations or texts."""
    return out.splitlines()


READERS: dict[str, Read] = {
    "text": of_annotations,
    "github": of_annotations,
    "json": of_document,
    "jsonl": of_lines,
    "sarif": of_sarif,
    "junit": of_junit,
}
MACHINE = ("json", "jsonl", "sarif", "junit")


def codes(form: str, out: str) -> Counter[str]:
    """How many problems of each rule a format has written."""
    names = (re.search(r"C\d{3}", json.dumps(one)) for one in READERS[form](out))
    return Counter(name[0] for name in names if name)
