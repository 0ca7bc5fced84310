"""The closed list of rules: every reason for which an input is told, by its name."""

from __future__ import annotations

from corpus.contract.reasons import (
    across,
    contributions,
    files,
    pages,
    people,
    records,
    texts,
    tidy,
    tools,
)
from corpus.contract.reasons.rule import Rule

GROUPS: dict[str, dict[str, Rule]] = {
    "the file": files.RULES,
    "the page, and the archive that it stands in": pages.RULES,
    "the record": records.RULES | texts.RULES | records.RIGHTS,
    "the record of [another tool](import.md)": tools.RULES,
    "the corpus": across.RULES,
    "labels, outlet tables and the configuration": people.RULES,
    "the contribution, by `corpus validate` alone": contributions.RULES | tidy.RULES,
}
RULES = {name: rule for rules in GROUPS.values() for name, rule in rules.items()}


def find_rule(word: str) -> tuple[str, Rule] | None:
    """The rule of a code or name, in upper or lower case; None where there is none."""
    name = word.lower()
    if name in RULES:
        return name, RULES[name]
    by_code = {rule.code.lower(): (reason, rule) for reason, rule in RULES.items()}
    return by_code.get(name)
