"""`corpus explain`, and what the rules say of themselves."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable

import pytest

from corpus.contract.reasons import RULES
from corpus.contract.reasons.rule import Rule
from tests.conftest import Ran, Raw


def is_of_one_record(rule: Rule) -> bool:
    """Whether its example is what a line of a file may be."""
    return re.fullmatch(r"[{\[][^\n]*[}\]]", rule.example) is not None and rule.code < "C5"


SHOWN = [name for name, rule in RULES.items() if is_of_one_record(rule) and rule.code != "C109"]


@pytest.mark.parametrize("word", ["C101", "c101", "unknown_field", "UNKNOWN_FIELD"])
def test_a_rule_is_explained_by_code_and_name(word: str, corpus: Callable[..., Ran]) -> None:
    ran = corpus("explain", word)
    rule = RULES["unknown_field"]
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("C101 unknown_field (error: the input is left out)\n")
    for part in (rule.what, rule.why, rule.example, rule.fix):
        assert part in ran.out


@pytest.mark.parametrize(
    ("word", "fix"),
    [("unknown_fild", "did you mean unknown_field?"), ("C999", "docs/rules.md lists them")],
)
def test_what_is_no_rule(word: str, fix: str, corpus: Callable[..., Ran]) -> None:
    ran = corpus("explain", word)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.endswith(f"{fix}\n")


def test_a_code_names_one_rule() -> None:
    codes = Counter(rule.code for rule in RULES.values())
    assert set(codes.values()) == {1}
    assert all(re.fullmatch(r"C\d{3}", code) for code in codes)


def test_examples_of_records_are_tried() -> None:
    assert len(SHOWN) > 10


@pytest.mark.parametrize("name", SHOWN)
def test_an_example_shows_its_rule(
    name: str, raw: Raw, corpus: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(raw.folder.parent)
    good = json.dumps({"text": "It came back late.", "outlet": "echo"})
    raw.write("a.jsonl", f"{RULES[name].example}\n{good}\n".encode())
    assert f": {RULES[name].code} {name}: " in corpus("validate", "--all").out
