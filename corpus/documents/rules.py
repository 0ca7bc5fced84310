"""The rules of `corpus validate` in words: for the screen, and for the documentation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.contract.reasons import GROUPS, RULES
from corpus.contract.reasons.rule import Rule

_MEANING = {
    "error": "error: the input is left out",
    "warning": "warning: the input is kept",
    "note": "note: the input is kept, and may be right",
    "left_out": "no error: the input is left out, and there is nothing to fix",
}
_MARKS = {"warning": " *", "note": " **"}
_LINK = re.compile(r"\[([^]]+)\]\([^)]+\)")
_HEAD = """\
<!-- Written by scripts/rules_page.py from corpus/contract/reasons. Do not edit. -->
# Rules

What [`corpus validate`](validate.md) and a build find. Codes and names stay: the code of a rule
that goes is given to no other. `corpus explain C101` prints what stands here. A release lists the
same reasons with the inputs that were left out of it. Rules marked with * are warnings, those
with ** notes: the article, or the label, is kept, and no release lists them. Where a rule says what
`--fix` does, [`corpus validate --fix`](validate.md#fixing) fixes what has one right answer.

"""


def explanation(name: str, rule: Rule) -> Iterator[str]:
    """The lines that explain a rule on a screen."""
    yield f"{rule.code} {name} ({_MEANING[rule.severity]})"
    yield ""
    yield f"What: the input {in_words(rule.what)}."
    yield f"Why: {rule.why}"
    yield ""
    yield "Example:"
    yield from (f"    {line}" for line in rule.example.split("\n"))
    yield ""
    yield f"Fix: {rule.fix}"
    if rule.fixable:
        yield f"--fix: {rule.fixable}"


def in_words(text: str) -> str:
    """A text with the words of its links alone, as outside of the documentation."""
    return _LINK.sub(r"\1", text)


def page() -> str:
    """The page of all rules, in Markdown."""
    return _HEAD + "\n".join([*_table(), "", *_sections()])


def _table() -> Iterator[str]:
    yield "| code | reason | the input |"
    yield "|---|---|---|"
    for group, rules in GROUPS.items():
        yield f"| | | **{group}** |"
        for name, rule in rules.items():
            mark = _MARKS.get(rule.severity, "")
            yield f"| [{rule.code}](#{_anchor(name, rule)}) | `{name}`{mark} | {rule.what} |"


def _sections() -> Iterator[str]:
    for name, rule in sorted(RULES.items(), key=lambda item: item[1].code):
        yield f"## {rule.code} {name}\n"
        yield f"The input {rule.what} ({_MEANING[rule.severity]}).\n"
        yield f"{rule.why}\n"
        yield f"```text\n{rule.example}\n```\n"
        yield f"Fix: {rule.fix}\n"
        if rule.fixable:
            yield f"[`--fix`](validate.md#fixing): {rule.fixable}\n"


def _anchor(name: str, rule: Rule) -> str:
    return f"{rule.code.lower()}-{name}"
