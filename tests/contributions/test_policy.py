"""What the policy of a corpus makes of problems."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.contract.problems import problem
from corpus.contributions.policy_settings import read_policy
from corpus.errors import SettingError, UsageError
from tests.conftest import Ran, Raw

MARKUP = problem("markup", "raw/old/a.json", 1, found="<p>", place=1)  # C301, a warning
LABELS = problem("no_labels", "raw/old/a.json", 1, labels="a.labels.json")  # C753, optional
FIELD = problem("missing_field", "raw/new/a.json", 1, field='"text"', expected="a text")  # C102

CASES: dict[str, tuple[dict[str, object], list[str], list[str], list[str | None]]] = {
    # [validate], --select, --ignore; what becomes of MARKUP, LABELS, FIELD
    "nothing": ({}, [], [], ["warning", None, "error"]),
    "a rule": ({"ignore": ["markup"]}, [], [], [None, None, "error"]),
    "a code in lower case": ({"ignore": ["c301"]}, [], [], [None, None, "error"]),
    "some rules": ({"ignore": ["C3", "C1"]}, [], [], [None, None, None]),
    "raised": ({"error": ["C301", "no_labels"]}, [], [], ["error", "error", "error"]),
    "lowered": ({"note": ["C1"]}, [], [], ["warning", None, "note"]),
    "an optional rule": ({"warning": ["C753"]}, [], [], ["warning", "warning", "error"]),
    "only some": ({"select": ["c753"]}, [], [], [None, "error", None]),
    "an optional rule is named by itself": ({"error": ["C7"]}, [], [], ["warning", None, "error"]),
    "the narrower counts": ({"ignore": ["C"], "error": ["C30"]}, [], [], ["error", None, None]),
    "of a path": (
        {"error": ["C3"], "paths": {"raw/old/*": {"ignore": ["C3"]}}},
        *([], []),
        [None, None, "error"],
    ),
    "of another path": (
        {"paths": {"raw/new/*": {"ignore": ["C3"], "warning": ["C1"]}}},
        *([], []),
        ["warning", None, "warning"],
    ),
    "selected for a path": (
        {"paths": {"raw/old/*": {"select": ["C753"]}}},
        *([], []),
        [None, "error", "error"],
    ),
    "the command counts more": ({"ignore": ["C301"]}, ["C301"], [], ["warning", None, None]),
    "the command leaves out": ({"error": ["C301"]}, [], ["C3,C1"], [None, None, None]),
    "severity beside a selection": ({"note": ["C3"]}, ["C3"], [], ["note", None, None]),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_told_and_how_severe_it_is(case: str) -> None:
    table, select, ignore, expected = CASES[case]
    policy = read_policy(table, Path("corpus.toml"), select, ignore)
    found = [policy.apply(one) for one in (MARKUP, LABELS, FIELD)]
    assert [one and one.severity for one in found] == expected
    tells = [policy.tells(one.reason) for one in (MARKUP, LABELS, FIELD)]
    assert all(tells[n] for n, severity in enumerate(expected) if severity)


def test_what_no_file_is_told_of_need_not_be_looked_for() -> None:
    policy = read_policy({"ignore": ["C3"]}, None)
    assert not policy.tells("markup", "no_labels")
    assert policy.tells("markup", "missing_field")
    inner = {"ignore": ["C3"], "paths": {"raw/*": {"warning": ["markup"]}}}
    assert read_policy(inner, None).tells("markup")


def test_patterns_are_relative_to_the_configuration(tmp_path: Path) -> None:
    table = {"paths": {"raw/old/*": {"ignore": ["C3"]}}}
    policy = read_policy(table, tmp_path / "corpus.toml")
    inside = MARKUP._replace(file=str(tmp_path / "raw/old/deep/a.json"))
    assert policy.apply(inside) is None
    assert policy.apply(MARKUP) == MARKUP


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (
            {"ignore": ["markpu"]},
            'corpus.toml: validate.ignore has "markpu", which is no rule; expected the name or '
            "code of a rule, or what codes begin with, such as C3; did you mean markup?",
        ),
        (
            {"paths": {"raw/*": {"error": ["X9"]}}},
            'corpus.toml: validate.paths.raw/*.error has "X9", which is no rule; expected the name '
            "or code of a rule, or what codes begin with, such as C3; docs/rules.md lists them",
        ),
        (
            {"select": "C3"},
            "corpus.toml: validate.select is C3; expected a list of rules: names, codes, or what "
            "codes begin with, such as C3; correct it",
        ),
        (
            {"min_characters": -1},
            "corpus.toml: validate.min_characters is -1; expected a whole number from 0 to "
            "1,000,000,000; correct it",
        ),
        (
            {"oldest": "2020-01-01"},
            "corpus.toml: validate.oldest is 2020-01-01; expected a date without quotation marks, "
            "such as 2020-01-31; correct it",
        ),
        (
            {"paths": {"raw/*": {"licenses": []}}},
            "corpus.toml: validate.paths.raw/*.licenses is licenses; expected a table with select, "
            "ignore, error, warning, note; correct it",
        ),
    ],
)
def test_a_setting_that_cannot_be(table: dict[str, object], told: str) -> None:
    with pytest.raises(SettingError) as stopped:
        read_policy(table, Path("corpus.toml"))
    assert str(stopped.value) == told


def test_a_rule_of_the_command_that_is_none() -> None:
    with pytest.raises(UsageError, match=r"^--select nonsense: no rule is this; expected the name"):
        read_policy({}, None, ["nonsense"])


def test_a_wrong_setting_is_told_at_its_place(
    raw: Raw, corpus: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(raw.folder.parent)
    Path("corpus.toml").write_text('[validate]\nignore = ["markup", "markpu"]\n')
    assert corpus("validate", "corpus.toml").out.startswith("corpus.toml:2:21: C605 bad_config: ")


def test_the_policy_decides_on_the_exit_code(
    raw: Raw, corpus: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(raw.folder.parent)
    raw.write("a.jsonl", [{"url": "https://a.example/1", "text": "<p>It sailed late.</p>"}])
    assert corpus("validate").code == 0
    assert corpus("validate", "--strict").code == 1
    assert corpus("validate", "--strict", "--ignore", "markup").code == 0
    Path("corpus.toml").write_text('[validate]\nerror = ["markup"]\n')
    assert corpus("validate", "--config", "corpus.toml").code == 1
    Path("corpus.toml").write_text('[validate]\nlicenses = ["CC0-1.0"]\noldest = 2020-01-01\n')
    ran = corpus("validate", "--config", "corpus.toml", "--select", "no_license")
    assert ran.out.startswith("raw/a.jsonl:1:1: C752 no_license: ")
