"""Whatever a file looks like: only what is fixed differs, and a second run finds nothing."""

from __future__ import annotations

import json
import random
import subprocess
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.contract.limits import Limits
from corpus.contributions.fix_files import Fixes
from corpus.contributions.policy import Policy
from corpus.pipeline.read_articles import Checks

CHECKS = Checks(Limits(), date(2026, 11, 26))
WORDS = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from('\\"/ \u00e9\U0001f600\u2028'),
    max_size=8,
)
# Members as they are written, and the member that they become; None: it goes.
WRONG: list[tuple[tuple[str, Any], tuple[str, Any] | None]] = [
    (("title", None), None),
    (("rights", ""), None),
    (("license", "\u200b "), None),
    (("autors", ["Ana Ruiz"]), ("authors", ["Ana Ruiz"])),
    (("languge", "en"), ("language", "en")),
    (("published", "2 November 2026"), ("published", "2026-11-02")),
    (("publishd", "2026/11/02"), ("published", "2026-11-02")),
    (("retrieved", "2026-11-02 10:00:00Z"), ("retrieved", "2026-11-02T10:00:00Z")),
    (("url", "https://Www.Echo.IE/A?b=C"), ("url", "https://www.echo.ie/A?b=C")),
]


@st.composite
def records(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """A record in any order of its members, and what is right."""
    lines = draw(st.lists(WORDS, max_size=4))
    ends = [draw(st.sampled_from(["\n", " \n", "\t \r\n", "\r\n", "\r"])) for _ in lines]
    written = "x" + "".join(f"{line.rstrip()}|{end}" for line, end in zip(lines, ends, strict=True))
    members: list[tuple[tuple[str, Any], tuple[str, Any] | None]] = [
        (("id", "a"), ("id", "a")),
        (("outlet", "echo"), ("outlet", "echo")),
        (("text", written), ("text", trimmed(written))),
    ]
    extra = draw(st.dictionaries(WORDS, WORDS | st.none() | st.booleans(), max_size=3))
    members.append((("extra", extra), ("extra", extra)))
    members += draw(st.lists(st.sampled_from(WRONG), unique_by=right_name))
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for wrong, right in draw(st.permutations(members)):
        before.setdefault(*wrong)
        after.update([right] if right else [])
    return before, after


def right_name(case: tuple[tuple[str, Any], tuple[str, Any] | None]) -> str:
    wrong, right = case
    return right[0] if right else wrong[0]


def trimmed(text: str) -> str:
    """Line by line, without the pattern."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip(" \t") for line in lines)


def serialised(value: Any, draw: random.Random, indent: int | None, end: str) -> str:
    text = json.dumps(value, indent=indent, ensure_ascii=draw.random() < 0.5)
    if indent is None and draw.random() < 0.5:
        text = json.dumps(value, separators=(draw.choice([",", " , "]), draw.choice([":", " :"])))
    return text.replace("\n", end)


@settings(max_examples=150)
@given(
    cases=st.lists(records(), min_size=1, max_size=4),
    form=st.sampled_from(["lines", "list", "one"]),
    indent=st.sampled_from([None, 0, 2, "\t"]),
    end=st.sampled_from(["\n", "\r\n"]),
    mark=st.sampled_from(["", "\ufeff"]),
    draw=st.randoms(use_true_random=False),
)
def test_fixes_touch_nothing_else(
    cases: list[tuple[dict[str, Any], dict[str, Any]]],
    form: str,
    indent: Any,
    end: str,
    mark: str,
    draw: random.Random,
) -> None:
    before, right = [case[0] for case in cases], [case[1] for case in cases]
    if form == "lines":
        text = "".join(serialised(one, draw, None, end) + end for one in before)
    elif form == "list":
        text = serialised(before, draw, indent, end)
    else:
        text, right = serialised(before[0], draw, indent, end) + end, right[:1]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ("a.jsonl" if form == "lines" else "a.json")
        original = f"{mark}{text}".encode()
        path.write_bytes(original)
        shown = b"".join(Fixes(CHECKS, Policy(), [path]).diff())
        assert path.read_bytes() == original

        Fixes(CHECKS, Policy(), [path]).write()
        fixed = path.read_bytes()
        body = fixed.decode().removeprefix(mark)
        read = [*map(json.loads, body.split("\n")[:-1])] if form == "lines" else json.loads(body)
        found = read if isinstance(read, list) else [read]
        assert found == right
        assert [[*one] for one in found] == [[*one] for one in right]  # in the same order
        assert (fixed.decode()[: len(mark)], fixed.endswith(b"\n")) == (mark, text.endswith("\n"))

        again = Fixes(CHECKS, Policy(), [path])
        again.write()
        assert (again.problems, path.read_bytes()) == (0, fixed)

        path.write_bytes(original)
        if shown:
            program = ["patch", "--binary", "--quiet", path]
            subprocess.run(program, input=shown, check=True)
        assert path.read_bytes() == fixed
