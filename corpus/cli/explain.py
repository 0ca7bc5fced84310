"""`corpus explain`: what a rule finds, why, an example, and what to do."""

from __future__ import annotations

from difflib import get_close_matches

import click

from corpus.cli.output import tell


@click.command()
@click.argument("rule")
def explain(rule: str) -> None:
    """Explain a RULE of `corpus validate`, by its code or its name: C101, unknown_field."""
    from corpus.contract.reasons import RULES, find_rule
    from corpus.documents.rules import explanation
    from corpus.errors import UsageError

    found = find_rule(rule)
    if found is None:
        nearest = get_close_matches(rule.lower(), RULES, n=1)
        fix = f"did you mean {nearest[0]}?" if nearest else "docs/rules.md lists them"
        raise UsageError(
            f"{rule}: no rule has this code or name; expected one such as C101 or unknown_field; "
            f"{fix}"
        )
    for line in explanation(*found):
        tell(line)
