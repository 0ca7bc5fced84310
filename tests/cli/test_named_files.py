"""`corpus validate` takes any file of a corpus, alone and in a mix."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Ran, Raw

DATA = tomllib.loads((Path(__file__).parent / "named_files.toml").read_text("utf-8"))


def place_and_rule(line: str) -> str:
    place, rule = re.findall(r"^(.*?): (C\d+ \w+): ", line)[0]
    return f"{place} {rule}"


@pytest.mark.parametrize("case", DATA["case"], ids=[case["name"] for case in DATA["case"]])
def test_any_file_may_be_named(
    case: dict[str, Any],
    raw: Raw,
    corpus: Callable[..., Ran],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(raw.folder.parent)
    for file, content in DATA["files"].items():
        raw.write(f"../{file}", content)
    ran = corpus("validate", *case["paths"])
    assert sorted(map(place_and_rule, ran.out.splitlines())) == sorted(case["out"])
    assert (ran.code, ran.err.splitlines()[-1].split()[0]) == (1, str(case["articles"]))
